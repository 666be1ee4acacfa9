package io.seccomp4j.arch;

/**
 * How many bits of an argument register the kernel looks at: what a condition on the argument has
 * to compare so that nobody walks round it with the bits that the kernel ignores.
 */
public enum Width {
  /** The low 16 bits only, as for a {@code umode_t}. */
  LOW_16(0xffffL),
  /** The low 32 bits only, as for an {@code int}. */
  LOW_32(0xffff_ffffL),
  /** All 64 bits. */
  FULL_64(-1L),
  /**
   * Not known: a permitting condition must hold for 64 and for 32 bits, a restricting for either.
   */
  UNKNOWN(-1L);

  private final long mask;

  Width(long mask) {
    this.mask = mask;
  }

  /**
   * Returns the bits that count.
   *
   * @return a mask of ones; all ones when unknown
   */
  public long mask() {
    return mask;
  }
}
