package io.seccomp4j.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a sandboxed process is a {@link Process} in every respect. */
final class SandboxedProcessIT {
  private static final Sandbox SLEEP = Run.harmless().command("sleep", "100");

  @TempDir private Path directory;

  @Test
  @Tag("smoke")
  void pipes_carryInputOutputAndError() throws Exception {
    SandboxedProcess process =
        Run.harmless().command("sh", "-c", "read line; echo \"out $line\"; echo err >&2").start();
    try (OutputStream input = process.getOutputStream()) {
      input.write("hello\n".getBytes(UTF_8));
    }

    assertThat(process.inputReader().readLine()).isEqualTo("out hello");
    assertThat(process.errorReader().readLine()).isEqualTo("err");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void unreadOutput_survivesTheEnd() throws Exception {
    SandboxedProcess process = Run.harmless().command("sh", "-c", "echo out; echo err >&2").start();
    process.waitFor();

    assertThat(process.getInputStream().readAllBytes()).isEqualTo("out\n".getBytes(UTF_8));
    assertThat(process.getErrorStream().readAllBytes()).isEqualTo("err\n".getBytes(UTF_8));
  }

  @Test
  void outputOfAGrandchildThatLivesOn_doesNotHoldUpTheReader() throws Exception {
    SandboxedProcess process = Run.harmless().command("sh", "-c", "sleep 20 & echo $!").start();
    process.waitFor();
    long grandchild = Long.parseLong(process.inputReader().readLine());

    assertThat(process.getInputStream().read()).isEqualTo(-1);
    ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void largeOutput_arrivesWhole() throws Exception {
    SandboxedProcess process = Run.harmless().command("head", "-c", "3000000", "/dev/zero").start();

    assertThat(process.getInputStream().readAllBytes()).hasSize(3_000_000);
    assertThat(process.waitForOutcome().isSuccess()).isTrue();
  }

  @Test
  void writingAfterTheEnd_fails() throws Exception {
    SandboxedProcess process = Run.harmless().command("true").start();
    process.waitFor();
    OutputStream input = process.getOutputStream();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> {
              input.write(1);
              input.flush();
            });
  }

  @Test
  void closedInput_isSeenAsItsEnd() throws Exception {
    SandboxedProcess process = Run.harmless().command("cat").start();
    process.getOutputStream().close();

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void streamsThatAreRedirected_areEmptyOrRefuse() throws Exception {
    SandboxedProcess process =
        Run.harmless()
            .input(Redirect.from(new File("/dev/null")))
            .output(Redirect.DISCARD)
            .mergeErrorIntoOutput()
            .command("sh", "-c", "echo nobody hears")
            .start();

    assertThat(process.getInputStream().read()).isEqualTo(-1);
    assertThat(process.getErrorStream().read()).isEqualTo(-1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> process.getOutputStream().write(1));
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void files_areReadWrittenAndAppended() throws Exception {
    Path in = Files.writeString(directory.resolve("in"), "text");
    Path out = Files.writeString(directory.resolve("out"), "longer than before");
    Path log = Files.writeString(directory.resolve("log"), "old ");
    Run.harmless()
        .input(Redirect.from(in.toFile()))
        .output(Redirect.to(out.toFile()))
        .error(Redirect.appendTo(log.toFile()))
        .command("sh", "-c", "cat; echo new >&2")
        .start()
        .waitFor();

    assertThat(out).hasContent("text");
    assertThat(log).hasContent("old new\n");
  }

  @Test
  void environmentAndDirectory_areTheOnesAskedFor() throws Exception {
    Sandbox sandbox =
        Run.harmless()
            .command("sh", "-c", "pwd; echo $ONE; echo $HOME")
            .directory(directory)
            .environment("ONE", "1=ö")
            .withoutEnvironment("HOME");

    assertThat(Run.output(sandbox)).isEqualTo(directory.toRealPath() + "\n1=ö\n\n");
    assertThat(
            Run.output(
                Run.harmless().clearEnvironment().environment("A", "b").command("/usr/bin/env")))
        .isEqualTo("A=b\n");
  }

  @Test
  void processBuilder_isAdoptedWhole() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "pwd; echo $ONE; echo err >&2")
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put("ONE", "1");
    Process process = Run.harmless().start(builder);

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(directory.toRealPath() + "\n1\nerr\n");
  }

  @Test
  void exitCodes_areThoseOfProcessBuilder() throws Exception {
    for (String script : new String[] {"exit 3", "kill -9 $$", "kill -15 $$", "exit 255"}) {
      int expected = new ProcessBuilder("sh", "-c", script).start().waitFor();

      assertThat(Run.harmless().command("sh", "-c", script).start().waitFor()).isEqualTo(expected);
    }
  }

  @Test
  void outcome_tellsExitFromSignal() throws Exception {
    Sandbox sandbox = Run.harmless();

    assertThat(Run.result(sandbox.command("sh", "-c", "exit 137")).outcome())
        .hasToString("exited with 137");
    assertThat(Run.result(sandbox.command("sh", "-c", "kill -9 $$")).outcome())
        .hasToString("killed by SIGKILL");
  }

  @Test
  void destroy_terminatesAndForciblyKills() throws Exception {
    SandboxedProcess gentle = SLEEP.start();
    SandboxedProcess stubborn =
        Run.harmless()
            .command("sh", "-c", "trap '' TERM; echo; while :; do sleep 0.05; done")
            .start();
    stubborn.getInputStream().read();
    gentle.destroy();
    stubborn.destroy();

    assertThat(gentle.waitForOutcome().signal()).hasValue(15);
    assertThat(stubborn.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(stubborn.destroyForcibly().waitFor()).isEqualTo(137);
    gentle.destroy();
    assertThat(gentle.supportsNormalTermination()).isTrue();
  }

  @Test
  void runningProcess_hasPidHandleAndNoExitValue() throws Exception {
    SandboxedProcess process = SLEEP.start();
    try {
      assertThat(process.isAlive()).isTrue();
      assertThat(process.toHandle().pid()).isEqualTo(process.pid());
      assertThat(process.toHandle()).isEqualTo(ProcessHandle.of(process.pid()).orElseThrow());
      assertThat(process.info().command())
          .hasValueSatisfying(name -> assertThat(name).contains("/"));
      assertThat(process.children()).isEmpty();
      assertThat(process.waitForOutcome(Duration.ofMillis(20))).isEmpty();
      assertThat(process.waitForOutcome(Duration.ZERO)).isEmpty();
      assertThatExceptionOfType(IllegalThreadStateException.class).isThrownBy(process::exitValue);
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process).hasToString(process.toString()).isNotNull();
    assertThat(process.isAlive()).isFalse();
    assertThat(process.exitValue()).isEqualTo(137);
  }

  @Test
  void handleOfAnEndedProcess_isNotAlive() throws Exception {
    SandboxedProcess process = Run.harmless().command("true").start();
    process.waitFor();

    assertThat(process.toHandle().isAlive()).isFalse();
    assertThat(process.toHandle().pid()).isEqualTo(process.pid());
    assertThat(process.toHandle().onExit().get()).isEqualTo(process.toHandle());
    assertThat(process.descendants()).isEmpty();
  }

  @Test
  void onExit_completesWithTheProcess() throws Exception {
    SandboxedProcess process = Run.harmless().command("true").start();

    assertThat(process.onExit().get(10, TimeUnit.SECONDS)).isSameAs(process);
    assertThat(process.toHandle().onExit().get(10, TimeUnit.SECONDS).pid())
        .isEqualTo(process.pid());
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void waiting_canBeInterrupted() throws Exception {
    SandboxedProcess process = SLEEP.start();
    try {
      for (int i = 0; i < 1000; i++) {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(process::waitFor);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
            .isThrownBy(() -> process.waitFor(1, TimeUnit.SECONDS));
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitForOutcome().signal()).hasValue(9);
  }

  @Test
  void virtualThreads_waitWithoutHoldingTheirCarriers() throws Exception {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    Sandbox sandbox = Run.harmless().command("sleep", "1");
    List<Future<Integer>> waits = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < 40; i++) {
      waits.add(threads.submit(() -> sandbox.start().waitFor()));
    }
    for (Future<Integer> wait : waits) {
      assertThat(wait.get()).isZero();
    }
    threads.shutdown();

    // One after another on a few carriers they would take 40 s divided by their number.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void interruptedThread_canStillStart() throws Exception {
    Thread.currentThread().interrupt();
    SandboxedProcess process = Run.harmless().command("true").dieWithParent().start();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void closingAStreamThatIsBeingRead_doesNotBlock() throws Exception {
    SandboxedProcess process = SLEEP.start();
    Thread reader =
        new Thread(
            () -> {
              try {
                process.getInputStream().read();
              } catch (IOException closed) {
                assertThat(closed).isNotNull();
              }
            });
    reader.start();
    Thread.sleep(50);
    process.destroyForcibly().waitFor();
    reader.join(5_000);

    assertThat(reader.isAlive()).isFalse();
  }

  @Test
  void setuidProgram_isStartedWithAWarning() throws Exception {
    Path program = Files.copy(Path.of("/bin/true"), directory.resolve("true"));
    new ProcessBuilder("chmod", "4755", program.toString()).start().waitFor();
    boolean root = System.getProperty("user.name").equals("root");
    if (root) {
      new ProcessBuilder("chown", "65534", program.toString()).start().waitFor();
      new ProcessBuilder("chmod", "4755", program.toString()).start().waitFor();
    }
    SandboxedProcess process = Run.harmless().command(program.toString()).start();

    assertThat(process.waitFor()).isZero();
    assertThat(process.warnings()).hasSize(root ? 1 : 0);
    assertThat(process.warnings()).allMatch(warning -> warning.contains("no_new_privs"));
  }
}
