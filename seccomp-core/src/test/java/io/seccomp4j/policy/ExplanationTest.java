package io.seccomp4j.policy;

import static io.seccomp4j.arch.Constants.AF_INET;
import static io.seccomp4j.arch.Constants.AF_NETLINK;
import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.CLONE_NEWUSER;
import static io.seccomp4j.arch.Constants.O_ACCMODE;
import static io.seccomp4j.arch.Constants.O_CREAT;
import static io.seccomp4j.arch.Constants.O_RDONLY;
import static io.seccomp4j.arch.Constants.SOCK_RAW;
import static io.seccomp4j.arch.Constants.SOCK_STREAM;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ExplanationTest {
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  private static PolicyBuilder allow() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64);
  }

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(errno("EPERM")).nativeArchitecture(Arch.X86_64);
  }

  private static Call call(String syscall, Object... args) {
    return callOn(Arch.X86_64, syscall, args);
  }

  static Stream<Arguments> nearest() {
    Policy readOnly = deny().allow("openat", arg("flags").masked(O_ACCMODE).is(O_RDONLY)).build();
    Policy noCreation =
        deny()
            .allow("openat", arg("flags").masked(O_ACCMODE).is(O_RDONLY))
            .kill("openat", arg("flags").masked(O_CREAT).isNot(0))
            .build();
    Policy unixOnly = allow().deny("socket", arg("domain").isNot(AF_UNIX)).build();
    Policy noRaw =
        deny()
            .allow("socket", arg("domain").is(AF_UNIX))
            .deny("socket", arg("type").is(SOCK_RAW))
            .build();
    Policy namespaces = allow().deny("clone", arg("flags").masked(CLONE_NEWUSER).isNot(0)).build();
    Policy sizes = deny().allow("read", arg("count").lessThan(4096)).build();
    Policy raw = deny().allow("socket", arg(0).full64().is(1)).build();
    Policy layered =
        unixOnly.overriddenBy(allow().on("socket", errno("EACCES"), arg("domain").is(9)).build());
    return Stream.of(
        Arguments.of(
            readOnly,
            call("openat", -100, 0, 0x80001),
            "allow by rule 0, if flags & O_ACCMODE == O_RDONLY, as in"
                + " openat(AT_FDCWD, NULL, O_RDONLY|O_CLOEXEC, 0)"),
        Arguments.of(
            readOnly,
            call("openat", -100, 0, 0x80000),
            "errno(EPERM) by the default action, if flags & O_ACCMODE != O_RDONLY, as in"
                + " openat(AT_FDCWD, NULL, O_WRONLY|O_CLOEXEC, 0)"),
        Arguments.of(
            noCreation,
            call("openat", -100, 0, 0x41),
            "errno(EPERM) by the default action, if flags & O_CREAT == 0, as in"
                + " openat(AT_FDCWD, NULL, O_WRONLY, 0)"),
        Arguments.of(
            unixOnly,
            call("socket", AF_INET, SOCK_STREAM, 0),
            "allow by the default action, if domain == AF_UNIX, as in"
                + " socket(AF_UNIX, SOCK_STREAM, 0)"),
        Arguments.of(
            noRaw,
            call("socket", AF_NETLINK, SOCK_RAW, 0),
            "allow by rule 0, if domain == AF_UNIX and type != SOCK_RAW, as in"
                + " socket(AF_UNIX, SOCK_DGRAM, 0)"),
        Arguments.of(
            namespaces,
            call("clone", 0x10000011),
            "allow by the default action, if flags & CLONE_NEWUSER == 0, as in"
                + " clone(SIGCHLD, 0, NULL, NULL, 0)"),
        Arguments.of(
            sizes,
            call("read", 0, 0, 5000),
            "allow by rule 0, if count < 4096, as in read(0, NULL, 904)"),
        Arguments.of(
            raw,
            call("socket", 1L << 32 | 1, 1, 0),
            "allow by rule 0, if domain == AF_UNIX, as in socket(AF_UNIX, SOCK_STREAM, 0)"),
        Arguments.of(
            layered,
            call("socket", AF_UNIX, 1, 0),
            "errno(EPERM) by rule 0, if domain != AF_UNIX, as in socket(AF_UNSPEC, SOCK_STREAM, 0)"),
        Arguments.of(layered, call("mkdir", 0, 0), "none, whatever the arguments"),
        Arguments.of(
            allow().deny("mkdir").build(), call("mkdir", 0, 0), "none, whatever the arguments"),
        Arguments.of(unixOnly, new Call(Arch.X86, 5, List.of()), "none, whatever the arguments"),
        Arguments.of(
            unixOnly,
            new Call(Arch.X86_64, 41, List.of(OptionalLong.of(2), UNKNOWN)),
            "allow by the default action, if domain == AF_UNIX, as in socket(AF_UNIX, _, 0)"),
        Arguments.of(
            noRaw,
            new Call(Arch.X86_64, 41, List.of(OptionalLong.of(2), UNKNOWN)),
            "allow by rule 0, if domain == AF_UNIX and type != SOCK_RAW, as in"
                + " socket(AF_UNIX, 0, 0)"),
        Arguments.of(
            unixOnly, new Call(Arch.X86_64, 41, List.of(UNKNOWN, UNKNOWN)), "none, these are all"),
        Arguments.of(
            deny().allow("%900", arg(2).is(5)).build(),
            new Call(Arch.X86_64, 900, List.of()),
            "allow by rule 0, if arg2 == 5, as in %900(0, 0, 5, 0, 0, 0)"));
  }

  @ParameterizedTest(name = "[{index}] {1}: {2}")
  @MethodSource("nearest")
  void text_endsWithTheNearestOtherVerdict(Policy policy, Call call, String expected) {
    assertThat(policy.explain(call).toText()).endsWith("\n  nearest other verdict: " + expected);
  }

  @Test
  void text_namesOnlyTheSyscallThatWasAskedAbout() {
    Policy policy =
        deny()
            .add(
                Rule.of(
                        Action.ALLOW,
                        List.of("socket", "socketpair"),
                        List.of(arg(0).full64().is(2), arg(1).full64().masked(0xf).is(3)))
                    .from("rule 4 of p.json", 4))
            .build();
    assertThat(policy.explain(call("socket", 2, 3)).toString())
        .isEqualTo(
            "socket(AF_INET, SOCK_RAW, 0): allow, rule 4 of p.json: "
                + "socket(domain == AF_INET && type & 15 == SOCK_RAW)");
  }

  /** On 4 x 3 bits every nearest is compared with what trying all arguments gives. */
  @Test
  void nearest_isTheLeastOfAllChanges() {
    long seed = 20261124;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      Policy policy = randomPolicy(random);
      long[] args = {random.nextInt(8), random.nextInt(8), random.nextInt(8)};
      Call call = call("read", args[0], args[1], args[2]);
      Explanation explanation = policy.explain(call);
      int least = leastCost(policy, args);
      assertThat(explanation.nearest().map(other -> cost(other.call(), args)).orElse(-1))
          .as("seed %d, round %d: %s%n%s", seed, round, policy.toText(), explanation.toText())
          .isEqualTo(least);
      explanation
          .nearest()
          .ifPresent(
              other -> {
                assertThat(policy.decide(other.call())).isEqualTo(other.action());
                assertThat(other.action()).isNotEqualTo(explanation.action());
                assertThat(other.changes())
                    .isNotEmpty()
                    .allSatisfy(
                        test -> {
                          int index = test.index();
                          long now = other.call().args().get(index).orElseThrow();
                          assertThat(test.holds(now)).isTrue();
                          assertThat(test.holds(args[index])).isFalse();
                        });
              });
    }
  }

  private static Policy randomPolicy(Random random) {
    PolicyBuilder lower = random.nextBoolean() ? deny() : allow();
    PolicyBuilder upper = allow();
    for (int i = 0; i < 4; i++) {
      addRule(random, lower);
    }
    addRule(random, upper);
    Policy policy = lower.build();
    return random.nextBoolean()
        ? policy
        : random.nextBoolean()
            ? policy.overriddenBy(upper.build())
            : policy.tightenedBy(upper.build());
  }

  private static void addRule(Random random, PolicyBuilder builder) {
    List<Action> actions = List.of(Action.ALLOW, errno("EPERM"), errno("EIO"), Action.KILL_PROCESS);
    Comparison[] comparisons = Comparison.values();
    List<Condition> conditions = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      if (random.nextBoolean() || (index == 2 && conditions.isEmpty())) {
        conditions.add(
            arg(index)
                .full64()
                .compared(
                    comparisons[random.nextInt(comparisons.length)],
                    io.seccomp4j.arch.Constant.of(1 + random.nextInt(6))));
      }
    }
    builder.add(Rule.of(actions.get(random.nextInt(actions.size())), List.of("read"), conditions));
  }

  /** Returns 100 for each changed argument and 1 for each changed bit; -1 when nothing helps. */
  private static int leastCost(Policy policy, long[] args) {
    Action now = policy.decide(call("read", args[0], args[1], args[2]));
    int least = -1;
    for (long a = 0; a < 16; a++) {
      for (long b = 0; b < 16; b++) {
        for (long c = 0; c < 16; c++) {
          Call other = call("read", a, b, c);
          if (!policy.decide(other).equals(now)) {
            int cost = cost(other, args);
            least = least < 0 ? cost : Math.min(least, cost);
          }
        }
      }
    }
    return least;
  }

  private static int cost(Call other, long[] args) {
    int cost = 0;
    for (int i = 0; i < args.length; i++) {
      long value = other.args().get(i).orElseThrow();
      cost += value == args[i] ? 0 : 100 + Long.bitCount(value ^ args[i]);
    }
    return cost;
  }

  @Test
  void nearest_ofVeryManyRulesIsStillRight() {
    Random random = new Random(7);
    PolicyBuilder builder = deny();
    for (int i = 0; i < 400; i++) {
      builder.allow("mmap", arg(0).is(random.nextLong()), arg(1).atLeast(random.nextLong()));
    }
    Policy policy = builder.build();
    Explanation explanation = policy.explain(call("mmap", 5, 6));
    Explanation.Nearest nearest = explanation.nearest().orElseThrow();
    assertThat(policy.decide(nearest.call())).isEqualTo(Action.ALLOW).isEqualTo(nearest.action());
  }

  @Test
  void unknown_getsNoVerdictThatIsPossibleAnyway() {
    Policy policy =
        deny().allow("socket", arg("domain").is(1)).kill("socket", arg(1).is(3)).build();
    Explanation explanation =
        policy.explain(new Call(Arch.X86_64, 41, List.of(UNKNOWN, OptionalLong.of(1))));
    Set<Action> possible =
        explanation.verdicts().stream()
            .map(Explanation.Verdict::action)
            .collect(Collectors.toSet());
    Explanation.Nearest nearest = explanation.nearest().orElseThrow();
    assertThat(possible).doesNotContain(nearest.action());
    assertThat(nearest.call()).hasToString("socket(_, SOCK_RAW, 0)");
  }
}
