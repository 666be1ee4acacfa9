package io.seccomp4j.exec;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
final class KernelTrialIT {
  private static final Arch HOST = Arch.host();

  private static List<Optional<Action>> ask(Policy policy, Call... calls) throws IOException {
    return KernelTrial.ask(FilterCompiler.compile(policy).filter(), List.of(calls)).stream()
        .map(KernelTrial.Answer::action)
        .toList();
  }

  private static Call call(String syscall, Object... args) {
    return callOn(HOST, syscall, args);
  }

  @Test
  void everyAction_comesBackAndNothingRuns() throws IOException {
    Policy policy =
        Policy.denyByDefault(errno("EPERM"))
            .allow("exit_group", "kill", "read")
            .log("pipe2")
            .on("getpid", errno(0))
            .on("gettid", errno(4094))
            .on("mkdirat", Action.TRAP)
            .on("unlinkat", Action.NOTIFY)
            .on("fchmodat", Action.trace(513))
            .on("close", Action.KILL_THREAD)
            .kill("ptrace")
            .build();
    assertThat(
            ask(
                policy,
                call("kill", 0, 9),
                call("exit_group", 0),
                call("read", 0, 0, 0),
                call("pipe2"),
                call("getpid"),
                call("gettid"),
                call("mkdirat"),
                call("unlinkat"),
                call("fchmodat"),
                call("close", 1),
                call("ptrace"),
                call("getppid"),
                new Call(HOST, -1, List.of()),
                new Call(HOST, 9999, List.of())))
        .extracting(Optional::orElseThrow)
        .containsExactly(
            Action.ALLOW,
            Action.ALLOW,
            Action.ALLOW,
            Action.LOG,
            errno(0),
            errno(4094),
            Action.TRAP,
            Action.NOTIFY,
            Action.trace(513),
            Action.KILL_THREAD,
            Action.KILL_PROCESS,
            errno("EPERM"),
            errno("EPERM"),
            errno("ENOSYS"));
  }

  @Test
  void companions_areAskedByTheirOwnInstruction() throws IOException {
    assumeThat(HOST).isEqualTo(Arch.X86_64);
    Policy policy =
        Policy.allowByDefault()
            .architectures(Arch.X86)
            .on("mkdir", errno(77))
            .on("pread64", errno(78), arg("fd").is(5), arg("buf").is(6), arg("count").is(7))
            .build();
    Call x86 = new Call(Arch.X86, 180, numbers(5, 6, 7, 8, 9, 10));
    Call x86Other = new Call(Arch.X86, 180, numbers(5, 6, 8, 8, 9, 10));
    List<KernelTrial.Answer> answers =
        KernelTrial.ask(
            FilterCompiler.compile(policy).filter(),
            List.of(
                callOn(Arch.X86, "mkdir"),
                x86,
                x86Other,
                callOn(Arch.X32, "mkdir"),
                call("mkdir")));
    assertThat(answers.get(3)).hasToString("kill-process");
    assertThat(answers.get(4)).hasToString("errno(EBADFD)");
    assumeThat(answers.get(0).problem()).as("no 32-bit programs here").isEmpty();
    assertThat(answers.get(0)).hasToString("errno(EBADFD)");
    assertThat(answers.get(1)).hasToString("errno(EREMCHG)");
    assertThat(answers.get(2)).hasToString("allow");
  }

  private static List<OptionalLong> numbers(long... values) {
    List<OptionalLong> numbers = new ArrayList<>();
    for (long value : values) {
      numbers.add(OptionalLong.of(value));
    }
    return numbers;
  }

  @Test
  void foreignArchitecture_isAProblemOfItsCallOnly() throws IOException {
    Policy policy = Policy.allowByDefault().build();
    Filter filter = FilterCompiler.compile(policy).filter();
    Call foreign = new Call(Arch.S390X, 1, List.of());
    List<KernelTrial.Answer> answers =
        KernelTrial.ask(filter, List.of(call("getpid"), foreign, call("getpid")));
    assertThat(answers.get(0)).hasToString("allow").isEqualTo(answers.get(2));
    assertThat(answers.get(1)).hasToString("a call of s390x cannot be made on this host, " + HOST);
    assertThat(KernelTrial.ask(filter, List.of(foreign))).hasSize(1);
    assertThat(KernelTrial.ask(filter, List.of())).isEmpty();
  }

  @Test
  void manyCalls_agreeWithTheModel() throws IOException {
    Random random = new Random(11);
    PolicyBuilder builder = Policy.denyByDefault(errno("EPERM"));
    List<String> names = new ArrayList<>(Syscalls.of(HOST).names());
    for (int i = 0; i < 40; i++) {
      String name = names.get(random.nextInt(names.size()));
      builder.on(name, errno(10 + i), arg(random.nextInt(3)).full64().is(random.nextInt(3)));
    }
    Policy policy = builder.build();
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      calls.add(
          new Call(
              HOST,
              random.nextInt(330) - 5,
              numbers(
                  random.nextInt(3), random.nextInt(3), random.nextInt(3) | 1L << 40, 1, 2, 3)));
    }
    List<KernelTrial.Answer> answers =
        KernelTrial.ask(FilterCompiler.compile(policy).filter(), calls);
    assertThat(answers)
        .extracting(KernelTrial.Answer::toString)
        .containsExactlyElementsOf(
            calls.stream().map(call -> policy.decide(call).toString()).toList());
  }

  /**
   * Kernels since 6.14 let it pass by all filters, and it ends a process that has no such probe.
   */
  @Test
  void callThatTheKernelDoesNotFilter_isNoAnswerOfTheFilter() throws IOException {
    assumeThat(HOST).isEqualTo(Arch.X86_64);
    Policy policy = Policy.allowByDefault().on("uretprobe", errno("EPERM")).build();
    List<KernelTrial.Answer> answers =
        KernelTrial.ask(
            FilterCompiler.compile(policy).filter(), List.of(call("uretprobe"), call("getpid")));
    assertThat(answers.get(0).toString())
        .isIn("errno(EPERM)", "signal 4 ended the process that made the call");
    assertThat(answers.get(1)).hasToString("allow");
  }

  @Test
  void badQuestion_isRefused() {
    Filter computed =
        Filter.of(List.of(new Instruction(0x20, 0, 0, 0), new Instruction(0x16, 0, 0, 0)));
    Filter plain = Filter.of(List.of(new Instruction(0x06, 0, 0, 0x7fff0000)));
    assertThatThrownBy(() -> KernelTrial.ask(computed, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("computes its answer");
    assertThatThrownBy(
            () -> KernelTrial.ask(plain, List.of(new Call(HOST, 1, List.of(OptionalLong.empty())))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown");
  }
}
