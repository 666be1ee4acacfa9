package io.seccomp4j.internal.diagram;

/**
 * Marks return values that come from a default action and not from a rule. No action has the marked
 * values: of the two bits that it looks at, every action has both or none.
 */
public final class DefaultMark {
  private static final int MARK = 0x0100_0000;

  private DefaultMark() {}

  /** Returns a return value with the mark. */
  public static int marked(int returnValue) {
    return returnValue ^ MARK;
  }

  /** Says whether a value has the mark. */
  public static boolean isMarked(int value) {
    return (value & MARK) << 1 != (value & MARK << 1);
  }

  /** Returns the return value. */
  public static int plain(int value) {
    return isMarked(value) ? value ^ MARK : value;
  }
}
