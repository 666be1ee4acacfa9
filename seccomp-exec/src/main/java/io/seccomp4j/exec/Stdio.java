package io.seccomp4j.exec;

import io.seccomp4j.arch.Errno;
import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.KernelException;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The child's standard input, output and error, and our ends of the pipes among them. Closing it
 * closes what only the child needs; {@link #abandon} closes our ends too.
 */
final class Stdio implements AutoCloseable {
  private static final int MODE = 0666;
  private static final int STANDARD_ERROR = 2;

  private final Kernel kernel;
  private final int[] childFds = {0, 1, 2};
  private final @Nullable Fd[] ours = new @Nullable Fd[3];
  private final List<Fd> childs = new ArrayList<>();

  private Stdio(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Opens everything, or nothing. */
  static Stdio open(Kernel kernel, Settings settings) throws IOException {
    Stdio stdio = new Stdio(kernel);
    try {
      stdio.place(0, settings.input());
      stdio.place(1, settings.output());
      if (settings.mergesError()) {
        stdio.childFds[STANDARD_ERROR] = stdio.childFds[1];
      } else {
        stdio.place(STANDARD_ERROR, settings.error());
      }
      return stdio;
    } catch (IOException | RuntimeException failed) {
      stdio.abandon();
      throw failed;
    }
  }

  /** What the child gets as its descriptors 0, 1 and 2. */
  int[] childFds() {
    return childFds.clone();
  }

  /** Our end of the pipe to or from descriptor i, or null when there is no pipe. */
  @Nullable Fd ours(int i) {
    return ours[i];
  }

  @Override
  public void close() {
    childs.forEach(Fd::close);
  }

  void abandon() {
    close();
    for (Fd fd : ours) {
      if (fd != null) {
        fd.close();
      }
    }
  }

  private void place(int i, Redirect redirect) throws IOException {
    switch (redirect.type()) {
      case INHERIT -> childFds[i] = i;
      case PIPE -> pipe(i);
      case READ -> file(i, redirect.file(), Linux.O_RDONLY);
      case WRITE -> file(i, redirect.file(), Linux.O_WRONLY | Linux.O_CREAT | Linux.O_TRUNC);
      case APPEND -> file(i, redirect.file(), Linux.O_WRONLY | Linux.O_CREAT | Linux.O_APPEND);
    }
  }

  private void pipe(int i) throws IOException {
    try (NativeMemory ends = kernel.allocate(2 * Integer.BYTES)) {
      KernelException.check("pipe", kernel.pipe2(ends.address(), Linux.O_CLOEXEC));
      int reading = ends.buffer().getInt(0);
      int writing = ends.buffer().getInt(Integer.BYTES);
      boolean input = i == 0;
      try {
        childs(i, input ? reading : writing);
      } catch (IOException failed) {
        kernel.close(input ? writing : reading);
        throw failed;
      }
      Fd end = Fd.aboveStandard(kernel, input ? writing : reading);
      ours[i] = end;
      if (!input) {
        KernelException.check("fcntl", kernel.fcntl(end.number(), Linux.F_SETFL, Linux.O_NONBLOCK));
      }
    }
  }

  private void file(int i, @Nullable File file, int flags) throws IOException {
    if (file == null) {
      throw new IOException("this redirect names no file");
    }
    byte[] path = Text.encoded(file.getPath());
    try (NativeMemory memory = kernel.allocate(path.length + 1)) {
      memory.buffer().put(path);
      long opened = kernel.openat(Linux.AT_FDCWD, memory.address(), flags | Linux.O_CLOEXEC, MODE);
      if (opened < 0) {
        int errno = (int) -opened;
        throw new KernelException(file.getPath() + " (" + Errno.message(errno) + ")", errno);
      }
      childs(i, (int) opened);
    }
  }

  private void childs(int i, int number) throws IOException {
    Fd fd = Fd.aboveStandard(kernel, number);
    childs.add(fd);
    childFds[i] = fd.number();
  }
}
