package io.seccomp4j.exec;

/**
 * A resource that the kernel limits for a process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public enum Limit {
  /** Seconds of processor time; the process gets SIGXCPU, then SIGKILL. */
  CPU_SECONDS(0),
  /** Bytes of a file that it writes; the process gets SIGXFSZ. */
  FILE_SIZE(1),
  /** Bytes of data segment. */
  DATA(2),
  /** Bytes of the main thread's stack, and with it of arguments and environment. */
  STACK(3),
  /** Bytes of a core file. */
  CORE(4),
  /** Processes and threads of its user; root is exempt. */
  PROCESSES(6),
  /** One more than the largest file descriptor. */
  OPEN_FILES(7),
  /** Bytes that it locks into memory. */
  LOCKED_MEMORY(8),
  /** Bytes of address space. */
  ADDRESS_SPACE(9);

  private final int resource;

  Limit(int resource) {
    this.resource = resource;
  }

  /** The kernel's number, RLIMIT_... of asm-generic/resource.h. */
  int resource() {
    return resource;
  }
}
