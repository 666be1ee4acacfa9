package io.seccomp4j.policy;

/**
 * A flag for loading the filter, as OCI profiles name them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public enum FilterFlag {
  /** Loads the filter into all threads of the caller; without effect in a child with one thread. */
  TSYNC(1 << 0),
  /** Lets all actions but ALLOW be written to the audit log. */
  LOG(1 << 1),
  /** Leaves speculative-execution mitigations as they are. */
  SPEC_ALLOW(1 << 2),
  /** Lets only fatal signals interrupt a call that the supervisor already works on. */
  WAIT_KILLABLE_RECV(1 << 5);

  private final int bit;

  FilterFlag(int bit) {
    this.bit = bit;
  }

  /**
   * Returns the flag's bit for seccomp(2).
   *
   * @return one bit
   */
  public int bit() {
    return bit;
  }

  /**
   * Returns the name in an OCI profile.
   *
   * @return for example {@code SECCOMP_FILTER_FLAG_LOG}
   */
  public String ociName() {
    return "SECCOMP_FILTER_FLAG_" + name();
  }
}
