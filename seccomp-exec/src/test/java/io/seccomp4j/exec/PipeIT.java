package io.seccomp4j.exec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SystemCall;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our ends of a child's pipes, with somebody at the other end who does what he likes. */
final class PipeIT {
  private static final int ROUNDS = 2_000;

  private int other;

  /** The real kernel, and what others do in between. */
  private abstract static class Disturbed implements Kernel {
    @Override
    public NativeMemory allocate(int bytes) {
      return Host.kernel().allocate(bytes);
    }
  }

  @Test
  void closedStreams_sayThatTheyAreClosed() throws Exception {
    try (Stdio stdio = pipes(Host.kernel())) {
      PipeInput input = new PipeInput(Host.kernel(), ours(stdio, 1));
      PipeOutput output = new PipeOutput(ours(stdio, 0));
      input.close();
      output.close();

      assertThatThrownBy(input::read).isInstanceOf(IOException.class).hasMessage("Stream closed");
      assertThatThrownBy(() -> output.write(1))
          .isInstanceOf(IOException.class)
          .hasMessage("Stream closed");
      ours(stdio, 2).close();
    }
  }

  @Test
  void closingWhileAnotherThreadReads_isAnIOExceptionAtMost() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      try (Stdio stdio = pipes(Host.kernel())) {
        write(stdio.childFds()[1], "x");
        PipeInput input = new PipeInput(Host.kernel(), ours(stdio, 1));
        race(input, input::read);
        ours(stdio, 0).close();
        ours(stdio, 2).close();
      }
    }
  }

  @Test
  void closingWhileAnotherThreadWrites_isAnIOExceptionAtMost() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      try (Stdio stdio = pipes(Host.kernel())) {
        PipeOutput output = new PipeOutput(ours(stdio, 0));
        race(
            output,
            () -> {
              output.write(1);
              return 1;
            });
        ours(stdio, 1).close();
        ours(stdio, 2).close();
      }
    }
  }

  @Test
  void whatIsWrittenAfterTheEnd_isNotRead() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    Kernel writtenOn =
        new Disturbed() {
          @Override
          public long call(SystemCall call, long a, long b, long c, long d, long e) {
            long result = Host.kernel().call(call, a, b, c, d, e);
            if (call == SystemCall.READ && reads.incrementAndGet() < 100) {
              Host.kernel().call(SystemCall.WRITE, other, b, c, 0, 0);
            }
            return result;
          }
        };
    try (Stdio stdio = pipes(writtenOn)) {
      other = stdio.childFds()[1];
      write(other, "words");
      PipeInput input = new PipeInput(writtenOn, ours(stdio, 1));
      input.childEnded();

      assertThat(input.readAllBytes()).isEqualTo("words".getBytes(US_ASCII));
      ours(stdio, 0).close();
      ours(stdio, 2).close();
    }
  }

  /** The reaper waits for every child, so it must not wait for this one. */
  @Test
  @Timeout(10)
  void whatIsTakenBackAfterTheEnd_isNotWaitedFor() throws Exception {
    Kernel emptied =
        new Disturbed() {
          @Override
          public long call(SystemCall call, long a, long b, long c, long d, long e) {
            long result = Host.kernel().call(call, a, b, c, d, e);
            if (call == SystemCall.IOCTL && b == Linux.FIONREAD) {
              try (NativeMemory memory = allocate(100)) {
                Host.kernel().read((int) a, memory.address(), 100);
              }
            }
            return result;
          }
        };
    for (boolean opened : new boolean[] {false, true}) {
      try (Stdio stdio = pipes(emptied)) {
        write(stdio.childFds()[1], "words");
        PipeInput input = new PipeInput(emptied, ours(stdio, 1));
        if (opened) {
          assertThat(input.read()).isEqualTo('w');
        }
        input.childEnded();

        assertThat(input.read()).isEqualTo(-1);
        ours(stdio, 0).close();
        ours(stdio, 2).close();
      }
    }
  }

  private interface Use {
    int run() throws IOException;
  }

  private static void race(Closeable stream, Use use) throws Exception {
    Thread closer =
        new Thread(
            () -> {
              try {
                stream.close();
              } catch (IOException failed) {
                throw new AssertionError(failed);
              }
            });
    closer.start();
    try {
      use.run();
    } catch (IOException closed) {
      assertThat(closed).isNotInstanceOf(FileNotFoundException.class);
    }
    closer.join();
  }

  private static Stdio pipes(Kernel kernel) throws IOException {
    return Stdio.open(
        kernel,
        ImmutableSettings.builder()
            .addCommand("true")
            .input(Redirect.PIPE)
            .output(Redirect.PIPE)
            .error(Redirect.PIPE)
            .build());
  }

  private static Fd ours(Stdio stdio, int i) {
    Fd fd = stdio.ours(i);
    if (fd == null) {
      throw new AssertionError("no pipe for " + i);
    }
    return fd;
  }

  private static void write(int fd, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    try (NativeMemory memory = Host.kernel().allocate(bytes.length)) {
      memory.buffer().put(bytes);
      assertThat(Host.kernel().write(fd, memory.address(), bytes.length)).isEqualTo(bytes.length);
    }
  }
}
