package io.seccomp4j.exec;

import static io.seccomp4j.arch.Constants.AF_INET;
import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.O_ACCMODE;
import static io.seccomp4j.arch.Constants.O_RDONLY;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One table of policies and calls, decided three ways: by the model, by libseccomp's program in the
 * simulator, and by the kernel. The calls do no harm when they run: they fail with another errno.
 */
@Tag("smoke")
final class PolicyOnKernelIT {
  /** No call of the table fails with these by itself. */
  private static final Action FIRST = errno(150);

  private static final Action SECOND = errno(151);

  private static final Action ENOSYS = errno("ENOSYS");

  private static final long UPPER = 1L << 40;

  @TempDir static Path directory;
  private static Path victim;

  @BeforeAll
  static void compileVictim() throws Exception {
    Path source = directory.resolve("victim.c");
    try (InputStream in = PolicyOnKernelIT.class.getResourceAsStream("victim.c")) {
      Files.copy(in, source);
    }
    victim = directory.resolve("victim");
    Process gcc;
    try {
      gcc =
          new ProcessBuilder(
                  "gcc",
                  "-O1",
                  "-static",
                  "-nostdlib",
                  "-ffreestanding",
                  "-fno-stack-protector",
                  "-fno-pie",
                  "-no-pie",
                  "-o",
                  victim.toString(),
                  source.toString())
              .inheritIO()
              .start();
    } catch (java.io.IOException missing) {
      assumeThat(true).as("gcc is not installed: apt-get install gcc").isFalse();
      return;
    }
    assertThat(gcc.waitFor()).isZero();
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static PolicyBuilder allow() {
    return Policy.allowByDefault();
  }

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(FIRST).allow("execve", "exit_group", "exit");
  }

  static Stream<Arguments> table() {
    Policy domains = deny().on("socket", SECOND, arg("domain").is(AF_INET)).build();
    Policy unixOnly = deny().allow("socket", arg("domain").is(AF_UNIX)).build();
    Policy readOnly =
        allow().on("openat", FIRST, arg("flags").masked(O_ACCMODE).isNot(O_RDONLY)).build();
    Policy full = allow().on("close", FIRST, arg(0).full64().is(77)).build();
    Policy range =
        allow().on("close", FIRST, arg(0).full64().atLeast(70), arg(0).full64().atMost(79)).build();
    Policy strictest = allow().on("close", FIRST).kill("close", arg("fd").is(77)).build();
    Policy threads = allow().on("close", Action.KILL_THREAD).build();
    Policy traps = allow().on("close", Action.TRAP).build();
    Policy layered = deny().build().overriddenBy(allow().on("close", SECOND).build());
    Policy logged = allow().log("close").build();
    Policy unknown = allow().on("%600", FIRST).build();
    Policy near = deny().horizon(Horizon.after("getrandom")).build();
    long any = 12_345;
    return Stream.of(
        Arguments.of(domains, call("socket", AF_INET, 99, 0), SECOND),
        Arguments.of(domains, call("socket", 2 | UPPER, 99, 0), SECOND),
        Arguments.of(domains, call("socket", 99, 99, 0), FIRST),
        Arguments.of(unixOnly, call("socket", AF_UNIX, 99, 0), Action.ALLOW),
        Arguments.of(unixOnly, call("socket", AF_INET, 99, 0), FIRST),
        Arguments.of(unixOnly, call("bind", any), FIRST),
        Arguments.of(readOnly, call("openat", any, 0, 0), Action.ALLOW),
        Arguments.of(readOnly, call("openat", any, 0, 1), FIRST),
        Arguments.of(readOnly, call("openat", any, 0, 2 | UPPER), FIRST),
        Arguments.of(readOnly, call("openat", any, 0, UPPER), Action.ALLOW),
        Arguments.of(full, call("close", 77), FIRST),
        Arguments.of(full, call("close", 77 | UPPER), Action.ALLOW),
        Arguments.of(range, call("close", 69), Action.ALLOW),
        Arguments.of(range, call("close", 70), FIRST),
        Arguments.of(range, call("close", 79), FIRST),
        Arguments.of(range, call("close", 80), Action.ALLOW),
        Arguments.of(range, call("close", 79 | UPPER), Action.ALLOW),
        Arguments.of(strictest, call("close", 76), FIRST),
        Arguments.of(strictest, call("close", 77), Action.KILL_PROCESS),
        Arguments.of(strictest, call("close", 77 | UPPER), Action.KILL_PROCESS),
        Arguments.of(threads, call("close", 77), Action.KILL_THREAD),
        Arguments.of(traps, call("close", 77), Action.TRAP),
        Arguments.of(layered, call("close", 77), SECOND),
        Arguments.of(layered, call("bind", any), FIRST),
        Arguments.of(logged, call("close", 77), Action.LOG),
        Arguments.of(unknown, new Call(Arch.host(), 600, List.of()), FIRST),
        Arguments.of(unknown, new Call(Arch.host(), 601, List.of()), Action.ALLOW),
        Arguments.of(deny().build(), new Call(Arch.host(), 500, List.of()), ENOSYS),
        Arguments.of(deny().build(), new Call(Arch.host(), 0x3fff_ffff, List.of()), ENOSYS),
        Arguments.of(near, call("getrandom"), FIRST),
        Arguments.of(near, call("memfd_create"), ENOSYS),
        Arguments.of(deny().build(), new Call(Arch.host(), -1, List.of()), FIRST));
  }

  @ParameterizedTest(name = "[{index}] {1} -> {2}")
  @MethodSource("table")
  void model_simulatorAndKernelAgree(Policy policy, Call call, Action expected) throws Exception {
    assertThat(policy.decide(call)).as("the model").isEqualTo(expected);
    for (Compiler compiler : List.of(Compiler.AUTO, Compiler.BUILTIN)) {
      assertThat(simulated(policy, call, compiler)).as("%s", compiler).isEqualTo(expected);
      assertThat(onKernel(policy, call, compiler))
          .as("the kernel, %s", compiler)
          .isEqualTo(expected);
    }
  }

  private static Action simulated(Policy policy, Call call, Compiler compiler) {
    long[] args = call.args().stream().mapToLong(arg -> arg.orElse(0)).toArray();
    Filter filter = FilterCompiler.compile(policy, compiler).filter();
    return Action.ofReturnValue(Simulator.run(filter, call.arch(), call.number(), 0, args));
  }

  /** What the victim's end says; a call that ran and failed by itself was allowed. */
  private static Action onKernel(Policy policy, Call call, Compiler compiler) throws Exception {
    List<String> command = new ArrayList<>(List.of(victim.toString()));
    command.add(Integer.toHexString(call.number()));
    for (OptionalLong arg : call.args()) {
      command.add(Long.toHexString(arg.orElse(0)));
    }
    Outcome outcome =
        Sandbox.of(policy).compiler(compiler).command(command).inheritIO().start().waitForOutcome();
    Action said = policy.decide(call);
    if (outcome.isKilledByFilter()) {
      return said.kind().compareTo(Action.Kind.TRAP) <= 0 ? said : Action.KILL_PROCESS;
    }
    int code = outcome.exitCode().orElseThrow();
    boolean unknown = code == ENOSYS.data() && said.kind() == Action.Kind.ERRNO;
    if (code == FIRST.data() || code == SECOND.data() || unknown) {
      return errno(code);
    }
    return said.equals(Action.LOG) ? Action.LOG : Action.ALLOW;
  }
}
