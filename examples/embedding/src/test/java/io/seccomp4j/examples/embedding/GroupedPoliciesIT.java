package io.seccomp4j.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupedPoliciesIT {
  @TempDir Path work;

  private String run(Policy policy, String... command) throws Exception {
    Process process =
        Sandbox.of(policy).command(command).directory(work).mergeErrorIntoOutput().start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output;
  }

  @Test
  void readerAndFilter_readButDoNotWrite() throws Exception {
    Path list = Files.writeString(work.resolve("list"), "pear\n");
    for (Policy policy : List.of(GroupedPolicies.reader(), GroupedPolicies.filter())) {
      assertThat(run(policy, "cat", "list")).isEqualTo("0 pear\n");
      assertThat(run(policy, "cp", "list", "copy")).contains("Operation not permitted");
    }
    assertThat(work.resolve("copy")).doesNotExist();
    assertThat(list).hasContent("pear");
  }

  @Test
  void archiver_makesAndDoesNotRemove() throws Exception {
    Files.writeString(work.resolve("list"), "pear\n");

    assertThat(run(GroupedPolicies.archiver(), "cp", "list", "copy")).isEqualTo("0 ");
    assertThat(run(GroupedPolicies.archiver(), "rm", "-f", "list"))
        .contains("Operation not permitted");
    assertThat(GroupedPolicies.archiver().toText())
        .contains("@archiver, !unlinkat, !rmdir", "# archives are made beside the files");
  }
}
