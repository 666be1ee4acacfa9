package io.seccomp4j.arch;

import java.util.Optional;
import java.util.OptionalInt;

/** Error numbers of Linux, as they stand on x86, ARM, RISC-V, POWER and S/390. */
public final class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  private Errno() {}

  /** Returns the number of a name, as 1 for {@code EPERM}. */
  public static OptionalInt number(String name) {
    return OptionalInt.empty();
  }

  /** Returns the name of a number, as {@code EPERM} for 1. */
  public static Optional<String> name(int number) {
    return Optional.empty();
  }

  /** Returns the C library's text for a number, as {@code Operation not permitted}. */
  public static String message(int number) {
    return "errno " + number;
  }
}
