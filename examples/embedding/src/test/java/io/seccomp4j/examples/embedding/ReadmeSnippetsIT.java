package io.seccomp4j.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadmeSnippetsIT {
  @TempDir Path work;

  @Test
  void builder_readsButDoesNotWrite() throws Exception {
    String output = ReadmeSnippets.builder(work);

    assertThat(output)
        .startsWith("exited with ")
        .contains(Files.readString(Path.of("/etc/hostname")))
        .contains("Operation not permitted");
    assertThat(work).isEmptyDirectory();
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
