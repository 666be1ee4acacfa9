package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that becomes the program. */
final class ReplacementIT {
  @Test
  @Tag("smoke")
  void program_hasThePidOfTheJvmAndNothingElseOfIt() throws Exception {
    Run.Result result =
        Run.jvm(
            Filters.allowingAll(),
            "replace",
            "sh",
            "-c",
            "echo pid $$; cat /proc/self/status; ls /proc/$$/fd | tr '\\n' ' ';"
                + " ulimit -Sn; ls /tmp/hsperfdata_*/$$; exit 7");
    List<String> lines = result.output().lines().collect(Collectors.toList());

    assertThat(lines.get(0)).startsWith("pid ").isEqualTo(lines.get(1));
    assertThat(result.output())
        .contains("NoNewPrivs:\t1", "SigBlk:\t0000000000000000", "SigCgt:\t0000000000000000")
        .contains("Threads:\t1\n", "\n0 1 2 ")
        .contains("No such file");
    assertThat(result.outcome()).isEqualTo(Outcome.exited(7));
  }

  @Test
  void missingProgram_isReportedByTheJvm() throws Exception {
    Run.Result result = Run.jvm(Filters.allowingAll(), "replace", "no-such-program");

    assertThat(result.output())
        .contains("EXECUTE Cannot run program \"no-such-program\": error=2, No such file");
    assertThat(result.outcome()).isEqualTo(Outcome.exited(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"replace-without-exit", "replace-where-exit-traps", "replace-under-allow-list"})
  void missingProgramWhereExitIsNotAllowed_isReportedByTheJvm(String scenario) throws Exception {
    Run.Result result = Run.jvm(Filters.allowingAll(), scenario, "/no/such/program");

    assertThat(result.output()).contains("EXECUTE Cannot run program \"/no/such/program\"");
    assertThat(result.outcome()).isEqualTo(Outcome.exited(3));
  }

  @Test
  void interruptedThread_doesNotStopTheProgram() throws Exception {
    Run.Result result = Run.jvm(Filters.allowingAll(), "replace-interrupted", "echo", "program");

    assertThat(result.output()).endsWith("\nprogram\n");
    assertThat(result.outcome()).isEqualTo(Outcome.exited(0));
  }

  @Test
  void interruptedThread_hearsOfAFailureAndStaysInterrupted() throws Exception {
    Run.Result result = Run.jvm(Filters.allowingAll(), "replace-interrupted", "no-such-program");

    assertThat(result.output()).contains("EXECUTE Cannot run").endsWith("interrupted true\n");
    assertThat(result.outcome()).isEqualTo(Outcome.exited(3));
  }

  @Test
  void flagsThatAskForMore_areRefused() throws Exception {
    Run.Result result = Run.jvm(Filters.allowingAll(), "replace-asking-for-a-listener", "true");

    assertThat(result.output()).contains("REQUEST Cannot run program \"true\": ");
    assertThat(result.outcome()).isEqualTo(Outcome.exited(3));
  }

  @Test
  void pipes_areRefused() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Run.harmless().command("true").replaceThisProcess())
        .withMessageContaining("pipe");
  }
}
