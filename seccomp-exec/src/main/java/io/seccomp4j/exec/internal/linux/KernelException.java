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
   * @param what the call, or the file it was about
   * @param errno why
   */
  public KernelException(String what, int errno) {
    super(what + ": error=" + errno + ", " + Errno.message(errno));
    this.errno = errno;
  }

  /**
   * Passes a result on.
   *
   * @param what the call, or the file it was about
   * @param result what {@link Kernel} returned
   * @return the result
   * @throws KernelException when it is negative
   */
  public static int check(String what, long result) throws KernelException {
    if (result < 0) {
      throw new KernelException(what, (int) -result);
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
