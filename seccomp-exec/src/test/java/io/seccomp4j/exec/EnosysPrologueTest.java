package io.seccomp4j.exec;

import static io.seccomp4j.policy.Action.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program behind the prologue says that it was reached, whatever the call. */
final class EnosysPrologueTest {
  private static final Action ENOSYS = errno("ENOSYS");
  private static final Action REACHED = Action.trace(4711);

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(errno("EPERM")).nativeArchitecture(Arch.X86_64);
  }

  private static Filter before(Policy policy) {
    List<Instruction> program = new ArrayList<>(EnosysPrologue.of(policy));
    program.add(new Instruction(0x06, 0, 0, REACHED.returnValue()));
    return Filter.of(program);
  }

  /** Every second syscall, so that each is an exception of its own. */
  private static String[] everySecond(Arch arch) {
    Syscalls syscalls = Syscalls.of(arch);
    return syscalls.names().stream()
        .filter(name -> syscalls.number(name).getAsInt() % 2 == 0)
        .toArray(String[]::new);
  }

  static Stream<Policy> policies() {
    return Stream.of(
        deny().build(),
        deny().architectures(Arch.X86).build(),
        deny().architectures(Arch.X32).build(),
        deny().architectures(Arch.X32, Arch.X86).horizon(Horizon.after("mseal")).build(),
        deny().allow("%600", "%601", "%602", "%700").build(),
        deny().allow("%470", "%472").architectures(Arch.X32).build(),
        deny().allow("rt_sigaction").architectures(Arch.X32).horizon(Horizon.NAMED).build(),
        deny().allow("waitpid").architectures(Arch.X86).horizon(Horizon.NAMED).build(),
        deny()
            .allow(everySecond(Arch.X86_64))
            .architectures(Arch.X86, Arch.X32)
            .horizon(Horizon.after("read"))
            .build(),
        deny()
            .allow(everySecond(Arch.X86))
            .architectures(Arch.X86, Arch.X32)
            .horizon(Horizon.after("mkdir"))
            .build(),
        Policy.denyByDefault(Action.KILL_PROCESS)
            .nativeArchitecture(Arch.AARCH64)
            .architectures(Arch.ARM)
            .allow("cacheflush")
            .horizon(Horizon.TABLE.insteadOfKilling())
            .build());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void numbersBeyondWithoutARule_answerEnosysAndTheOthersReachTheProgram(Policy policy) {
    Filter filter = before(policy);
    for (Arch arch : List.of(Arch.X86_64, Arch.X86, Arch.AARCH64, Arch.ARM, Arch.S390X)) {
      for (int number : numbers()) {
        Call call = new Call(arch, number, List.of());
        Arch decides = call.effectiveArch();
        boolean beyond =
            policy.effectiveArchitectures().contains(decides)
                && policy.rulesOn(decides).horizon().isPresent()
                && policy.rulesOn(decides).rules(number).isEmpty()
                && policy.decide(call).equals(ENOSYS);
        assertThat(Action.ofReturnValue(Simulator.run(filter, arch, number, 0)))
            .as(call + " on " + arch)
            .isEqualTo(beyond ? ENOSYS : REACHED);
      }
    }
  }

  private static List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < 800; number++) {
      numbers.add(number);
      numbers.add(Arch.X32_BIT | number);
    }
    for (int number = 0xf0000; number < 0xf0010; number++) {
      numbers.add(number);
    }
    numbers.addAll(List.of(0x3fff_ffff, 0x7fff_ffff, 0x8000_0000, 0xc000_0000, -3, -2, -1));
    return numbers;
  }

  @Test
  void policyWithoutHorizon_needsNone() {
    assertThat(EnosysPrologue.of(deny().horizon(Horizon.NONE).build())).isEmpty();
    assertThat(EnosysPrologue.of(Policy.allowByDefault().build())).isEmpty();
  }

  @Test
  void usualPrologue_isShort() {
    assertThat(EnosysPrologue.of(deny().build())).hasSizeLessThanOrEqualTo(6);
  }
}
