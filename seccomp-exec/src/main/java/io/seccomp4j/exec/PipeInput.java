package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a child writes. The JDK's stream on the pipe is opened when somebody reads; that one
 * knows how to block a virtual thread. When the child has ended, what is left in the pipe moves
 * into memory and the descriptor is closed, as the JDK does for its own processes.
 */
final class PipeInput extends InputStream {
  private final Kernel kernel;
  private final Fd fd;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable InputStream in;
  private volatile boolean ended;
  private volatile boolean closed;

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
      InputStream stream = open();
      int count = stream.read(into, offset, length);
      if (count < 0) {
        stream.close();
        in = InputStream.nullInputStream();
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
    closed = true;
    fd.close();
    InputStream stream = in;
    if (stream != null) {
      stream.close();
    }
  }

  /** Says that the child has ended. Never blocks: a reader at work does the rest. */
  void childEnded() {
    ended = true;
    if (lock.tryLock()) {
      try {
        settle();
      } catch (IOException unreadable) {
        in = InputStream.nullInputStream();
      } finally {
        lock.unlock();
      }
    }
  }

  private InputStream open() throws IOException {
    InputStream stream = in;
    if (stream == null) {
      if (closed) {
        throw new IOException("Stream closed");
      }
      stream = new FileInputStream("/proc/self/fd/" + fd.number());
      in = stream;
      fd.close();
      if (closed) {
        stream.close();
      }
    }
    return stream;
  }

  private void settle() throws IOException {
    InputStream stream = in;
    if (closed || stream instanceof ByteArrayInputStream) {
      return;
    }
    if (stream == null) {
      in = new ByteArrayInputStream(drain());
      fd.close();
    } else {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] chunk = new byte[Math.max(stream.available(), 1)];
      while (stream.available() > 0) {
        all.write(chunk, 0, Math.max(stream.read(chunk), 0));
      }
      in = new ByteArrayInputStream(all.toByteArray());
      stream.close();
    }
  }

  /** Reads what is there without waiting: a grandchild may hold the other end for long. */
  private byte[] drain() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int number = fd.number();
    try (NativeMemory size = kernel.allocate(Integer.BYTES)) {
      while (kernel.ioctl(number, Linux.FIONREAD, size.address()) == 0
          && size.buffer().getInt(0) > 0) {
        all.writeBytes(bytes(number, size.buffer().getInt(0)));
      }
    }
    return all.toByteArray();
  }

  private byte[] bytes(int number, int most) {
    try (NativeMemory memory = kernel.allocate(most)) {
      byte[] chunk = new byte[(int) Math.max(kernel.read(number, memory.address(), most), 0)];
      memory.buffer().get(0, chunk);
      return chunk;
    }
  }
}
