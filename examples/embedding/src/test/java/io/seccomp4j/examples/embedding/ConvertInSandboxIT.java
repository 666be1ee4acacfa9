package io.seccomp4j.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvertInSandboxIT {
  private static final Duration TIME = Duration.ofSeconds(30);

  @TempDir Path work;

  private Policy policy;
  private Path input;
  private Path output;

  @BeforeEach
  void files() throws Exception {
    policy = OciProfile.read(Profiles.file("filter-stdin-to-stdout.json")).toPolicy();
    input = Files.writeString(work.resolve("in"), "text\n".repeat(10_000));
    output = work.resolve("out");
  }

  @Test
  void gzip_converts() throws Exception {
    ConvertInSandbox.of(policy, List.of("gzip", "-c"), TIME).convert(input, output);

    try (GZIPInputStream unpacked = new GZIPInputStream(Files.newInputStream(output))) {
      assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(Files.readString(input));
    }
  }

  @Test
  void converterThatStartsAnother_isKilledAndLeavesNoOutput() {
    ConvertInSandbox converter =
        ConvertInSandbox.of(policy, List.of("awk", "{print; system(\"true\")}"), TIME);

    assertThatThrownBy(() -> converter.convert(input, output))
        .isInstanceOf(IOException.class)
        .hasMessage("the converter did what it must not, and was killed");
    assertThat(output).doesNotExist();
  }

  @Test
  void converterThatFails_isQuoted() {
    ConvertInSandbox converter = ConvertInSandbox.of(policy, List.of("gzip", "-dc"), TIME);

    assertThatThrownBy(() -> converter.convert(input, output))
        .hasMessageStartingWith("the converter exited with 1: ")
        .hasMessageContaining("not in gzip format");
    assertThat(output).doesNotExist();
  }

  @Test
  void converterThatDoesNotEnd_isStopped() {
    ConvertInSandbox converter =
        ConvertInSandbox.of(policy, List.of("sleep", "60"), Duration.ofMillis(100));

    assertThatThrownBy(() -> converter.convert(input, output))
        .hasMessage("the converter took longer than 100 ms");
    assertThat(output).doesNotExist();
  }
}
