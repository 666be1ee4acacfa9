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

  /** Checks the answer to a call that was given an action. */
  void check(long result, String function, Action action, String what) {
    if (result < 0) {
      throw failed(
          function
              + "("
              + what
              + ") failed: "
              + name(result)
              + (result == -Linux.EINVAL ? limit(action) : ""));
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

  /** Returns why libseccomp does not take an action, or nothing when that is not known. */
  static String limit(Action action) {
    return action.kind() == Action.Kind.ERRNO && action.data() == Action.MAX_ERRNO
        ? "; libseccomp takes an errno less than "
            + Action.MAX_ERRNO
            + " only, so choose another one than "
            + action.data()
        : "";
  }

  private static String name(long result) {
    return Errno.name((int) -result).orElse("errno " + -result);
  }
}
