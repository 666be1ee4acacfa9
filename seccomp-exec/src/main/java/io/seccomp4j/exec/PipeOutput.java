package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Fd;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a child reads. The JDK's stream on the pipe is opened when somebody writes. When the
 * child has ended the pipe is closed, and writing fails.
 */
final class PipeOutput extends OutputStream {
  private final Fd fd;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable OutputStream out;
  private volatile boolean closed;

  PipeOutput(Fd fd) {
    this.fd = fd;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      open().write(bytes, offset, length);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    fd.close();
    OutputStream stream = out;
    if (stream != null) {
      stream.close();
    }
  }

  /** Says that the child has ended. Never blocks; a writer at work gets EPIPE from the kernel. */
  void childEnded() {
    if (lock.tryLock()) {
      try {
        close();
      } catch (IOException alreadyGone) {
        closed = true;
      } finally {
        lock.unlock();
      }
    }
  }

  private OutputStream open() throws IOException {
    if (closed) {
      throw new IOException("Stream closed");
    }
    OutputStream stream = out;
    if (stream == null) {
      stream = new FileOutputStream("/proc/self/fd/" + fd.number());
      out = stream;
      fd.close();
      if (closed) {
        stream.close();
      }
    }
    return stream;
  }
}
