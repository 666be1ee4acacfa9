package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example in the Javadoc of OciProfile. */
final class SnippetTest {
  @TempDir private Path directory;

  @Test
  void readAndWrite() throws Exception {
    Path profile = directory.resolve("profile.json");
    Path copy = directory.resolve("copy.json");
    Files.writeString(
        profile,
        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":["
            + "{\"names\":[\"reboot\"],\"action\":\"SCMP_ACT_ERRNO\"}]}");

    Policy policy = OciProfile.read(profile).toPolicy();
    OciProfile.of(policy).write(copy);

    assertThat(OciProfile.read(copy).toPolicy()).isEqualTo(policy);
  }
}
