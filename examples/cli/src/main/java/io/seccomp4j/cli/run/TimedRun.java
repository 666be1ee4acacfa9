package io.seccomp4j.cli.run;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Messages;
import io.seccomp4j.exec.Outcome;
import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.exec.SandboxedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Runs a program for a limited time. */
final class TimedRun {
  /** How long a program has between TERM and KILL. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Sandbox sandbox;
  private final Duration timeout;
  private final Messages messages;

  TimedRun(Sandbox sandbox, Duration timeout, Messages messages) {
    this.sandbox = sandbox;
    this.timeout = timeout;
    this.messages = messages;
  }

  /** Returns the exit code as a shell would show it, or 124 when the time was up. */
  int call() throws IOException {
    SignalForwarding signals = SignalForwarding.install();
    SandboxedProcess process = sandbox.dieWithParent().start();
    signals.to(process);
    process.warnings().forEach(messages::warning);
    try {
      Optional<Outcome> outcome = process.waitForOutcome(timeout);
      if (outcome.isPresent()) {
        return outcome.get().exitValue();
      }
      process.destroy();
      if (process.waitForOutcome(GRACE).isEmpty()) {
        process.destroyForcibly();
        process.waitForOutcome();
      }
      return ExitCode.TIMED_OUT;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return ExitCode.RUN_FAILED;
    }
  }
}
