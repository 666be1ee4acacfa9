package io.seccomp4j.oci;

import io.seccomp4j.policy.Comparison;

/** How a profile compares a syscall argument, an unsigned 64-bit number, with a value. */
public enum Operator {
  /** Not equal. */
  NE(Comparison.NE),
  /** Less than. */
  LT(Comparison.LT),
  /** Less than or equal. */
  LE(Comparison.LE),
  /** Equal. */
  EQ(Comparison.EQ),
  /** Greater than or equal. */
  GE(Comparison.GE),
  /** Greater than. */
  GT(Comparison.GT),
  /** Some bits equal: {@code (argument & value) == (valueTwo & value)}. */
  MASKED_EQ(Comparison.EQ);

  private final Comparison comparison;

  Operator(Comparison comparison) {
    this.comparison = comparison;
  }

  /**
   * Returns the comparison of a policy's condition.
   *
   * @return the comparison, for {@link #MASKED_EQ} that of the masked bits
   */
  public Comparison comparison() {
    return comparison;
  }

  /**
   * Returns the name in an OCI profile.
   *
   * @return for example {@code SCMP_CMP_MASKED_EQ}
   */
  public String ociName() {
    return "SCMP_CMP_" + name();
  }

  /** Returns the operator that compares all bits in this way. */
  static Operator of(Comparison comparison) {
    return switch (comparison) {
      case NE -> NE;
      case LT -> LT;
      case LE -> LE;
      case EQ -> EQ;
      case GE -> GE;
      case GT -> GT;
    };
  }
}
