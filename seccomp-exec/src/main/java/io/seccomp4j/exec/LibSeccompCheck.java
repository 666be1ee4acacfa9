package io.seccomp4j.exec;

import io.seccomp4j.arch.Errno;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.policy.Action;

/** Puts failures of libseccomp into words. */
final class LibSeccompCheck {
  private static final int EOPNOTSUPP = 95;

  private final Kernel kernel;

  LibSeccompCheck(Kernel kernel) {
    this.kernel = kernel;
  }

  void check(long result, String function, String what) {
    if (result < 0) {
      throw failed(function + "(" + what + ") failed: " + name(result));
    }
  }

  /**
   * Returns what to throw. libseccomp asks the kernel what it can do, and takes a refused
   * seccomp(2) for a kernel that can do nothing.
   */
  RuntimeException failed(String message) {
    try (NativeMemory value = kernel.allocate(Integer.BYTES)) {
      value.buffer().putInt(0, Action.ALLOW.returnValue());
      long answer = kernel.seccomp(Linux.SECCOMP_GET_ACTION_AVAIL, 0, value.address());
      boolean known = answer >= 0 || answer == -Linux.EINVAL || answer == -EOPNOTSUPP;
      return known
          ? new CompileException(message)
          : new UnsupportedOnThisHostException(
              "libseccomp compiles nothing where seccomp(2) is refused, here with "
                  + name(answer)
                  + ": the kernel needs CONFIG_SECCOMP_FILTER, and a container or another filter"
                  + " that is in force must permit seccomp(2) ("
                  + message
                  + ")");
    }
  }

  private static String name(long result) {
    return Errno.name((int) -result).orElse("errno " + -result);
  }
}
