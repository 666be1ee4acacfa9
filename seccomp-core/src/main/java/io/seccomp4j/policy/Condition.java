package io.seccomp4j.policy;

import io.seccomp4j.arch.Constant;
import java.util.Objects;
import java.util.Optional;

/**
 * A test of one argument, made by {@link Arg}. The conditions of a rule are joined by AND.
 *
 * @param arg which argument
 * @param mask the bits that count; only with {@link Comparison#EQ} and {@link Comparison#NE}
 * @param comparison how it is compared, unsigned
 * @param value what it is compared with
 */
public record Condition(Arg arg, Optional<Constant> mask, Comparison comparison, Constant value) {
  /** Checks that a mask stands only where it has a meaning. */
  public Condition {
    Objects.requireNonNull(arg, "arg");
    Objects.requireNonNull(mask, "mask");
    Objects.requireNonNull(comparison, "comparison");
    Objects.requireNonNull(value, "value");
    if (mask.isPresent() && comparison.isOrdering()) {
      throw new IllegalArgumentException(
          "a mask goes with == and !=, not with " + comparison.symbol());
    }
  }

  /** Written out: a record's own one is bootstrapped, which a short-lived JVM feels. */
  @Override
  public int hashCode() {
    return Objects.hash(arg, mask, comparison, value);
  }

  /** Returns the condition as it stands in a SPEC, {@code flags & O_ACCMODE != O_RDONLY}. */
  @Override
  public String toString() {
    return arg
        + mask.map(bits -> " & " + bits).orElse("")
        + " "
        + comparison.symbol()
        + " "
        + value;
  }
}
