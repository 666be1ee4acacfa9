package io.seccomp4j.arch;

import java.util.Objects;

/**
 * A parameter of a syscall.
 *
 * @param name its name in the kernel's definition or the manual page, as {@code flags}
 * @param type its C type in the kernel, as {@code unsigned int}
 * @param width the bits that the kernel looks at
 * @param isSigned whether the kernel reads it as a signed number: an unsigned ordering surprises
 *     then
 */
public record Parameter(String name, String type, Width width, boolean isSigned) {
  /** Checks that nothing is null. */
  public Parameter {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(width, "width");
  }
}
