package io.seccomp4j.exec.internal.linux;

/**
 * The kernel, by its C names. Every call returns a number of at least 0, or the negative errno.
 *
 * <p>Only {@link #call} and {@link #allocate} are to be implemented, so a test changes the answer
 * of one call and passes on the others.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public interface Kernel {
  /**
   * Makes a system call.
   *
   * @param call which
   * @param a first argument
   * @param b second argument
   * @param c third argument
   * @param d fourth argument
   * @param e fifth argument
   * @return at least 0, or the negative errno
   */
  long call(SystemCall call, long a, long b, long c, long d, long e);

  /**
   * Allocates memory outside the heap.
   *
   * @param bytes how much, at least 1
   * @return the memory, zeroed
   */
  NativeMemory allocate(int bytes);

  /** pipe2(2); {@code fds} takes two ints. */
  default long pipe2(long fds, int flags) {
    return call(SystemCall.PIPE2, fds, flags, 0, 0, 0);
  }

  /** close(2). */
  default long close(int fd) {
    return call(SystemCall.CLOSE, fd, 0, 0, 0, 0);
  }

  /** fcntl(2). */
  default long fcntl(int fd, int command, long argument) {
    return call(SystemCall.FCNTL, fd, command, argument, 0, 0);
  }

  /** openat(2). */
  default long openat(int directory, long path, int flags, int mode) {
    return call(SystemCall.OPENAT, directory, path, flags, mode, 0);
  }

  /** read(2). */
  default long read(int fd, long buffer, long count) {
    return call(SystemCall.READ, fd, buffer, count, 0, 0);
  }

  /** pread(2). */
  default long pread64(int fd, long buffer, long count, long offset) {
    return call(SystemCall.PREAD64, fd, buffer, count, offset, 0);
  }

  /** write(2). */
  default long write(int fd, long buffer, long count) {
    return call(SystemCall.WRITE, fd, buffer, count, 0, 0);
  }

  /** memfd_create(2). */
  default long memfd_create(long name, int flags) {
    return call(SystemCall.MEMFD_CREATE, name, flags, 0, 0, 0);
  }

  /** epoll_create1(2). */
  default long epoll_create1(int flags) {
    return call(SystemCall.EPOLL_CREATE1, flags, 0, 0, 0, 0);
  }

  /** epoll_ctl(2). */
  default long epoll_ctl(int epoll, int operation, int fd, long event) {
    return call(SystemCall.EPOLL_CTL, epoll, operation, fd, event, 0);
  }

  /** epoll_pwait(2) without a signal mask. */
  default long epoll_wait(int epoll, long events, int most, int milliseconds) {
    return call(SystemCall.EPOLL_PWAIT, epoll, events, most, milliseconds, 0);
  }

  /** waitid(2); {@code information} takes a siginfo_t. */
  default long waitid(int type, int id, long information, int options) {
    return call(SystemCall.WAITID, type, id, information, options, 0);
  }

  /** pidfd_open(2). */
  default long pidfd_open(int pid, int flags) {
    return call(SystemCall.PIDFD_OPEN, pid, flags, 0, 0, 0);
  }

  /** pidfd_send_signal(2) without a siginfo_t. */
  default long pidfd_send_signal(int pidfd, int signal) {
    return call(SystemCall.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0);
  }

  /** ioctl(2). */
  default long ioctl(int fd, int request, long argument) {
    return call(SystemCall.IOCTL, fd, request, argument, 0, 0);
  }

  /** kill(2). */
  default long kill(int pid, int signal) {
    return call(SystemCall.KILL, pid, signal, 0, 0, 0);
  }

  /** statx(2). */
  default long statx(int directory, long path, int flags, int mask, long buffer) {
    return call(SystemCall.STATX, directory, path, flags, mask, buffer);
  }

  /** getxattr(2). */
  default long getxattr(long path, long name, long value, long size) {
    return call(SystemCall.GETXATTR, path, name, value, size, 0);
  }

  /** geteuid(2). */
  default long geteuid() {
    return call(SystemCall.GETEUID, 0, 0, 0, 0, 0);
  }

  /** getegid(2). */
  default long getegid() {
    return call(SystemCall.GETEGID, 0, 0, 0, 0, 0);
  }

  /** prctl(2). */
  default long prctl(int option, long argument) {
    return call(SystemCall.PRCTL, option, argument, 0, 0, 0);
  }

  /** seccomp(2). */
  default long seccomp(int operation, int flags, long argument) {
    return call(SystemCall.SECCOMP, operation, flags, argument, 0, 0);
  }

  /** clone3(2). */
  default long clone3(long arguments, long size) {
    return call(SystemCall.CLONE3, arguments, size, 0, 0, 0);
  }

  /** close_range(2). */
  default long close_range(int first, int last, int flags) {
    return call(
        SystemCall.CLOSE_RANGE,
        Integer.toUnsignedLong(first),
        Integer.toUnsignedLong(last),
        flags,
        0,
        0);
  }

  /** landlock_create_ruleset(2). */
  default long landlock_create_ruleset(long attributes, long size, int flags) {
    return call(SystemCall.LANDLOCK_CREATE_RULESET, attributes, size, flags, 0, 0);
  }
}
