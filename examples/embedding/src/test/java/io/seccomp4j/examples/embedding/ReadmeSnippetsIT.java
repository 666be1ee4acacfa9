package io.seccomp4j.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadmeSnippetsIT {
  @TempDir Path work;

  @Test
  void builder_readsButHasNoNetwork() throws Exception {
    String output = ReadmeSnippets.builder(work);

    assertThat(output)
        .startsWith("exited with 1: ")
        .contains(Files.readString(Path.of("/etc/hostname")))
        .contains("socket: Operation not permitted");
  }

  /** What the README shows is what runs here, line by line, imports included. */
  @Test
  void readme_showsTheseLines() throws Exception {
    Path root = Profiles.file("../..");
    String source =
        Files.readString(
            root.resolve(
                "examples/embedding/src/main/java/io/seccomp4j/examples/embedding/ReadmeSnippets.java"));
    List<String> blocks = List.of(Files.readString(root.resolve("README.md")).split("```java\n"));

    assertThat(blocks).hasSize(3);
    for (String block : blocks.subList(1, 3)) {
      String code = block.substring(0, block.indexOf("```"));
      String body =
          code.lines()
              .map(String::strip)
              .filter(line -> !line.startsWith("import "))
              .collect(Collectors.joining("\n"))
              .strip();
      String lines = source.lines().map(String::strip).collect(Collectors.joining("\n"));

      assertThat(lines).contains(body);
      code.lines()
          .filter(line -> line.startsWith("import "))
          .forEach(line -> assertThat(source).contains(line));
    }
  }

  @Test
  void profile_takesTheBuilderAsItIs() throws Exception {
    Path file = Profiles.file("no-network.json");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "echo x > file; exit 7");
    builder.directory(work.toFile());

    assertThat(ReadmeSnippets.profile(file, builder)).isEqualTo(7);
    assertThat(work.resolve("file")).hasContent("x");
  }
}
