package io.seccomp4j.exec.internal.linux;

/** Numbers of the kernel's interface; they are the same on x86_64 and aarch64 unless said. */
public final class Linux {
  /** The current directory, for openat and statx. */
  public static final int AT_FDCWD = -100;

  /** Close on exec; the same bit in open, pipe2 and epoll_create1. */
  public static final int O_CLOEXEC = 0x8_0000;

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_CREAT = 0x40;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;

  public static final int F_SETFL = 4;
  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_ADD_SEALS = 1033;

  /** SEAL, SHRINK, GROW and WRITE. */
  public static final int F_SEAL_EVERYTHING = 0xf;

  public static final int MFD_CLOEXEC = 1;
  public static final int MFD_ALLOW_SEALING = 2;

  /** Linux 6.3; older kernels answer EINVAL. */
  public static final int MFD_EXEC = 0x10;

  /** ioctl: how many bytes can be read without waiting. */
  public static final int FIONREAD = 0x541b;

  public static final int P_PID = 1;
  public static final int P_PIDFD = 3;
  public static final int WEXITED = 4;
  public static final int WNOWAIT = 0x0100_0000;

  /** Offset of si_code and si_status in siginfo_t, which has 128 bytes. */
  public static final int SI_CODE = 8;

  public static final int SI_STATUS = 24;
  public static final int SIGINFO_BYTES = 128;
  public static final int CLD_EXITED = 1;
  public static final int CLD_DUMPED = 3;

  public static final int EPOLLIN = 1;
  public static final int EPOLLONESHOT = 1 << 30;
  public static final int EPOLL_CTL_ADD = 1;

  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;
  public static final int SIGSYS = 31;

  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EINVAL = 22;
  public static final int ENOSYS = 38;

  /** Fields of struct statx. */
  public static final int STATX_TYPE_MODE_UID_GID = 0x1 | 0x2 | 0x8 | 0x10;

  public static final int STX_UID = 20;
  public static final int STX_GID = 24;
  public static final int STX_MODE = 28;
  public static final int STATX_BYTES = 256;

  public static final int SECCOMP_SET_MODE_FILTER = 1;
  public static final int SECCOMP_GET_ACTION_AVAIL = 2;
  public static final int SECCOMP_GET_NOTIF_SIZES = 3;

  private Linux() {}
}
