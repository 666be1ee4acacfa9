package io.seccomp4j.exec.internal.linux;

/** The system calls that this module makes or asks a filter about, with their numbers. */
public enum SystemCall {
  CLONE3(435, 435),
  CLOSE(3, 57),
  CLOSE_RANGE(436, 436),
  EPOLL_CREATE1(291, 20),
  EPOLL_CTL(233, 21),
  EPOLL_PWAIT(281, 22),
  EXECVE(59, 221),
  EXIT(60, 93),
  EXIT_GROUP(231, 94),
  FCNTL(72, 25),
  GETEGID(108, 177),
  GETEUID(107, 175),
  GETXATTR(191, 8),
  IOCTL(16, 29),
  KILL(62, 129),
  LANDLOCK_CREATE_RULESET(444, 444),
  MEMFD_CREATE(319, 279),
  OPENAT(257, 56),
  PIDFD_OPEN(434, 434),
  PIDFD_SEND_SIGNAL(424, 424),
  PIPE2(293, 59),
  PRCTL(157, 167),
  PREAD64(17, 67),
  READ(0, 63),
  SECCOMP(317, 277),
  STATX(332, 291),
  WAITID(247, 95),
  WRITE(1, 64);

  private static final boolean ON_ARM = System.getProperty("os.arch").equals("aarch64");

  private final int onX86;
  private final int onArm;

  SystemCall(int onX86, int onArm) {
    this.onX86 = onX86;
    this.onArm = onArm;
  }

  /**
   * Returns the number on this machine, which is one of x86_64 and aarch64.
   *
   * @return the number
   */
  public int number() {
    return number(ON_ARM);
  }

  /**
   * Returns the number on either machine.
   *
   * @param onArm aarch64; else x86_64
   * @return the number
   */
  int number(boolean onArm) {
    return onArm ? this.onArm : onX86;
  }
}
