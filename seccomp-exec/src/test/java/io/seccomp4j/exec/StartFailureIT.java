package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.exec.StartException.Stage;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SystemCall;
import io.seccomp4j.policy.Action;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that fail: the words, and that nothing is left over. */
final class StartFailureIT {
  private static final int EIO = 5;
  private static final int E2BIG = 7;
  private static final int ENOTDIR = 20;

  @TempDir private Path directory;
  private long descriptors;

  @BeforeEach
  void countDescriptors() throws Exception {
    Run.output(Run.harmless().command("true"));
    Run.output(
        Sandbox.ofFilter(Filters.answering(Action.errno("EPERM"), "exit"), 0).command("true"));
    descriptors = Run.openDescriptors();
  }

  @AfterEach
  void nothingIsLeftOver() throws Exception {
    assertThat(Run.children()).isZero();
    assertThat(Run.settled(descriptors)).isLessThanOrEqualTo(descriptors);
  }

  @Test
  void missingProgram_isWordedAsByProcessBuilder() {
    List<String> command = List.of("/no/such/program", "x");

    assertThatThrownBy(() -> Run.harmless().command(command).start())
        .isInstanceOf(StartException.class)
        .hasMessage(messageOfProcessBuilder(new ProcessBuilder(command)));
  }

  @Test
  void missingProgramInPath_isWordedAsByProcessBuilder() {
    StartException refused = failure(Run.harmless().command("no-such-program"));

    assertThat(refused).hasMessage(messageOfProcessBuilder(new ProcessBuilder("no-such-program")));
    assertThat(refused.stage()).isEqualTo(Stage.EXECUTE);
    assertThat(refused.errno()).hasValue(Linux.ENOENT);
  }

  @Test
  void missingDirectory_isWordedAsByProcessBuilder() {
    StartException refused =
        failure(Run.harmless().command("true").directory(Path.of("/no/such/directory")));

    assertThat(refused)
        .hasMessage(
            messageOfProcessBuilder(
                new ProcessBuilder("true").directory(new File("/no/such/directory"))));
    assertThat(refused.stage()).isEqualTo(Stage.DIRECTORY);
  }

  @Test
  void fileAsDirectory_isRefused() {
    StartException refused =
        failure(Run.harmless().command("true").directory(Path.of("/etc/passwd")));

    assertThat(refused.errno()).hasValue(ENOTDIR);
  }

  @Test
  void programThatMayNotBeExecuted_isRefused() throws Exception {
    Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n");

    assertThat(failure(Run.harmless().command(program.toString())).errno()).hasValue(Linux.EACCES);
  }

  @Test
  void emptyProgram_isNotFound() {
    assertThat(failure(Run.harmless().command("")).errno()).hasValue(Linux.ENOENT);
  }

  @Test
  void tooLongArguments_areRefused() {
    assertThat(failure(Run.harmless().command("true", "x".repeat(3_000_000))).errno())
        .hasValue(E2BIG);
  }

  @Test
  void absurdlyLongArguments_areRefusedWithoutAllocatingThem() {
    String piece = "x".repeat(1 << 20);
    Sandbox sandbox = Run.harmless().command(Collections.nCopies(300, piece));

    assertThat(failure(sandbox).errno()).hasValue(E2BIG);
  }

  @Test
  void missingInputFile_isWordedAsByProcessBuilder() {
    Redirect missing = Redirect.from(new File("/no/such/file"));
    StartException refused = failure(Run.harmless().command("true").input(missing));

    assertThat(refused.stage()).isEqualTo(Stage.DESCRIPTORS);
    assertThat(refused.errno()).hasValue(Linux.ENOENT);
    assertThat(refused)
        .hasMessage(messageOfProcessBuilder(new ProcessBuilder("true").redirectInput(missing)));
  }

  @Test
  void scriptWithoutInterpreter_runsInTheShellAsByProcessBuilder() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "echo \"$0 $1 $2\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(Run.output(Run.harmless().command(script.toString(), "a", "b")))
        .isEqualTo(script + " a b\n");
  }

  @Test
  void killOnExecve_isRefusedBeforeThereIsAProcess() {
    StartException refused =
        failure(
            Sandbox.ofFilter(Filters.answering(Action.KILL_PROCESS, "execve"), 0).command("true"));

    assertThat(refused.stage()).isEqualTo(Stage.REQUEST);
    assertThat(refused).hasMessageContaining("kill-process").hasMessageContaining("clone3");
  }

  @Test
  void everyAnswerThatStopsExecve_isRefused() {
    for (Action action :
        List.of(Action.errno("EPERM"), Action.TRAP, Action.KILL_THREAD, Action.NOTIFY)) {
      assertThat(failure(Sandbox.ofFilter(Filters.answering(action, "execve"), 0).command("true")))
          .hasMessageContaining("Cannot run program \"true\"");
    }
  }

  @Test
  void loggedExecve_isStarted() throws Exception {
    assertThat(
            Run.result(Sandbox.ofFilter(Filters.answering(Action.LOG, "execve"), 0).command("true"))
                .outcome())
        .isEqualTo(Outcome.exited(0));
  }

  @Test
  void notifyAnywhere_isRefused() {
    assertThat(
            failure(Sandbox.ofFilter(Filters.answering(Action.NOTIFY, "mkdir"), 0).command("true")))
        .hasMessageContaining("NOTIFY");
  }

  @Test
  void conditionOnTheInstructionPointer_isRefused() {
    Filter filter =
        Filter.of(
            List.of(
                new Instruction(0x20, 0, 0, 8),
                new Instruction(0x15, 0, 1, 0x1234),
                new Instruction(0x06, 0, 0, Action.KILL_PROCESS.returnValue()),
                new Instruction(0x06, 0, 0, Action.ALLOW.returnValue())));

    assertThat(failure(Sandbox.ofFilter(filter, 0).command("true")))
        .hasMessageContaining("instruction pointer");
  }

  @Test
  void flagsThatAskForMore_areRefused() {
    int newListener = 1 << 3;

    assertThat(failure(Sandbox.ofFilter(Filters.allowingAll(), newListener).command("true")))
        .extracting(StartException::stage)
        .isEqualTo(Stage.REQUEST);
  }

  @Test
  void failedExecveUnderAnAllowListWithoutExit_isReported() {
    Sandbox sandbox = Sandbox.ofFilter(Filters.allowingOnly(Action.errno("EPERM"), "execve"), 0);

    assertThat(failure(sandbox.command("/no/such/program")))
        .hasMessage("Cannot run program \"/no/such/program\": error=2, No such file or directory");
  }

  @Test
  void failedExecveWhereExitKills_isReported() {
    Sandbox sandbox = Sandbox.ofFilter(Filters.allowingOnly(Action.KILL_PROCESS, "execve"), 0);

    assertThat(failure(sandbox.command("no-such-program")).errno()).hasValue(Linux.ENOENT);
  }

  @Test
  void launcherThatCannotBeHeard_isKilled() {
    for (SystemCall deaf : List.of(SystemCall.READ, SystemCall.PREAD64)) {
      Starter starter =
          new Starter(
              refusing(deaf),
              Host.spawner(),
              ImmutableSettings.builder().addCommand("sleep", "100").build(),
              new StartFilter(Filters.answering(Action.errno("EPERM"), "exit"), 0));
      StartException refused = catchThrowableOfType(StartException.class, starter::start);

      assertThat(refused.errno()).hasValue(EIO);
      assertThat(Run.children()).isZero();
    }
  }

  @Test
  void filterThatTheKernelRefuses_isReportedAndNothingRuns() throws Exception {
    Path proof = directory.resolve("proof");
    Run.Result result =
        Run.jvm(
            Filters.answering(Action.errno("EACCES"), "seccomp"),
            "start",
            "touch",
            proof.toString());

    assertThat(result.output())
        .contains("FILTER Cannot run program \"touch\": the kernel refused the filter: error=13")
        .contains("children 0");
    assertThat(proof).doesNotExist();
  }

  @Test
  void tooManyOpenFiles_isReportedAtEveryStep() throws Exception {
    Run.Result result =
        Run.result(
            Run.jvmSandbox(Filters.allowingAll(), "fill-descriptors").limit(Limit.OPEN_FILES, 100));

    assertThat(result.output())
        .startsWith("exited with 0\n")
        .contains("error=24")
        .endsWith("exited with 0\nchildren 0\n");
  }

  @Test
  void limitAboveWhatTheKernelAllows_isRefused() {
    StartException refused =
        failure(Run.harmless().limit(Limit.OPEN_FILES, 1L << 40).command("true"));

    assertThat(refused.stage()).isEqualTo(Stage.LIMITS);
    assertThat(refused)
        .hasMessage(
            "Cannot run program \"true\": cannot set the limits: error=1, Operation not permitted");
  }

  @Test
  void nulAndEqualsSigns_areRefused() {
    Sandbox sandbox = Run.harmless();

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> sandbox.command("a\0b"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> sandbox.environment("A=B", "c"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> sandbox.environment("A", "b\0c"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> sandbox.withoutEnvironment(""));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> sandbox.start(new ProcessBuilder("a\0b")))
        .withMessage(messageOfProcessBuilder(new ProcessBuilder("a\0b")));
  }

  /** The kernel, but one call fails. */
  private static Kernel refusing(SystemCall refused) {
    Kernel kernel = Host.kernel();
    return new Kernel() {
      @Override
      public long call(SystemCall call, long a, long b, long c, long d, long e) {
        return call == refused ? -EIO : kernel.call(call, a, b, c, d, e);
      }

      @Override
      public NativeMemory allocate(int bytes) {
        return kernel.allocate(bytes);
      }
    };
  }

  private static StartException failure(Sandbox sandbox) {
    StartException refused = catchThrowableOfType(StartException.class, sandbox::start);
    assertThat(refused).isNotNull();
    return refused;
  }

  /** In the words of JDK 17; later ones have others. */
  private static String messageOfProcessBuilder(ProcessBuilder builder) {
    IOException refused = catchThrowableOfType(IOException.class, builder::start);
    return String.valueOf(refused.getMessage())
        .replaceFirst("Exec failed, error: (\\d+) \\((.*)\\) ?$", "error=$1, $2");
  }
}
