package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs under a policy; a {@link Process} in every respect, which also tells how it
 * ended.
 *
 * <p>Waiting can be interrupted and does not hold on to the carrier of a virtual thread. Signals go
 * to this process even if its id has been given to another one. When the process has ended, output
 * that nobody has read yet can still be read; what its own children write later is lost, as with
 * other processes of the JDK.
 */
public final class SandboxedProcess extends Process {
  private final Child child;
  private final List<String> warnings;
  private final @Nullable PipeOutput pipeIn;
  private final @Nullable PipeInput pipeOut;
  private final @Nullable PipeInput pipeErr;
  private final Lazy<OutputStream> stdin;
  private final Lazy<InputStream> stdout;
  private final Lazy<InputStream> stderr;

  SandboxedProcess(Kernel kernel, Child child, Stdio stdio, List<String> warnings) {
    this.child = child;
    this.warnings = List.copyOf(warnings);
    Fd input = stdio.ours(0);
    pipeIn = input == null ? null : new PipeOutput(input);
    pipeOut = reading(kernel, stdio.ours(1));
    pipeErr = reading(kernel, stdio.ours(2));
    stdin = new Lazy<>(() -> pipeIn == null ? new ClosedOutput() : buffered(pipeIn));
    stdout = new Lazy<>(() -> buffered(pipeOut));
    stderr = new Lazy<>(() -> buffered(pipeErr));
    child.atEnd(this::settleStreams);
  }

  /**
   * Returns what was noticed about the start that did not stop it, as that the program is setuid
   * and will not get those privileges.
   *
   * @return sentences, mostly none
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Waits until the process has ended.
   *
   * @return how it ended
   * @throws InterruptedException when this thread is interrupted meanwhile
   */
  public Outcome waitForOutcome() throws InterruptedException {
    try {
      return child.outcome().get();
    } catch (ExecutionException lost) {
      throw lost(lost);
    }
  }

  /**
   * Waits until the process has ended, or for some time.
   *
   * @param most how long at most; zero or less looks without waiting
   * @return how it ended, or empty when it still runs
   * @throws InterruptedException when this thread is interrupted meanwhile
   */
  public Optional<Outcome> waitForOutcome(Duration most) throws InterruptedException {
    return await(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS);
  }

  @Override
  public int waitFor() throws InterruptedException {
    return waitForOutcome().exitValue();
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    return await(timeout, unit).isPresent();
  }

  /**
   * Returns the exit code, or 128 and the number of the signal that ended the process; 159 when its
   * filter killed it.
   *
   * @return the exit value
   * @throws IllegalThreadStateException when the process still runs
   */
  @Override
  public int exitValue() {
    try {
      Outcome outcome = child.outcome().getNow(null);
      if (outcome == null) {
        throw new IllegalThreadStateException("process hasn't exited");
      }
      return outcome.exitValue();
    } catch (CompletionException lost) {
      throw lost(lost);
    }
  }

  @Override
  public boolean isAlive() {
    return !child.outcome().isDone();
  }

  /**
   * Sends a signal to the process. One that has ended gets none.
   *
   * @param number the signal, 1 to 64
   * @throws IllegalArgumentException when there is no such signal
   */
  public void signal(int number) {
    if (number < 1 || number > 64) {
      throw new IllegalArgumentException("signal " + number + " is out of range: 1 to 64");
    }
    child.signal(number);
  }

  /** Sends SIGTERM. The streams stay open, so that its last words can be read. */
  @Override
  public void destroy() {
    child.signal(Linux.SIGTERM);
  }

  @Override
  public Process destroyForcibly() {
    child.signal(Linux.SIGKILL);
    return this;
  }

  @Override
  public boolean supportsNormalTermination() {
    return true;
  }

  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public ProcessHandle toHandle() {
    return child.handle();
  }

  @Override
  public CompletableFuture<Process> onExit() {
    return child.outcome().handleAsync((outcome, failure) -> this);
  }

  /**
   * Returns the stream to the program's standard input. Where that is redirected, writing fails.
   *
   * @return a buffered stream, the same every time
   */
  @Override
  public OutputStream getOutputStream() {
    return stdin.get();
  }

  /**
   * Returns the stream from the program's standard output; at its end where that is redirected.
   *
   * @return a buffered stream, the same every time
   */
  @Override
  public InputStream getInputStream() {
    return stdout.get();
  }

  /**
   * Returns the stream from the program's standard error; at its end where that is redirected.
   *
   * @return a buffered stream, the same every time
   */
  @Override
  public InputStream getErrorStream() {
    return stderr.get();
  }

  /** Returns the process id, and how the process ended when it has. */
  @Override
  public String toString() {
    CompletableFuture<Outcome> outcome = child.outcome();
    String state = "running";
    if (outcome.isDone()) {
      state = outcome.isCompletedExceptionally() ? "ended" : outcome.join().toString();
    }
    return "SandboxedProcess[pid=" + child.pid() + ", " + state + "]";
  }

  private Optional<Outcome> await(long timeout, TimeUnit unit) throws InterruptedException {
    try {
      return Optional.of(child.outcome().get(Math.max(timeout, 0), unit));
    } catch (TimeoutException running) {
      return Optional.empty();
    } catch (ExecutionException lost) {
      throw lost(lost);
    }
  }

  private static IllegalStateException lost(Exception lost) {
    return new IllegalStateException("the exit status is lost: " + lost.getMessage(), lost);
  }

  private void settleStreams() {
    if (pipeIn != null) {
      pipeIn.childEnded();
    }
    if (pipeOut != null) {
      pipeOut.childEnded();
    }
    if (pipeErr != null) {
      pipeErr.childEnded();
    }
  }

  private static @Nullable PipeInput reading(Kernel kernel, @Nullable Fd fd) {
    return fd == null ? null : new PipeInput(kernel, fd);
  }

  private static OutputStream buffered(OutputStream stream) {
    return new BufferedOutputStream(stream);
  }

  private static InputStream buffered(@Nullable InputStream stream) {
    return stream == null ? InputStream.nullInputStream() : new BufferedInputStream(stream);
  }

  /** Standard input that is not ours to write. */
  private static final class ClosedOutput extends OutputStream {
    @Override
    public void write(int single) throws IOException {
      throw new IOException("Stream closed");
    }
  }
}
