package io.seccomp4j.exec.internal.linux;

/**
 * The functions of libseccomp 2.5 and later, under their C names. Contexts are addresses; 0 is
 * none. Calls that give an int in C return 0 or a negative errno.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man3/seccomp_rule_add.3.html">seccomp_rule_add(3)</a>
 */
public interface LibSeccomp {
  /** {@code SCMP_FLTATR_ACT_BADARCH}: what happens to calls of architectures not in the filter. */
  int ATTRIBUTE_BAD_ARCH_ACTION = 2;

  /** {@code SCMP_FLTATR_CTL_OPTIMIZE}: 2 makes a binary tree over the syscall numbers. */
  int ATTRIBUTE_OPTIMIZE = 8;

  /** {@code enum scmp_compare}. */
  int COMPARE_NE = 1;

  /** Less than. */
  int COMPARE_LT = 2;

  /** Less than or equal. */
  int COMPARE_LE = 3;

  /** Equal. */
  int COMPARE_EQ = 4;

  /** Greater than or equal. */
  int COMPARE_GE = 5;

  /** Greater than. */
  int COMPARE_GT = 6;

  /** {@code (argument & datum_a) == datum_b}. */
  int COMPARE_MASKED_EQ = 7;

  /** {@code __NR_SCMP_ERROR}: no syscall of that name. */
  int NO_SYSCALL = -1;

  /** The pseudo number of {@code socket} where socketcall carries it. */
  int FIRST_CARRIED = -101;

  /** Below the pseudo numbers of the calls that ipc carries. */
  int LAST_CARRIED = -224;

  /** {@code sizeof(struct scmp_arg_cmp)}: arg and op of 32 bits, datum_a and datum_b of 64. */
  int ARG_CMP_BYTES = 24;

  /** Returns the version as {@code major.minor.micro}. */
  String seccomp_version();

  /** Returns a new context, or 0. */
  long seccomp_init(int defaultAction);

  /** Frees a context. */
  void seccomp_release(long context);

  /** Moves the architectures of {@code source}, which is freed on success, into {@code target}. */
  long seccomp_merge(long target, long source);

  /** Returns the token of the architecture that the library was built for. */
  int seccomp_arch_native();

  /** Returns the token of a name such as {@code x86_64}, or 0. */
  int seccomp_arch_resolve_name(String name);

  /** Adds an architecture. */
  long seccomp_arch_add(long context, int token);

  /** Removes an architecture. */
  long seccomp_arch_remove(long context, int token);

  /** Sets an attribute. */
  long seccomp_attr_set(long context, int attribute, int value);

  /** Returns the native number of a name; pseudo numbers below -1 are of other architectures. */
  int seccomp_syscall_resolve_name(String name);

  /**
   * Returns the number of a name on an architecture. Calls that socketcall and ipc carry there have
   * pseudo numbers from {@link #FIRST_CARRIED} down to {@link #LAST_CARRIED}, calls that it does
   * not have lower ones.
   */
  int seccomp_syscall_resolve_name_arch(int token, String name);

  /** Adds a rule; {@code conditions} is the address of {@code count} {@code scmp_arg_cmp}. */
  long seccomp_rule_add_array(long context, int action, int syscall, int count, long conditions);

  /** Writes the program, an array of {@code struct sock_filter}, to a file descriptor. */
  long seccomp_export_bpf(long context, int fd);
}
