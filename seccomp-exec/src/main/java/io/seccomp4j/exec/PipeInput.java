package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a child writes. The JDK's stream on the pipe is opened when somebody reads; that one
 * knows how to block a virtual thread. When the child has ended, what is left in the pipe moves
 * into memory and the descriptor is closed, as the JDK does for its own processes.
 *
 * <p>Our own descriptor stays until then: it alone does not block, and whoever has the other end
 * may take back what was there to be read.
 */
final class PipeInput extends InputStream {
  private final Kernel kernel;
  private final Fd fd;

  /** Held by whoever reads, maybe for long. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guards the descriptor: its number may belong to somebody else as soon as it is closed. */
  private final Object gate = new Object();

  private @Nullable InputStream in;
  private boolean closed;
  private boolean settled;
  private volatile boolean ended;

  /**
   * Takes over a descriptor.
   *
   * @param fd the end of a pipe that is read from, with O_NONBLOCK
   */
  PipeInput(Kernel kernel, Fd fd) {
    this.kernel = kernel;
    this.fd = fd;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    lock.lock();
    try {
      int count = open().read(into, offset, length);
      if (count < 0) {
        settled = true;
        replace(InputStream.nullInputStream());
      } else if (ended) {
        settle();
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int available() throws IOException {
    if (!lock.tryLock()) {
      return 0;
    }
    try {
      return open().available();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (gate) {
      closed = true;
      replace(InputStream.nullInputStream());
    }
  }

  /** Says that the child has ended. Never blocks: a reader at work does the rest. */
  void childEnded() {
    ended = true;
    if (lock.tryLock()) {
      try {
        settle();
      } catch (IOException notClosed) {
        // Only close(2) of the reading end failed; what was read is there.
      } finally {
        lock.unlock();
      }
    }
  }

  private InputStream open() throws IOException {
    synchronized (gate) {
      if (closed) {
        throw new IOException("Stream closed");
      }
      InputStream stream = in;
      if (stream == null) {
        stream = new FileInputStream("/proc/self/fd/" + fd.number());
        in = stream;
      }
      return stream;
    }
  }

  private void settle() throws IOException {
    synchronized (gate) {
      if (!settled && !closed) {
        settled = true;
        replace(new ByteArrayInputStream(drain()));
      }
    }
  }

  private void replace(InputStream stream) throws IOException {
    synchronized (gate) {
      InputStream before = in;
      in = stream;
      fd.close();
      if (before != null) {
        before.close();
      }
    }
  }

  /**
   * Reads what is there now and no more, without waiting: a grandchild may hold the other end for
   * long, and write on and on.
   */
  private byte[] drain() {
    try (NativeMemory size = kernel.allocate(Integer.BYTES)) {
      long asked = kernel.ioctl(fd.number(), Linux.FIONREAD, size.address());
      int most = size.buffer().getInt(0);
      return asked < 0 || most <= 0 ? new byte[0] : drain(most);
    }
  }

  private byte[] drain(int most) {
    try (NativeMemory memory = kernel.allocate(most)) {
      int done = 0;
      long got = 1;
      while (got > 0 && done < most) {
        got = kernel.read(fd.number(), memory.address() + done, most - done);
        done += (int) Math.max(got, 0);
      }
      byte[] all = new byte[done];
      memory.buffer().get(0, all);
      return all;
    }
  }
}
