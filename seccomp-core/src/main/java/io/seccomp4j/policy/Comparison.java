package io.seccomp4j.policy;

/**
 * How an argument is compared with a value: always as unsigned numbers.
 *
 * <p>With a mask, {@link #EQ} is the MASKED_EQ of OCI profiles; a masked {@link #NE} has no OCI
 * name and is written as several MASKED_EQ rules.
 */
public enum Comparison {
  /** Not equal. */
  NE("!="),
  /** Less than. */
  LT("<"),
  /** Less than or equal. */
  LE("<="),
  /** Equal. */
  EQ("=="),
  /** Greater than or equal. */
  GE(">="),
  /** Greater than. */
  GT(">");

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  /**
   * Returns the operator as people write it.
   *
   * @return for example {@code <=}
   */
  public String symbol() {
    return symbol;
  }

  /**
   * Says whether it compares by size, so that a mask makes no sense.
   *
   * @return true for LT, LE, GE and GT
   */
  public boolean isOrdering() {
    return this != EQ && this != NE;
  }

  /**
   * Returns the comparison that holds exactly where this one does not.
   *
   * @return for example GE for LT
   */
  public Comparison opposite() {
    return switch (this) {
      case EQ -> NE;
      case NE -> EQ;
      case LT -> GE;
      case LE -> GT;
      case GT -> LE;
      case GE -> LT;
    };
  }

  /**
   * Applies the comparison.
   *
   * @param left the argument
   * @param right the value
   * @return whether it holds, both read as unsigned
   */
  public boolean holds(long left, long right) {
    int order = Long.compareUnsigned(left, right);
    return switch (this) {
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case EQ -> order == 0;
      case GE -> order >= 0;
      case GT -> order > 0;
    };
  }
}
