package io.seccomp4j.cli.run;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Messages;
import io.seccomp4j.exec.Outcome;
import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.exec.SandboxedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
      end(process);
      return ExitCode.TIMED_OUT;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return ExitCode.RUN_FAILED;
    }
  }

  /** Ends the program and what it started: TERM, and KILL for what is left after the grace. */
  private static void end(SandboxedProcess process) throws InterruptedException {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroy);
    CompletableFuture<Void> gone =
        CompletableFuture.allOf(
            family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      gone.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.descendants().forEach(family::add);
      family.forEach(ProcessHandle::destroyForcibly);
    }
    process.waitForOutcome();
  }
}
