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
  private static final long ADDRESS = 0x7fff_1234_5678L;
  private static final int F_SETFL = 4;
  private static final int O_APPEND = 0x400;
  private static final int O_ASYNC = 0x2000;

  /** The allow-lists whose programs write files. */
  private static final List<String> WRITERS =
      List.of("convert-files.json", "compiler.json", "jvm.json");

  private static final List<String> ALLOW_LISTS =
      Stream.concat(
              WRITERS.stream(), Stream.of("read-only-tools.json", "filter-stdin-to-stdout.json"))
          .toList();

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
    assertThat(read.review()).isEmpty();
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

  /** Where kill is denied, no file descriptor may be made to signal in its place. */
  @Test
  void fcntl_namesNobodyToBeSignalled() throws IOException {
    long upper = 1L << 32;
    for (String profile : ALLOW_LISTS) {
      Policy policy = Run.policy(profile);

      for (int command : List.of(0, 1, 2, 3, 1030)) {
        assertThat(decide(policy, "fcntl", 0, command, 0)).as(profile).isEqualTo(Action.ALLOW);
      }
      for (int command : List.of(8, 9, 10, 11, 15, 16, 1024, 1026)) {
        assertThat(decide(policy, "fcntl", 0, command, 0).runsTheCall())
            .as("%s in %s", command, profile)
            .isFalse();
        assertThat(decide(policy, "fcntl", 0, upper + command, 0).runsTheCall())
            .as("%s in %s", command, profile)
            .isFalse();
      }
      assertThat(decide(policy, "fcntl", 0, F_SETFL, O_ASYNC).runsTheCall()).as(profile).isFalse();
    }
  }

  @Test
  void fcntl_locksSealsAndSetsFlagsForThoseWhoWrite() throws IOException {
    for (String profile : WRITERS) {
      for (int command : List.of(F_SETFL, 5, 6, 7, 36, 37, 38, 1031, 1032, 1033, 1034)) {
        assertThat(decide(Run.policy(profile), "fcntl", 0, command, O_APPEND))
            .as("%s in %s", command, profile)
            .isEqualTo(Action.ALLOW);
      }
    }
  }

  @Test
  void openFile_keepsItsFlagsInReadOnlyTools() throws IOException {
    assertThat(decide(Run.policy("read-only-tools.json"), "fcntl", 1, F_SETFL, 0))
        .isEqualTo(Action.errno("EPERM"));
  }

  @Test
  void limits_areOnesOwn() throws IOException {
    long other = 4711;
    for (String profile : ALLOW_LISTS) {
      Policy policy = Run.policy(profile);

      assertThat(decide(policy, "prlimit64", 0, 7, 0, ADDRESS)).isEqualTo(Action.ALLOW);
      assertThat(decide(policy, "prlimit64", other, 7, ADDRESS, 0).runsTheCall())
          .as(profile)
          .isFalse();
      assertThat(decide(policy, "prlimit64", other, 7, 1L << 32, 0).runsTheCall())
          .as(profile)
          .isFalse();
    }
    for (String profile : WRITERS) {
      assertThat(decide(Run.policy(profile), "prlimit64", 0, 7, ADDRESS, 0))
          .as(profile)
          .isEqualTo(Action.ALLOW);
    }
  }

  /** The child of a posix_spawn that resets its ids, as make's does, sets the effective one. */
  @Test
  void user_staysExceptForTheEffectiveOneOfBuilders() throws IOException {
    for (String profile : ALLOW_LISTS) {
      boolean builder = profile.equals("compiler.json");
      for (String call : List.of("setresuid", "setresgid")) {
        Policy policy = Run.policy(profile);

        assertThat(decide(policy, call, -1, 1000, -1).runsTheCall()).isEqualTo(builder);
        assertThat(decide(policy, call, 1000, 1000, -1).runsTheCall()).as(profile).isFalse();
        assertThat(decide(policy, call, -1, 1000, 1000).runsTheCall()).as(profile).isFalse();
      }
    }
  }

  @Test
  void lessKernel_asksPairsForTheirFamilyToo() throws IOException {
    Policy policy = Run.policy("less-kernel.json");

    for (int family = 0; family < 64; family++) {
      boolean usual = List.of(0, 1, 2, 10, 16).contains(family);
      for (String call : List.of("socket", "socketpair")) {
        assertThat(decide(policy, call, family, 1, 0, 0))
            .as("%s of family %s", call, family)
            .isEqualTo(usual ? Action.ALLOW : Action.errno("EAFNOSUPPORT"));
      }
    }
  }

  private static Action decide(Policy policy, String syscall, Object... arguments) {
    return policy.decide(Call.call(syscall, arguments));
  }
}
