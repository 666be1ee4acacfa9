package io.seccomp4j.exec.internal.linux;

import java.util.concurrent.atomic.AtomicInteger;

/** A file descriptor with one owner, closed on exec. Closing twice is fine. */
public final class Fd implements AutoCloseable {
  /** Below lie the numbers that a child gives a meaning to. */
  private static final int LOWEST = 10;

  private static final int CLOSED = -1;

  private final Kernel kernel;
  private final AtomicInteger number;

  /**
   * Takes over a descriptor.
   *
   * @param kernel closes it
   * @param number the descriptor
   */
  public Fd(Kernel kernel, int number) {
    this.kernel = kernel;
    this.number = new AtomicInteger(number);
  }

  /**
   * Takes over a descriptor and moves it out of the way of standard input, output and error, which
   * a JVM may have been started without.
   *
   * @param kernel closes it
   * @param number the descriptor
   * @return the owner; the number may differ
   * @throws KernelException when there is no free number
   */
  public static Fd aboveStandard(Kernel kernel, int number) throws KernelException {
    if (number >= LOWEST) {
      return new Fd(kernel, number);
    }
    long moved = kernel.fcntl(number, Linux.F_DUPFD_CLOEXEC, LOWEST);
    kernel.close(number);
    return new Fd(kernel, KernelException.check("fcntl", moved));
  }

  /**
   * Returns the number.
   *
   * @return the number
   * @throws IllegalStateException when it is closed
   */
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("this descriptor is closed");
    }
    return current;
  }

  @Override
  public void close() {
    int last = number.getAndSet(CLOSED);
    if (last != CLOSED) {
      kernel.close(last);
    }
  }
}
