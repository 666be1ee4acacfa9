package io.seccomp4j.bpf;

import static io.seccomp4j.bpf.Programs.filter;
import static io.seccomp4j.bpf.Programs.jump;
import static io.seccomp4j.bpf.Programs.op;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import org.junit.jupiter.api.Test;

final class VerifierTest {
  private static final int LD = 0x20;
  private static final int AND = 0x54;
  private static final int JEQ = 0x15;
  private static final int JGE = 0x35;
  private static final int RET = 0x06;
  private static final int NUMBER = 0;
  private static final int TOKEN = 4;
  private static final int LOW_OF_ARG1 = 24;

  private static final Policy SOME_MKDIR =
      Policy.denyByDefault(errno(Errno.EPERM))
          .nativeArchitecture(Arch.X86_64)
          .horizon(Horizon.NONE)
          .allow("mkdir", arg("mode").masked(0x3).is(2))
          .build();

  @Test
  void rightFilter_isEqual() {
    assertThat(Verifier.prove(program(0x3, 2, Action.ALLOW), SOME_MKDIR))
        .isEqualTo(new Proof.Equal());
  }

  @Test
  void wrongMask_isRefutedByACallThatShowsIt() {
    Filter filter = program(0x1, 0, Action.ALLOW);

    Proof proof = Verifier.prove(filter, SOME_MKDIR);

    assertThat(proof).isInstanceOf(Proof.Refuted.class);
    Proof.Refuted refuted = (Proof.Refuted) proof;
    assertThat(refuted.actual()).isNotEqualTo(refuted.expected());
    assertThat(SOME_MKDIR.decide(refuted.call())).isEqualTo(refuted.expected());
    assertThat(proof.toString()).contains("mkdir(").contains("the policy says");
  }

  @Test
  void numbersBeyondTheHorizon_areLookedAt() {
    Policy policy = SOME_MKDIR.toBuilder().horizon(Horizon.after("mseal")).build();
    int mseal = Call.callOn(Arch.X86_64, "mseal").number();

    assertThat(Verifier.prove(program(0x3, 2, Action.ALLOW), policy))
        .isInstanceOfSatisfying(
            Proof.Refuted.class,
            refuted -> {
              assertThat(refuted.expected()).isEqualTo(errno(Errno.ENOSYS));
              assertThat(refuted.call().number()).isGreaterThan(mseal);
            });
  }

  @Test
  void missingArchitectureCheck_isRefuted() {
    Filter filter = filter(op(RET, errno(Errno.EPERM).returnValue()));
    Policy policy =
        Policy.denyByDefault(errno(Errno.EPERM)).nativeArchitecture(Arch.X86_64).build();

    assertThat(Verifier.prove(filter, policy))
        .isInstanceOfSatisfying(
            Proof.Refuted.class,
            refuted -> assertThat(refuted.expected()).isEqualTo(Action.KILL_PROCESS));
  }

  @Test
  void unknownArchitectureLetThrough_isNotEqual() {
    Filter filter =
        filter(
            op(LD, TOKEN),
            jump(JEQ, 0x1234_5678, 0, 1),
            op(RET, Action.ALLOW.returnValue()),
            jump(JEQ, Arch.X86_64.token(), 1, 0),
            op(RET, Action.KILL_PROCESS.returnValue()),
            op(LD, NUMBER),
            jump(JGE, Arch.X32_BIT, 0, 2),
            jump(JEQ, -1, 1, 0),
            op(RET, Action.KILL_PROCESS.returnValue()),
            op(RET, Action.errno(Errno.EPERM).returnValue()));
    Policy policy =
        Policy.denyByDefault(errno(Errno.EPERM))
            .nativeArchitecture(Arch.X86_64)
            .horizon(Horizon.NONE)
            .build();

    assertThat(Verifier.prove(filter, policy).toString()).contains("0x12345678");
  }

  @Test
  void instructionPointer_isLookedAt() {
    Filter filter =
        filter(
            op(LD, 8),
            jump(JEQ, 0x4711, 0, 1),
            op(RET, Action.ALLOW.returnValue()),
            op(RET, Action.KILL_PROCESS.returnValue()));
    Policy policy = Policy.denyByDefault(Action.KILL_PROCESS).build();

    assertThat(Verifier.prove(filter, policy).toString()).contains("at address 0x4711");
  }

  @Test
  void dataThatTheKernelIgnores_isStillADifference() {
    Policy policy = Policy.denyByDefault(Action.KILL_PROCESS).build();

    assertThat(Verifier.prove(filter(op(RET, 0x8000_0001)), policy).toString())
        .contains("return value 0x80000001");
  }

  @Test
  void otherArithmetic_isUnproven() {
    Filter filter = filter(op(LD, NUMBER), op(0x04, 1), jump(JEQ, 5, 0, 0), op(RET, 0x8000_0000));
    Policy policy = Policy.denyByDefault(Action.KILL_PROCESS).build();

    assertThat(Verifier.prove(filter, policy).toString())
        .isEqualTo("unproven: instruction 1 (add #0x1) is of a kind that is not followed");
  }

  @Test
  void tooManyNodes_namesTheLargestSyscall() {
    assertThat(Verifier.prove(program(0x3, 2, Action.ALLOW), SOME_MKDIR, 80).toString())
        .startsWith("unproven: the diagram has more than 80 nodes")
        .contains("mkdir on x86_64");
  }

  private static Filter program(int mask, int value, Action action) {
    int mkdir = Call.callOn(Arch.X86_64, "mkdir").number();
    return filter(
        op(LD, TOKEN),
        jump(JEQ, Arch.X86_64.token(), 0, 3),
        op(LD, NUMBER),
        jump(JGE, Arch.X32_BIT, 0, 2),
        jump(JEQ, -1, 5, 0),
        op(RET, Action.KILL_PROCESS.returnValue()),
        jump(JEQ, mkdir, 0, 3),
        op(LD, LOW_OF_ARG1),
        op(AND, mask),
        jump(JEQ, value, 1, 0),
        op(RET, errno(Errno.EPERM).returnValue()),
        op(RET, action.returnValue()));
  }
}
