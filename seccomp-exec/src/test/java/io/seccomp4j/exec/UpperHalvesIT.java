package io.seccomp4j.exec;

import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.BuiltInCompiler;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.bpf.Proof;
import io.seccomp4j.bpf.Verifier;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A 64-bit process may call through int 0x80 with anything in the upper halves of its registers.
 * The call is one of x86 and works on the lower halves, but the filter is shown the whole registers
 * (seen on Linux 6.18): so a filter that compares 64 bits there can be walked round.
 */
final class UpperHalvesIT {
  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final Action DENIED = Action.errno(150);

  private static final Policy POLICY =
      Policy.denyByDefault(Action.KILL_PROCESS)
          .nativeArchitecture(Arch.X86_64)
          .architectures(Arch.X86)
          .on("waitpid", DENIED, arg(0).full64().is(77))
          .build();

  /** It asks for a zero in the upper half of the argument, as on an architecture of 64 bits. */
  private static Filter comparingAllBits() {
    int waitpid = Call.callOn(Arch.X86, "waitpid").number();
    return Filter.of(
        List.of(
            new Instruction(LOAD, 0, 0, 4),
            new Instruction(JUMP_EQUAL, 0, 7, Arch.X86.token()),
            new Instruction(LOAD, 0, 0, 0),
            new Instruction(JUMP_EQUAL, 0, 5, waitpid),
            new Instruction(LOAD, 0, 0, 20),
            new Instruction(JUMP_EQUAL, 0, 3, 0),
            new Instruction(LOAD, 0, 0, 16),
            new Instruction(JUMP_EQUAL, 0, 1, 77),
            new Instruction(RETURN, 0, 0, DENIED.returnValue()),
            new Instruction(RETURN, 0, 0, Action.KILL_PROCESS.returnValue())));
  }

  @Test
  void filterThatComparesAllBitsOnX86_isRefutedByACallThatTheKernelShows() throws IOException {
    assumeThat(Arch.host()).isEqualTo(Arch.X86_64);

    Proof proof = Verifier.prove(comparingAllBits(), POLICY);

    assertThat(proof).isInstanceOf(Proof.Refuted.class);
    Proof.Refuted refuted = (Proof.Refuted) proof;
    assertThat(refuted.call().args().get(0).orElseThrow() >>> Integer.SIZE).isNotZero();
    assertThat(answer(comparingAllBits(), refuted.call())).isEqualTo(refuted.actual());
    assertThat(answer(BuiltInCompiler.compile(POLICY), refuted.call())).isEqualTo(DENIED);
  }

  private static Action answer(Filter filter, Call call) throws IOException {
    KernelTrial.Answer answer = KernelTrial.ask(filter, List.of(call)).get(0);
    assumeThat(answer.action()).as(answer::toString).isPresent();
    return answer.action().orElseThrow();
  }
}
