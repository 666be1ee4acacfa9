package io.seccomp4j.exec.internal.linux;

import io.seccomp4j.arch.Errno;
import java.io.IOException;

/** Says that a system call failed. */
public final class KernelException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Makes the exception.
   *
   * @param message what failed, and why
   * @param errno why
   */
  public KernelException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /**
   * Passes a result on.
   *
   * @param what the call
   * @param result what {@link Kernel} returned
   * @return the result
   * @throws KernelException when it is negative
   */
  public static int check(String what, long result) throws KernelException {
    if (result < 0) {
      int errno = (int) -result;
      throw new KernelException(what + ": error=" + errno + ", " + Errno.message(errno), errno);
    }
    return (int) result;
  }

  /**
   * Returns the error number.
   *
   * @return the errno
   */
  public int errno() {
    return errno;
  }
}
