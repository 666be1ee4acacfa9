package io.seccomp4j.exec;

import static io.seccomp4j.policy.Action.errno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyException;
import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.CompanionTable;
import io.seccomp4j.testing.Verdict;
import io.seccomp4j.testing.VerdictTable;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of verdicts, decided by the model, by the filter of each compiler in the simulator and
 * in the kernel, by a process that really makes the call, and after an OCI profile has carried it.
 */
@Tag("smoke")
final class PolicyOnKernelIT {
  private static final Action ENOSYS = errno("ENOSYS");

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

  static Stream<Verdict> rows() {
    return Stream.concat(VerdictTable.rows(), CompanionTable.rows());
  }

  static Stream<Verdict> rowsForProcesses() {
    return rows().filter(row -> !row.limits().contains(Verdict.Limit.NO_PROCESS));
  }

  /** Some kernels make no calls of 32 bits; those rows are then not asked there. */
  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("rows")
  void filters_decideAsTheTableSays(Verdict row) throws Exception {
    assertThat(row.policy().decide(row.call())).as("the model").isEqualTo(row.expected());
    for (Filter filter : filters(row.policy())) {
      assertThat(simulated(filter, row.call())).as("simulated").isEqualTo(row.expected());
      KernelTrial.Answer answer = KernelTrial.ask(filter, List.of(row.call())).get(0);
      if (answer.action().isPresent() || row.call().arch() == Arch.host()) {
        assertThat(answer).as("the kernel").hasToString(row.expected().toString());
      }
    }
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("rowsForProcesses")
  void process_isStoppedAsTheTableSays(Verdict row) throws Exception {
    for (Compiler compiler : List.of(Compiler.AUTO, Compiler.BUILTIN)) {
      assertThat(onKernel(row.policy(), row.call(), compiler))
          .as("%s", compiler)
          .isEqualTo(row.expected());
    }
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("rows")
  void profile_saysThePolicy(Verdict row) throws Exception {
    if (row.limits().contains(Verdict.Limit.NOT_IN_OCI)) {
      assertThatThrownBy(() -> OciProfile.of(row.policy())).isInstanceOf(PolicyException.class);
      return;
    }
    String json = OciProfile.of(row.policy()).toJson();
    Horizon horizon = row.policy().horizon();
    Policy read =
        OciProfile.parse(json).toPolicy(horizon.equals(Horizon.NONE) ? horizon : Horizon.NAMED);

    assertThat(read.decide(row.call())).as(json).isEqualTo(row.expected());
    assertThat(simulated(FilterCompiler.compile(read).filter(), row.call()))
        .isEqualTo(row.expected());
  }

  /** The built-in compiler's filter, and libseccomp's where that can say the policy. */
  private static List<Filter> filters(Policy policy) {
    List<Filter> filters = new ArrayList<>();
    filters.add(FilterCompiler.compile(policy, Compiler.BUILTIN).filter());
    try {
      filters.add(FilterCompiler.compile(policy, Compiler.LIBSECCOMP).filter());
    } catch (CompileException unsuitable) {
      assertThat(FilterCompiler.compile(policy).compiler()).isEqualTo("built-in");
    }
    return filters;
  }

  private static Action simulated(Filter filter, Call call) {
    long[] args = BoundaryCalls.registers(call);
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
    if (code == VerdictTable.FIRST.data() || code == VerdictTable.SECOND.data() || unknown) {
      return errno(code);
    }
    return said.equals(Action.LOG) ? Action.LOG : Action.ALLOW;
  }
}
