package io.seccomp4j.internal.diagram;

/**
 * The order in which diagrams ask for the bits of a call: the architecture token, the syscall
 * number, then each argument; of each the most significant bit first. The instruction pointer comes
 * last, since no policy looks at it.
 */
public final class Variables {
  /** The first bit of the 32-bit architecture token. */
  public static final int ARCH = 0;

  /** The first bit of the 32-bit syscall number. */
  public static final int NUMBER = 32;

  /** The first bit of the 64-bit instruction pointer. */
  public static final int INSTRUCTION_POINTER = 64 + 6 * 64;

  /** How many there are. */
  public static final int COUNT = INSTRUCTION_POINTER + 64;

  private static final int FIRST_ARGUMENT = 64;

  private Variables() {}

  /** Returns the first bit of a 64-bit argument. */
  public static int argument(int index) {
    return FIRST_ARGUMENT + index * Long.SIZE;
  }
}
