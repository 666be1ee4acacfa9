package io.seccomp4j.examples.policies;

import static io.seccomp4j.arch.Constants.AF_INET;
import static io.seccomp4j.arch.Constants.AF_UNIX;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the profiles say, without a kernel. */
final class ProfilesTest {
  private static final long THREAD = 0x3d0f00;
  private static final long FORK = 0x1200011;

  static List<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.list(Run.profiles())) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void readme_describesEveryProfile() throws IOException {
    String readme = Files.readString(Run.profiles().resolve("README.md"));

    assertThat(profiles())
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(profile -> assertThat(readme).contains("\n## " + profile.getFileName()));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void profile_readsWithoutDoubtsAndReadsBackEqual(Path profile) throws IOException {
    OciProfile read = OciProfile.read(profile);

    assertThat(read.warnings()).isEmpty();
    assertThat(OciProfile.of(read.toPolicy()).toPolicy()).isEqualTo(read.toPolicy());
  }

  /** Runtimes disagree about a call with and without conditions, so no profile has one. */
  @ParameterizedTest
  @MethodSource("profiles")
  void call_standsOnlyWithConditionsOrOnlyWithout(Path profile) throws IOException {
    Policy policy = OciProfile.read(profile).toPolicy();
    Map<String, Boolean> conditional = new HashMap<>();

    for (Rule rule : policy.layers().get(0).rules()) {
      boolean has = !rule.conditions().isEmpty();
      for (String syscall : rule.syscalls()) {
        assertThat(conditional.merge(syscall, has, (was, is) -> is))
            .as("%s in %s", syscall, profile.getFileName())
            .isEqualTo(has);
        assertThat(conditional.get(syscall)).isEqualTo(has);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void program_canStartAndEnd(Path profile) throws IOException {
    Policy policy = OciProfile.read(profile).toPolicy();

    for (String syscall : List.of("execve", "exit", "exit_group", "read", "mmap")) {
      assertThat(decide(policy, syscall)).as(syscall).isEqualTo(Action.ALLOW);
    }
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void clone3_isUnknownWhereCloneIsLookedAt(Path profile) throws IOException {
    Policy policy = OciProfile.read(profile).toPolicy();
    boolean looked = !decide(policy, "clone", 0x7e020000).equals(Action.ALLOW);

    assertThat(decide(policy, "clone3")).isEqualTo(looked ? Action.errno("ENOSYS") : Action.ALLOW);
    assertThat(decide(policy, "clone", THREAD, 0, 0, 0, 0)).isEqualTo(Action.ALLOW);
  }

  @Test
  void newProcess_isAllowedToBuildersOnly() throws IOException {
    for (String profile :
        List.of(
            "no-new-processes.json",
            "read-only-tools.json",
            "convert-files.json",
            "jvm.json",
            "filter-stdin-to-stdout.json")) {
      assertThat(decide(Run.policy(profile), "clone", FORK).runsTheCall()).as(profile).isFalse();
    }
    for (String profile : List.of("compiler.json", "no-network.json", "less-kernel.json")) {
      assertThat(decide(Run.policy(profile), "clone", FORK)).as(profile).isEqualTo(Action.ALLOW);
    }
  }

  @Test
  void network_isClosedByAllButTwo() throws IOException {
    for (Path profile : profiles()) {
      boolean open =
          List.of("no-new-processes.json", "less-kernel.json")
              .contains(profile.getFileName().toString());
      Policy policy = OciProfile.read(profile).toPolicy();

      assertThat(decide(policy, "socket", AF_INET, 1, 0).runsTheCall())
          .as("%s", profile)
          .isEqualTo(open);
      assertThat(decide(policy, "io_uring_setup").runsTheCall()).as("%s", profile).isFalse();
    }
    assertThat(decide(Run.policy("no-network.json"), "socket", AF_UNIX, 1, 0))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void upperHalf_opensNothing() throws IOException {
    long upper = 1L << 32;

    assertThat(decide(Run.policy("no-network.json"), "socket", upper + 2, 1, 0).runsTheCall())
        .isFalse();
    assertThat(decide(Run.policy("no-network.json"), "socket", upper + 1, 1, 0).runsTheCall())
        .isFalse();
    assertThat(
            decide(Run.policy("read-only-tools.json"), "openat", 0, 0, upper + 1, 0).runsTheCall())
        .isFalse();
    assertThat(decide(Run.policy("less-kernel.json"), "socket", upper + 40, 1, 0).runsTheCall())
        .isFalse();
    assertThat(decide(Run.policy("less-kernel.json"), "ioctl", 0, upper + 0x5412, 0).runsTheCall())
        .isFalse();
  }

  private static Action decide(Policy policy, String syscall, Object... arguments) {
    return policy.decide(Call.call(syscall, arguments));
  }
}
