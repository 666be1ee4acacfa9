package io.seccomp4j.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs the real command, through its script and with the JDK of the tests. */
public final class Command {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path SCRIPT = Path.of("..", "seccomp4j").toAbsolutePath().normalize();
  private static final int PATIENCE_SECONDS = 60;

  /**
   * What the command did.
   *
   * @param code its exit code
   * @param raw its standard output, a character a byte
   * @param err its standard error
   */
  public record Result(int code, String raw, String err) {
    /** Returns standard output as text. */
    public String out() {
      return new String(outBytes(), StandardCharsets.UTF_8);
    }

    /** Returns standard output as it came. */
    public byte[] outBytes() {
      return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns standard error without the sentence about io_uring. */
    public String complaints() {
      return err.lines()
          .filter(line -> !line.startsWith("seccomp4j: warning: io_uring_setup is denied"))
          .reduce("", (some, line) -> some + line + "\n");
    }
  }

  private final Path directory;

  /**
   * Runs in a directory.
   *
   * @param directory the working directory
   */
  public Command(Path directory) {
    this.directory = directory;
    stamp();
  }

  /** Maven has just built the command, so that the script need not. */
  private static void stamp() {
    try {
      Path stamp = TARGET.resolve("built");
      Files.deleteIfExists(stamp);
      Files.createFile(stamp);
    } catch (IOException readOnly) {
      // Then the script runs what there is.
    }
  }

  /** Returns the words that start the command with these arguments. */
  public static List<String> line(String... args) {
    List<String> line = new ArrayList<>();
    line.add(SCRIPT.toString());
    line.addAll(List.of(args));
    return line;
  }

  /** Runs {@code seccomp4j ARGS}. */
  public Result run(String... args) throws IOException, InterruptedException {
    return run(new byte[0], line(args));
  }

  /** Runs a command line with bytes as standard input. */
  public Result run(byte[] input, List<String> line) throws IOException, InterruptedException {
    Process process = builder(line).start();
    CompletableFuture<byte[]> out = read(process.getInputStream());
    CompletableFuture<byte[]> err = read(process.getErrorStream());
    try (var stdin = process.getOutputStream()) {
      new ByteArrayInputStream(input).transferTo(stdin);
    } catch (IOException closed) {
      // The program does not read.
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + line);
    }
    return new Result(
        process.exitValue(),
        new String(out.join(), StandardCharsets.ISO_8859_1),
        new String(err.join(), StandardCharsets.UTF_8));
  }

  /** Returns a builder for a command line in the directory. */
  public ProcessBuilder builder(List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder;
  }

  private static CompletableFuture<byte[]> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }
}
