package io.seccomp4j.examples.policies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A small Java program that reads a file in several threads, and tries to copy it. */
final class JavaReader {
  private JavaReader() {}

  /**
   * Prints the number of lines and what became of the copy.
   *
   * @param args a file
   * @throws Exception when it cannot be read
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    CompletableFuture<List<String>> lines =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readAllLines(file);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    System.out.println(lines.get().size() + " lines");
    try {
      Files.copy(file, Path.of(args[0] + ".copy"));
      System.out.println("written");
    } catch (IOException e) {
      System.out.println("write: " + e);
    }
  }
}
