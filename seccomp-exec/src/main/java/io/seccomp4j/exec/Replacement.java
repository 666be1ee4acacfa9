package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.SpawnRequest;
import io.seccomp4j.exec.internal.linux.Spawner;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Turns this process into the program. */
final class Replacement {
  private static final long POLL_MILLIS = 1;

  private final Kernel kernel;
  private final Spawner spawner;
  private final Settings settings;
  private final Starter starter;

  Replacement(Kernel kernel, Spawner spawner, Settings settings, Starter starter) {
    this.kernel = kernel;
    this.spawner = spawner;
    this.settings = settings;
    this.starter = starter;
  }

  void replace(Consumer<String> warnings) throws IOException {
    List<Redirect> redirects =
        settings.mergesError()
            ? List.of(settings.input(), settings.output())
            : List.of(settings.input(), settings.output(), settings.error());
    if (redirects.contains(Redirect.PIPE)) {
      throw new IllegalStateException(
          "a pipe has no other end once this process is the program: inherit or redirect all three");
    }
    Command command = Command.of(settings);
    Privileges.warnings(kernel, command).forEach(warnings);
    try (Stdio stdio = Stdio.open(kernel, settings)) {
      StartBlock block = starter.request(command, 0);
      block.fds(stdio.childFds());
      deletePerformanceData();
      execute(block);
    }
  }

  /**
   * Executes on a thread of its own, which does not come back when execve fails under the filter:
   * it would have to run Java code with it.
   */
  private void execute(StartBlock block) throws StartException {
    Threads.start(
        "seccomp4j-exec",
        () -> {
          try {
            spawner.s4j_exec(block.memory().address());
          } finally {
            Reference.reachabilityFence(block);
          }
        });
    awaitError(block);
    starter.check(block);
  }

  /** Nothing takes back an exec on its way, so neither does an interrupt. */
  private static void awaitError(StartBlock block) {
    boolean interrupted = false;
    while (block.number(SpawnRequest.AT_ERROR) == 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException ignored) {
        interrupted = true;
      }
    }
    VarHandle.acquireFence();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the JVM would delete when it ends; see jps(1). */
  private static void deletePerformanceData() {
    String name = "hsperfdata_" + System.getProperty("user.name");
    try {
      Files.deleteIfExists(Path.of("/tmp", name, Long.toString(ProcessHandle.current().pid())));
    } catch (IOException kept) {
      // It is empty of secrets, and the next JVM of this user deletes it.
    }
  }
}
