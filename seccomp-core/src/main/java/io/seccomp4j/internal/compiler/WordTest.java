package io.seccomp4j.internal.compiler;

/**
 * A test of one word of {@code seccomp_data}: of some of its bits, unsigned.
 *
 * @param offset where the word stands, in bytes
 * @param mask the bits that count
 * @param kind how they are compared
 * @param value with what
 */
record WordTest(int offset, int mask, Kind kind, int value) {
  /** Where {@code seccomp_data} has the syscall number. */
  static final int NUMBER = 0;

  /** Where it has the AUDIT_ARCH token. */
  static final int ARCH = 4;

  /** How a word is compared. */
  enum Kind {
    EQUAL,
    AT_LEAST
  }

  static final int ALL_BITS = -1;

  static WordTest equal(int offset, int mask, int value) {
    return new WordTest(offset, mask, Kind.EQUAL, value);
  }

  static WordTest atLeast(int offset, int mask, int value) {
    return new WordTest(offset, mask, Kind.AT_LEAST, value);
  }

  boolean isEquality() {
    return kind == Kind.EQUAL;
  }

  boolean isWhole() {
    return mask == ALL_BITS;
  }

  /** Says whether both look at the same bits of the same word. */
  boolean looksWhere(WordTest other) {
    return offset == other.offset && mask == other.mask;
  }

  /** Says whether a jump can do it by itself, with the word unmasked in the accumulator. */
  boolean isOneJump() {
    return isWhole() || isBitTest();
  }

  /** Says whether it asks for bits that are all zero, which JSET answers without masking. */
  boolean isBitTest() {
    return !isWhole() && isEquality() && value == 0;
  }

  /** Written out as the hash code is: a record's own one is bootstrapped, which takes long. */
  @Override
  public boolean equals(Object other) {
    return other instanceof WordTest that
        && offset == that.offset
        && mask == that.mask
        && kind == that.kind
        && value == that.value;
  }

  @Override
  public int hashCode() {
    return ((offset * 31 + mask) * 31 + value) * 31 + (isEquality() ? 0 : 1);
  }
}
