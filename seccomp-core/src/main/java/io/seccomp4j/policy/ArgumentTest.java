package io.seccomp4j.policy;

/**
 * A condition resolved for one syscall of one architecture: {@code (argument & mask) comparison
 * value} on the 64-bit register, unsigned.
 *
 * @param index the argument, 0 to 5
 * @param mask the bits that count; of an ordering a run of low bits
 * @param comparison how they are compared
 * @param value with what; no bits outside the mask
 */
public record ArgumentTest(int index, long mask, Comparison comparison, long value) {
  /** Checks what the compilers rely on. */
  public ArgumentTest {
    if ((value & ~mask) != 0) {
      throw new IllegalArgumentException("the value has bits outside the mask");
    }
    if (comparison.isOrdering() && (mask & (mask + 1)) != 0) {
      throw new IllegalArgumentException("an ordering needs a mask of low bits");
    }
  }

  /**
   * Applies the test.
   *
   * @param argument the 64-bit register
   * @return whether it holds
   */
  public boolean holds(long argument) {
    return comparison.holds(argument & mask, value);
  }

  /**
   * Returns the test that holds exactly where this one does not.
   *
   * @return the same bits and value under the opposite comparison
   */
  public ArgumentTest opposite() {
    return new ArgumentTest(index, mask, comparison.opposite(), value);
  }

  /** Written out, as {@link #hashCode()} is. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ArgumentTest that
        && index == that.index
        && mask == that.mask
        && comparison == that.comparison
        && value == that.value;
  }

  /** Written out: a record's own one is bootstrapped, which a short-lived JVM feels. */
  @Override
  public int hashCode() {
    return 31 * (31 * (31 * index + Long.hashCode(mask)) + comparison.hashCode())
        + Long.hashCode(value);
  }

  /** Returns {@code (arg1 & 0x3) == 0x0}. */
  @Override
  public String toString() {
    String argument =
        mask == -1 ? "arg" + index : "(arg" + index + " & 0x" + Long.toHexString(mask) + ")";
    return argument + " " + comparison.symbol() + " 0x" + Long.toHexString(value);
  }
}
