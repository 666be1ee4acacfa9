package io.seccomp4j.exec;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls libseccomp from threads of their own. Some input makes it loop for ever, and a thread that
 * does cannot be stopped: it is left behind, and libseccomp is called no more.
 */
final class LibSeccompThread {
  private final Duration patience;
  private volatile boolean hung;

  LibSeccompThread(Duration patience) {
    this.patience = patience;
  }

  /**
   * Calls what calls libseccomp, and waits for it. An interrupt is kept for later.
   *
   * @throws CompileException when this call or an earlier one did not return
   */
  <T> T call(Supplier<T> work) {
    if (hung) {
      throw CompileException.fault(
          "libseccomp did not return from an earlier policy and is used no more in this JVM");
    }
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, "seccomp4j-compile");
    thread.setDaemon(true);
    thread.start();
    try {
      return await(task);
    } catch (TimeoutException e) {
      hung = true;
      throw CompileException.fault(
          "libseccomp did not return within "
              + patience.toSeconds()
              + " s and is used no more in this JVM");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw CompileException.fault("libseccomp failed: " + e.getCause());
    }
  }

  private <T> T await(FutureTask<T> task) throws ExecutionException, TimeoutException {
    boolean interrupted = false;
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        try {
          return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
