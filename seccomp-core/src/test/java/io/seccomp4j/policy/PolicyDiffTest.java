package io.seccomp4j.policy;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constants;
import io.seccomp4j.policy.PolicyChange.Coverage;
import io.seccomp4j.policy.PolicyDiff.Relation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyDiffTest {
  private static PolicyBuilder denying() {
    return Policy.denyByDefault(errno("EPERM")).nativeArchitecture(Arch.X86_64);
  }

  private static PolicyBuilder allowing() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64);
  }

  @ParameterizedTest
  @CsvSource({
    "allow, allow, EQUAL, true",
    "allow, log, STRICTER, true",
    "log, allow, WEAKER, true",
    "trace, log, WEAKER, false",
    "notify, trace, WEAKER, false",
    "trace, notify, STRICTER, true",
    "errno1, notify, WEAKER, false",
    "errno1, allow, WEAKER, false",
    "errno1, errno2, INCOMPARABLE, true",
    "trap, errno1, WEAKER, true",
    "kill, errno1, WEAKER, true",
    "errno1, kill, STRICTER, true",
    "allow, kill, STRICTER, true"
  })
  void relation_isTheKernelsOrder(String before, String after, Relation relation, boolean no) {
    PolicyDiff diff =
        PolicyDiff.between(
            denying().on("mkdir", action(before)).build(),
            denying().on("mkdir", action(after)).build());

    assertThat(diff.relation()).isEqualTo(relation);
    assertThat(diff.isNoWeaker()).isEqualTo(no);
    assertThat(diff.changes()).hasSize(relation == Relation.EQUAL ? 0 : 1);
  }

  private static Action action(String word) {
    return switch (word) {
      case "allow" -> Action.ALLOW;
      case "log" -> Action.LOG;
      case "trace" -> Action.trace(1);
      case "notify" -> Action.NOTIFY;
      case "errno1" -> errno(1);
      case "errno2" -> errno(2);
      case "trap" -> Action.TRAP;
      default -> Action.KILL_PROCESS;
    };
  }

  @Test
  void otherWords_areEqual() {
    Policy masked = denying().allow("socket", arg("domain").low32().masked(-1L).is(1)).build();
    Policy named =
        denying()
            .allow("socket", arg("domain").is(Constants.AF_UNIX))
            .horizon(Horizon.TABLE)
            .build();

    assertThat(PolicyDiff.between(masked, named).relation()).isEqualTo(Relation.EQUAL);
    assertThat(PolicyDiff.between(masked, named)).hasToString("equal");
  }

  @Test
  void wideAndNarrowReading_differInTheUpperHalf() {
    Policy wide = allowing().deny("io_uring_setup").deny("socket", arg(0).full64().is(2)).build();
    Policy narrow = allowing().deny("io_uring_setup").deny("socket", arg(0).low32().is(2)).build();

    PolicyDiff diff = PolicyDiff.between(wide, narrow);

    assertThat(diff.relation()).isEqualTo(Relation.STRICTER);
    assertThat(diff.changes().get(0).example().args().get(0)).hasValue(0x1_0000_0002L);
  }

  @Test
  void change_hasAReadableExampleAndTheRulesThatDecide() {
    Policy before =
        denying()
            .add(Rule.of(Action.ALLOW, java.util.List.of("read"), java.util.List.of()))
            .build();
    Policy after =
        denying()
            .allow("openat", arg("flags").masked(Constants.O_ACCMODE).isNot(Constants.O_RDONLY))
            .because("it writes")
            .build();

    PolicyDiff diff = PolicyDiff.between(before, after);

    assertThat(diff.relation()).isEqualTo(Relation.INCOMPARABLE);
    assertThat(diff.nowAllowed())
        .singleElement()
        .satisfies(change -> assertThat(change.coverage()).isEqualTo(Coverage.SOME_ARGUMENTS))
        .satisfies(change -> assertThat(change.syscalls()).containsExactly("openat"))
        .hasToString(
            "some calls of openat: errno(EPERM) -> allow on x86_64, as"
                + " openat(0, NULL, O_WRONLY, 0)");
    assertThat(diff.nowDenied())
        .singleElement()
        .satisfies(change -> assertThat(change.coverage()).isEqualTo(Coverage.ALL_ARGUMENTS));
    assertThat(diff.toText("old", "new"))
        .isEqualTo(
            """
            new is neither weaker nor stricter than old
            new allows, old does not:
              some calls of openat: errno(EPERM) -> allow
                as openat(0, NULL, O_WRONLY, 0)
                old: no rule names it: the default action; new: rule 0 (it writes)
            old allows, new does not:
              read: allow -> errno(EPERM)
                as read(0, NULL, 0)
                old: rule 0; new: no rule names it: the default action
            """);
  }

  @Test
  void syscallsThatChangeAlike_areOneChange() {
    Policy before = denying().architectures(Arch.X86).allow("read").build();
    Policy after = denying().architectures(Arch.X86).allow("read", "mount", "umount2").build();

    assertThat(PolicyDiff.between(before, after).changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.syscalls()).containsExactly("mount", "umount2");
              assertThat(change.architectures()).containsExactly(Arch.X86_64, Arch.X86);
            });
  }

  @Test
  void everyNumber_isCompared() {
    Policy some = denying().horizon(Horizon.NONE).build();
    Policy table = denying().build();
    Policy raw = denying().horizon(Horizon.NONE).allow("%100000").build();

    PolicyDiff horizon = PolicyDiff.between(some, table);
    assertThat(horizon.relation()).isEqualTo(Relation.INCOMPARABLE);
    assertThat(horizon.isNoWeaker()).isTrue();
    assertThat(horizon.changes())
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.syscalls())
                    .singleElement()
                    .asString()
                    .matches("%\\d+-%1073741823"));
    assertThat(PolicyDiff.between(some, raw).nowAllowed())
        .singleElement()
        .satisfies(change -> assertThat(change.syscalls()).containsExactly("%100000"));
  }

  @Test
  void architectureOfOneOnly_isCompared() {
    Policy closed = denying().allow("read").build();
    Policy open = denying().allow("read").architectures(Arch.X32).build();

    PolicyDiff diff = PolicyDiff.between(closed, open);

    assertThat(diff.relation()).isEqualTo(Relation.WEAKER);
    assertThat(diff.nowAllowed())
        .singleElement()
        .satisfies(change -> assertThat(change.architectures()).containsExactly(Arch.X32));
    assertThat(diff.toString()).startsWith("weaker: ");
  }

  @Test
  void flagsAndListeners_areNoPartOfTheRelation() {
    Policy plain = denying().build();
    Policy flagged = denying().flags(FilterFlag.LOG).listenerPath("/run/x").build();

    PolicyDiff diff = PolicyDiff.between(plain, flagged);

    assertThat(diff.relation()).isEqualTo(Relation.EQUAL);
    assertThat(diff.settings()).containsExactly("flags: none -> LOG", "listener: none -> /run/x");
  }

  @Test
  void architecturesOfOtherKernels_areNotComparedAndTold() {
    Policy here = denying().allow("read").build();
    Policy elsewhere = here.toBuilder().architectures(Arch.X86_64, Arch.AARCH64).build();

    PolicyDiff diff = PolicyDiff.between(here, elsewhere);

    assertThat(diff.relation()).isEqualTo(Relation.EQUAL);
    assertThat(diff.settings()).containsExactly("architectures of other kernels: none -> aarch64");
  }

  @Test
  void tooIntricateRules_areNamed() {
    Policy policy = denying().allow("socket", arg(0).is(1), arg(1).lessThan(77)).build();

    assertThatThrownBy(() -> new PolicyComparison(policy, denying().build(), 20, 1000).run())
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith("the rules of socket on x86_64 are too intricate");
  }

  @Test
  void manySlightlyIntricateSyscalls_areTooIntricateTogether() {
    PolicyBuilder one = denying();
    PolicyBuilder other = denying();
    for (String syscall : List.of("socket", "openat", "mmap")) {
      one.allow(syscall, arg(0).full64().masked(0xff).is(1), arg(1).full64().is(77));
      other.allow(syscall, arg(1).full64().masked(0xff).is(1), arg(0).full64().is(77));
    }

    assertThatThrownBy(() -> new PolicyComparison(one.build(), other.build(), 5000, 500).run())
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("too intricate")
        .hasMessageContaining("more than 500 steps");
  }

  @Test
  @Timeout(60)
  void manyErrnosAgainstManyOthers_areRefusedInTime() {
    PolicyBuilder one = allowing();
    PolicyBuilder other = allowing();
    for (int i = 1; i <= 300; i++) {
      one.on("read", errno(i), arg(0).full64().is(i));
      other.on("read", errno(300 + i), arg(1).full64().is(i));
    }
    Policy before = one.build();
    Policy after = other.build();

    assertThatThrownBy(() -> PolicyDiff.between(before, after))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("their verdicts differ in more than 256 ways");
  }
}
