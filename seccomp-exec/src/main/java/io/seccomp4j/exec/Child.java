package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.KernelException;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A running child until its exit status is collected. Its process id can belong to somebody else
 * afterwards, so signals and the collecting exclude each other.
 */
final class Child {
  private final Kernel kernel;
  private final int pid;
  private final @Nullable Fd pidfd;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Object lock = new Object();
  private boolean collected;
  private @Nullable ProcessHandle handle;
  private volatile Runnable atEnd = () -> {};

  Child(Kernel kernel, int pid, @Nullable Fd pidfd) {
    this.kernel = kernel;
    this.pid = pid;
    this.pidfd = pidfd;
  }

  int pid() {
    return pid;
  }

  @Nullable Fd pidfd() {
    return pidfd;
  }

  /** Completed when the exit status is collected. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Sets what is done at the end, before anybody is told of it. */
  void atEnd(Runnable work) {
    atEnd = work;
  }

  /** Sends a signal; an ended child gets none. */
  void signal(int signal) {
    synchronized (lock) {
      if (collected) {
        return;
      }
      if (pidfd == null || kernel.pidfd_send_signal(pidfd.number(), signal) == -Linux.ENOSYS) {
        kernel.kill(pid, signal);
      }
    }
  }

  /** Returns the JDK's handle, or one of ours when it is asked for too late for that. */
  ProcessHandle handle() {
    synchronized (lock) {
      ProcessHandle known = handle;
      if (known == null) {
        Optional<ProcessHandle> found = collected ? Optional.empty() : ProcessHandle.of(pid);
        known = found.orElseGet(() -> new EndedHandle(pid));
        handle = known;
      }
      return known;
    }
  }

  /** Sleeps until the child has ended, without collecting it. */
  void awaitEnd(NativeMemory information) {
    waitid(information, Linux.WEXITED | Linux.WNOWAIT);
  }

  /**
   * Collects the exit status of a child that has ended, and tells everybody.
   *
   * @param information room for a siginfo_t
   */
  void collect(NativeMemory information) {
    long result;
    synchronized (lock) {
      result = waitid(information, Linux.WEXITED);
      collected = true;
      if (pidfd != null) {
        pidfd.close();
      }
    }
    atEnd.run();
    if (result < 0) {
      outcome.completeExceptionally(
          new KernelException(
              "another part of this JVM collected the exit status of process " + pid,
              (int) -result));
    } else {
      outcome.complete(
          Outcome.ofWait(
              information.buffer().getInt(Linux.SI_CODE),
              information.buffer().getInt(Linux.SI_STATUS)));
    }
  }

  private long waitid(NativeMemory information, int options) {
    long result;
    do {
      result =
          pidfd == null
              ? kernel.waitid(Linux.P_PID, pid, information.address(), options)
              : kernel.waitid(Linux.P_PIDFD, pidfd.number(), information.address(), options);
      if (result == -Linux.EINVAL && pidfd != null) {
        result = kernel.waitid(Linux.P_PID, pid, information.address(), options);
      }
    } while (result == -Linux.EINTR);
    return result;
  }
}
