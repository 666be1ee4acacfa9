package io.seccomp4j.exec;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.nio.charset.StandardCharsets;

/**
 * Gets a program out of libseccomp, which writes it to a descriptor: a memfd, or a pipe where that
 * is refused.
 */
final class LibSeccompExport {
  private static final byte[] NAME = "seccomp4j-filter\0".getBytes(StandardCharsets.US_ASCII);

  /** Twice what a kernel loads, so that a longer program is noticed. */
  private static final int ROOM = Filter.MAX_INSTRUCTIONS * Long.BYTES * 2;

  private final LibSeccomp seccomp;
  private final Kernel kernel;
  private final LibSeccompCheck checks;

  LibSeccompExport(LibSeccomp seccomp, Kernel kernel) {
    this.seccomp = seccomp;
    this.kernel = kernel;
    checks = new LibSeccompCheck(kernel);
  }

  /**
   * Exports a program.
   *
   * @return its bytes, or some of them when there are more than a kernel loads
   */
  byte[] export(long context) {
    try (NativeMemory memory = kernel.allocate(ROOM)) {
      memory.buffer().put(0, NAME);
      long made = kernel.memfd_create(memory.address(), Linux.MFD_CLOEXEC);
      int length = made < 0 ? byPipe(context, memory) : byMemfd(context, (int) made, memory);
      byte[] bytes = new byte[length];
      memory.buffer().get(0, bytes);
      return bytes;
    }
  }

  private int byMemfd(long context, int number, NativeMemory memory) {
    try (Fd fd = new Fd(kernel, number)) {
      write(context, fd);
      long length = kernel.pread64(fd.number(), memory.address(), ROOM, 0);
      checks.check(length, "pread64", "the filter");
      return (int) length;
    }
  }

  /** What does not fit in the pipe is cut off, since nobody reads while libseccomp writes. */
  private int byPipe(long context, NativeMemory memory) {
    int flags = Linux.O_CLOEXEC | Linux.O_NONBLOCK;
    checks.check(kernel.pipe2(memory.address(), flags), "pipe2", "the filter");
    try (Fd reading = new Fd(kernel, memory.buffer().getInt(0))) {
      try (Fd writing = new Fd(kernel, memory.buffer().getInt(Integer.BYTES))) {
        // A user who has many pipes gets small ones.
        checks.check(
            kernel.fcntl(writing.number(), Linux.F_SETPIPE_SZ, ROOM), "F_SETPIPE_SZ", "the filter");
        write(context, writing);
      }
      return readAll(reading, memory);
    }
  }

  private int readAll(Fd reading, NativeMemory memory) {
    int done = 0;
    long got = 1;
    while (got > 0 && done < ROOM) {
      got = kernel.read(reading.number(), memory.address() + done, ROOM - done);
      checks.check(got, "read", "the filter");
      done += (int) got;
    }
    return done;
  }

  private void write(long context, Fd fd) {
    checks.check(
        seccomp.seccomp_export_bpf(context, fd.number()), "seccomp_export_bpf", "the filter");
  }
}
