package io.seccomp4j.oci;

import java.util.Objects;

/**
 * An element of {@code syscalls[].args}: a test of one argument.
 *
 * @param index which argument, 0 to 5
 * @param operator how it is compared
 * @param value with what, an unsigned 64-bit number; of {@link Operator#MASKED_EQ} the mask
 * @param valueTwo of {@link Operator#MASKED_EQ} what the masked bits must be, unsigned; else
 *     without meaning
 */
public record ArgumentEntry(int index, Operator operator, long value, long valueTwo) {
  /** Checks the index. */
  public ArgumentEntry {
    Objects.checkIndex(index, 6);
    Objects.requireNonNull(operator, "operator");
  }

  /** Returns the test as {@code arg1 == 0x3} or {@code arg1 & 0x3 == 0x1}. */
  @Override
  public String toString() {
    return operator == Operator.MASKED_EQ
        ? "arg" + index + " & " + hex(value) + " == " + hex(valueTwo & value)
        : "arg" + index + " " + operator.comparison().symbol() + " " + hex(value);
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
