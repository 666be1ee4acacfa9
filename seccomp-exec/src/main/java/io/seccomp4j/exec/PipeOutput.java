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

  /** Held by whoever writes, maybe for long. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guards the descriptor: its number may belong to somebody else as soon as it is closed. */
  private final Object gate = new Object();

  private @Nullable OutputStream out;
  private boolean closed;

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
    synchronized (gate) {
      closed = true;
      fd.close();
      if (out != null) {
        out.close();
      }
    }
  }

  /** Says that the child has ended. Never blocks; a writer at work gets EPIPE from the kernel. */
  void childEnded() {
    if (lock.tryLock()) {
      try {
        close();
      } catch (IOException alreadyGone) {
        // Nobody reads any more what could not be written.
      } finally {
        lock.unlock();
      }
    }
  }

  private OutputStream open() throws IOException {
    synchronized (gate) {
      if (closed) {
        throw new IOException("Stream closed");
      }
      OutputStream stream = out;
      if (stream == null) {
        stream = new FileOutputStream("/proc/self/fd/" + fd.number());
        out = stream;
        fd.close();
      }
      return stream;
    }
  }
}
