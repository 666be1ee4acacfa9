package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.policy.Action;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SandboxIT {
  @Test
  @Tag("smoke")
  void trueUnderAFilter_exitsWith0() throws Exception {
    SandboxedProcess process =
        Sandbox.ofFilter(Filters.answering(Action.errno("EPERM"), "mkdir", "mkdirat"), 0)
            .command("/bin/true")
            .start();

    assertThat(process.waitForOutcome()).isEqualTo(Outcome.exited(0));
  }

  @Test
  void deniedCall_failsWithItsErrno() throws Exception {
    SandboxedProcess process =
        Sandbox.ofFilter(Filters.answering(Action.errno("EXDEV"), "mkdir", "mkdirat"), 0)
            .command("mkdir", "/tmp/never")
            .environment("LC_ALL", "C")
            .start();

    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("cross-device");
    assertThat(process.waitForOutcome()).isEqualTo(Outcome.exited(1));
  }

  @Test
  void killedByFilter_saysSo() throws Exception {
    Outcome outcome =
        Sandbox.ofFilter(Filters.answering(Action.KILL_PROCESS, "mkdir", "mkdirat"), 0)
            .command("mkdir", "/tmp/never")
            .start()
            .waitForOutcome();

    assertThat(outcome.isKilledByFilter()).isTrue();
    assertThat(outcome.exitValue()).isEqualTo(159);
  }

  @Test
  void deniedExit_goesThroughTheLauncher() throws Exception {
    Outcome outcome =
        Sandbox.ofFilter(Filters.answering(Action.KILL_PROCESS, "exit", "exit_group"), 0)
            .command("true")
            .start()
            .waitForOutcome();

    assertThat(outcome.isKilledByFilter()).isTrue();
  }
}
