package io.seccomp4j.policy;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class HorizonTest {
  private static final Action EPERM = errno("EPERM");
  private static final Action ENOSYS = errno("ENOSYS");

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(EPERM).nativeArchitecture(Arch.X86_64);
  }

  private static int last(Arch arch) {
    return Syscalls.of(arch).last().getAsInt();
  }

  /** Asks everybody who decides calls; they agree. */
  private static Action decide(Policy policy, Arch arch, int number, long... args) {
    List<OptionalLong> known = Arrays.stream(args).mapToObj(OptionalLong::of).toList();
    Call call = new Call(arch, number, known);
    Action action = policy.decide(call);
    assertThat(policy.explain(call).action()).isEqualTo(action);
    if (policy.effectiveArchitectures().contains(call.effectiveArch())) {
      assertThat(policy.rulesOn(call.effectiveArch()).decide(number, call.registers()))
          .isEqualTo(action);
    }
    return action;
  }

  @Test
  void lastSyscall_isTheEndOfTheTable() {
    assertThat(Syscalls.of(Arch.X86_64).last())
        .isEqualTo(Syscalls.of(Arch.X86_64).number("file_setattr"));
    assertThat(Syscalls.of(Arch.X32).last()).isEqualTo(Syscalls.of(Arch.X32).number("pwritev2"));
    assertThat(Syscalls.of(Arch.ARM).last())
        .isEqualTo(Syscalls.of(Arch.ARM).number("file_setattr"));
    assertThat(Syscalls.of(Arch.M68K).last()).isEmpty();
  }

  @Test
  void builtPolicy_answersEnosysBeyondTheTable() {
    Policy policy = deny().architectures(Arch.X86, Arch.X32).allow("read").build();

    for (Arch arch : policy.effectiveArchitectures()) {
      int last = last(arch);
      assertThat(policy.rulesOn(arch).horizon()).hasValue(last);
      assertThat(decide(policy, arch, last)).isEqualTo(EPERM);
      assertThat(decide(policy, arch, last + 1)).isEqualTo(ENOSYS);
      assertThat(decide(policy, arch, last + 1000)).isEqualTo(ENOSYS);
    }
    assertThat(decide(policy, Arch.X86_64, 0)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, Arch.X86_64, 1)).isEqualTo(EPERM);
  }

  @Test
  void unsignedNumbers_areBeyondButMinusOneIsNot() {
    Policy policy = deny().architectures(Arch.X86, Arch.X32).build();
    Policy withoutX32 = deny().build();

    for (int number : new int[] {0x3fff_ffff, 0x8000_0000, 0xbfff_ffff, 0xc000_0000, -2}) {
      assertThat(decide(policy, Arch.X86, number)).isEqualTo(ENOSYS);
      assertThat(decide(policy, Arch.X86_64, number)).isEqualTo(ENOSYS);
    }
    assertThat(decide(policy, Arch.X86, -1)).isEqualTo(EPERM);
    assertThat(decide(policy, Arch.X86_64, -1)).isEqualTo(EPERM);
    assertThat(decide(withoutX32, Arch.X86_64, 0x3fff_ffff)).isEqualTo(ENOSYS);
    assertThat(decide(withoutX32, Arch.X86_64, -1)).isEqualTo(EPERM);
    for (int number : new int[] {Arch.X32_BIT, Arch.X32_BIT | 600, 0x8000_0000, -2}) {
      assertThat(decide(withoutX32, Arch.X86_64, number)).isEqualTo(Action.KILL_PROCESS);
    }
  }

  @Test
  void numberOfX32_isComparedWithTheLastOfX32() {
    Policy policy = deny().architectures(Arch.X32).horizon(Horizon.after("mseal")).build();
    int mseal = Syscalls.of(Arch.X86_64).number("mseal").getAsInt();

    assertThat(policy.rulesOn(Arch.X32).horizon()).hasValue(Arch.X32_BIT | mseal);
    assertThat(decide(policy, Arch.X86_64, Arch.X32_BIT | mseal)).isEqualTo(EPERM);
    assertThat(decide(policy, Arch.X86_64, Arch.X32_BIT | (mseal + 1))).isEqualTo(ENOSYS);
    assertThat(decide(policy, Arch.X86_64, mseal + 1)).isEqualTo(ENOSYS);
  }

  @Test
  void ruleBeyond_winsAndItsCallIsKnown() {
    Policy policy =
        deny().horizon(Horizon.after("read")).allow("write", arg("fd").is(1)).kill("%600").build();

    assertThat(decide(policy, Arch.X86_64, 1, 1)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, Arch.X86_64, 1, 2)).isEqualTo(EPERM);
    assertThat(decide(policy, Arch.X86_64, 600)).isEqualTo(Action.KILL_PROCESS);
    assertThat(decide(policy, Arch.X86_64, 601)).isEqualTo(ENOSYS);
    assertThat(decide(policy, Arch.X86_64, 2)).isEqualTo(ENOSYS);
  }

  @Test
  void named_isTheGreatestNumberOfTheLowestLayer() {
    Policy policy =
        deny()
            .architectures(Arch.X86)
            .horizon(Horizon.NAMED)
            .allow("read", "statmount")
            .on("socketcall", EPERM)
            .build();
    Policy above = policy.overriddenBy(Policy.allowByDefault().deny("mseal").build());
    int statmount = Syscalls.of(Arch.X86_64).number("statmount").getAsInt();

    assertThat(policy.rulesOn(Arch.X86_64).horizon()).hasValue(statmount);
    assertThat(policy.rulesOn(Arch.X86).horizon()).hasValue(statmount);
    assertThat(above.rulesOn(Arch.X86_64).horizon()).hasValue(statmount);
    assertThat(decide(above, Arch.X86_64, last(Arch.X86_64))).isEqualTo(ENOSYS);
    assertThat(above.toBuilder().build()).isEqualTo(above);
    assertThat(deny().horizon(Horizon.NAMED).build().rulesOn(Arch.X86_64).horizon()).isEmpty();
  }

  @Test
  void carriedCalls_areNotTheLastNamed() {
    PolicyBuilder builder = deny().architectures(Arch.X86).horizon(Horizon.NAMED);
    Policy policy = builder.allow("read", "socket", "shmat").build();

    assertThat(policy.rulesOn(Arch.X86).horizon()).hasValue(3);
    assertThat(policy.rulesOn(Arch.X86_64).horizon()).hasValue(41);
    assertThat(decide(policy, Arch.X86, Syscalls.of(Arch.X86).number("socket").getAsInt()))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void none_givesTheDefaultAction() {
    Policy policy = deny().horizon(Horizon.NONE).build();

    assertThat(policy.rulesOn(Arch.X86_64).horizon()).isEmpty();
    assertThat(decide(policy, Arch.X86_64, 5000)).isEqualTo(EPERM);
    assertThat(policy.toText())
        .contains("horizon   none: unknown syscalls get the default action, too\n");
    assertThat(policy.explain(new Call(Arch.X86_64, 5000, List.of())).toString())
        .contains("no rule names it: the default action");
  }

  @ParameterizedTest
  @EnumSource
  void horizon_countsUnderErrnoOnlyUnlessAskedFor(Action.Kind kind) {
    Action action = Action.ofReturnValue(kind == Action.Kind.ERRNO ? 0x50001 : value(kind));
    PolicyBuilder builder = Policy.withDefault(action).nativeArchitecture(Arch.X86_64);
    boolean killing =
        kind == Action.Kind.KILL_PROCESS
            || kind == Action.Kind.KILL_THREAD
            || kind == Action.Kind.TRAP
            || kind == Action.Kind.NOTIFY;

    assertThat(decide(builder.build(), Arch.X86_64, 5000))
        .isEqualTo(kind == Action.Kind.ERRNO ? ENOSYS : action);
    assertThat(decide(builder.horizon(Horizon.TABLE.insteadOfKilling()).build(), Arch.X86_64, 5000))
        .isEqualTo(kind == Action.Kind.ERRNO || killing ? ENOSYS : action);
  }

  private static int value(Action.Kind kind) {
    return switch (kind) {
      case KILL_PROCESS -> Action.KILL_PROCESS.returnValue();
      case KILL_THREAD -> Action.KILL_THREAD.returnValue();
      case TRAP -> Action.TRAP.returnValue();
      case ERRNO -> EPERM.returnValue();
      case NOTIFY -> Action.NOTIFY.returnValue();
      case TRACE -> Action.trace(0).returnValue();
      case LOG -> Action.LOG.returnValue();
      case ALLOW -> Action.ALLOW.returnValue();
    };
  }

  @Test
  void enosysAsDefault_hasNothingBeyond() {
    Policy policy = Policy.denyByDefault(ENOSYS).nativeArchitecture(Arch.X86_64).build();

    assertThat(policy.rulesOn(Arch.X86_64).horizon()).isEqualTo(OptionalInt.empty());
    assertThat(policy.toText()).doesNotContain("horizon");
    assertThat(decide(policy, Arch.X86_64, 5000)).isEqualTo(ENOSYS);
  }

  @Test
  void lowerPolicy_keepsItsHorizonUnderLayers() {
    Policy with = deny().allow("read").build();
    Policy without = deny().allow("read").horizon(Horizon.NONE).build();

    assertThat(decide(with.overriddenBy(without), Arch.X86_64, 5000)).isEqualTo(ENOSYS);
    assertThat(decide(with.tightenedBy(without), Arch.X86_64, 5000)).isEqualTo(ENOSYS);
    assertThat(decide(without.overriddenBy(with), Arch.X86_64, 5000)).isEqualTo(EPERM);
    assertThat(decide(without.tightenedBy(with), Arch.X86_64, 5000)).isEqualTo(EPERM);
  }

  @Test
  void equality_knowsTheHorizonByItsNumbers() {
    Policy table = deny().allow("read").build();

    assertThat(deny().allow("read").horizon(Horizon.after("file_setattr")).build())
        .isEqualTo(table)
        .hasSameHashCodeAs(table);
    assertThat(deny().allow("read").horizon(Horizon.after("mseal")).build()).isNotEqualTo(table);
    assertThat(deny().allow("read").horizon(Horizon.NONE).build()).isNotEqualTo(table);
    Policy killing = table.toBuilder().otherwise(Action.KILL_PROCESS).build();
    assertThat(killing.toBuilder().horizon(Horizon.NONE).build()).isEqualTo(killing);
    assertThat(killing.toBuilder().otherwise(EPERM).build()).isEqualTo(table);
    assertThat(Horizon.after("mseal"))
        .isEqualTo(Horizon.after("mseal"))
        .hasSameHashCodeAs(Horizon.after("mseal"))
        .isNotEqualTo(Horizon.after("mseal").insteadOfKilling())
        .hasToString("after mseal");
  }

  @Test
  void textAndExplanation_sayTheNumbers() {
    Policy policy =
        deny().architectures(Arch.X32).horizon(Horizon.after("mseal")).allow("read").build();

    assertThat(policy.toText())
        .contains(
            "horizon   x86_64 462 (mseal), x32 462 (mseal); what lies beyond answers ENOSYS\n");
    assertThat(explained(policy, 500))
        .isEqualTo(
            "%500(0, 0, 0, 0, 0, 0): errno(ENOSYS), number 500 is beyond 462, the last syscall"
                + " that the policy knows: ENOSYS, so that libc falls back");
    assertThat(explained(policy, Arch.X32_BIT | 500)).contains("number 500 is beyond 462, ");
    assertThat(explained(deny().build(), 500))
        .contains("number 500 is beyond 469, the last syscall of the table: ENOSYS");
    assertThat(explained(deny().allow("read").horizon(Horizon.NAMED).build(), 1))
        .contains("number 1 is beyond 0, the last syscall that the policy names: ENOSYS");
  }

  private static String explained(Policy policy, int number) {
    return policy.explain(new Call(Arch.X86_64, number, List.of())).toString();
  }

  @ParameterizedTest
  @CsvSource({"maseal,did you mean mseal?", "%500,unknown syscall", "fstatat,newfstatat"})
  void unknownName_isRefused(String name, String message) {
    assertThatThrownBy(() -> Horizon.after(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void nameThatAnArchitectureLacks_isAProblem() {
    assertThatThrownBy(() -> deny().architectures(Arch.X86).horizon(Horizon.after("mmap2")).build())
        .isInstanceOf(PolicyException.class)
        .hasMessage("the horizon is after mmap2, which x86_64 lacks");
  }

  @Test
  void horizonWithoutEffect_isAWarning() {
    assertThat(Policy.allowByDefault().horizon(Horizon.after("mseal")).build().warnings())
        .containsExactly(
            "the horizon after mseal has no effect: the default action is allow, not an errno");
    assertThat(Policy.denyByDefault(ENOSYS).horizon(Horizon.after("mseal")).build().warnings())
        .isEmpty();
    assertThat(Policy.allowByDefault().build().warnings()).isEmpty();
  }
}
