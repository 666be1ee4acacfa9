package io.seccomp4j.exec;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One thread that lives as long as the JVM. The kernel sends a death signal when the thread that
 * started the child ends, whatever becomes of the process.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html">PR_SET_PDEATHSIG
 *     </a>
 */
final class ParentThread {
  /** A start. */
  @FunctionalInterface
  interface Work {
    SandboxedProcess run() throws IOException;
  }

  private static final Lazy<LinkedBlockingQueue<Runnable>> QUEUE =
      new Lazy<>(
          () -> {
            LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
            Threads.start("seccomp4j-parent", () -> serve(queue));
            return queue;
          });

  private ParentThread() {}

  /** Does the work on that thread and waits for it, as if it were done here. */
  static SandboxedProcess call(Work work) throws IOException {
    CompletableFuture<SandboxedProcess> started = new CompletableFuture<>();
    QUEUE
        .get()
        .add(
            () -> {
              try {
                started.complete(work.run());
              } catch (IOException | RuntimeException | Error failed) {
                started.completeExceptionally(failed);
              }
            });
    try {
      return started.join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof IOException refused) {
        throw refused;
      }
      if (cause instanceof RuntimeException broken) {
        throw broken;
      }
      throw failed;
    }
  }

  private static void serve(LinkedBlockingQueue<Runnable> queue) {
    while (true) {
      try {
        queue.take().run();
      } catch (InterruptedException nobodysBusiness) {
        // This thread has to live on: its end would kill the children.
        Thread.interrupted();
      }
    }
  }
}
