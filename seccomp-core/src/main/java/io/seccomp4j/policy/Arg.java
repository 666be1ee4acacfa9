package io.seccomp4j.policy;

import io.seccomp4j.arch.Constant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An argument of a syscall, by name or by position: what a condition starts from.
 *
 * <pre>{@code
 * arg("flags").masked(O_ACCMODE).is(O_RDONLY)
 * arg(2).lessThan(4096)
 * }</pre>
 *
 * <p>A name is looked up in each syscall of its rule when the policy is built. A condition compares
 * the bits that the kernel looks at ({@link Reading#DECLARED}) unless {@link #low32()} or {@link
 * #full64()} says otherwise. Immutable.
 */
public final class Arg {
  private final OptionalInt index;
  private final Optional<String> name;
  private final Reading reading;

  private Arg(OptionalInt index, Optional<String> name, Reading reading) {
    this.index = index;
    this.name = name;
    this.reading = reading;
  }

  /**
   * Returns an argument by position.
   *
   * @param index 0 to 5
   * @return the argument
   * @throws IllegalArgumentException when the index is out of range
   */
  public static Arg arg(int index) {
    if (index < 0 || index >= Call.ARGUMENTS) {
      throw new IllegalArgumentException(
          "argument index " + index + " is out of range: a syscall has arguments 0 to 5");
    }
    return new Arg(OptionalInt.of(index), Optional.empty(), Reading.DECLARED);
  }

  /**
   * Returns an argument by name.
   *
   * @param name as in the manual page, for example {@code flags}; {@code arg0} to {@code arg5} are
   *     positions
   * @return the argument
   */
  public static Arg arg(String name) {
    Objects.requireNonNull(name, "name");
    if (name.length() == 4 && name.startsWith("arg") && "012345".indexOf(name.charAt(3)) >= 0) {
      return arg(name.charAt(3) - '0');
    }
    return new Arg(OptionalInt.empty(), Optional.of(name), Reading.DECLARED);
  }

  /**
   * Returns this argument, compared by its low 32 bits.
   *
   * @return the argument so read
   */
  public Arg low32() {
    return new Arg(index, name, Reading.LOW_32);
  }

  /**
   * Returns this argument, compared by all 64 bits, even where the kernel ignores the upper half.
   *
   * @return the argument so read
   */
  public Arg full64() {
    return new Arg(index, name, Reading.FULL_64);
  }

  /**
   * Returns the position, where it was given.
   *
   * @return 0 to 5, or empty for a named argument
   */
  public OptionalInt index() {
    return index;
  }

  /**
   * Returns the name, where it was given.
   *
   * @return the name, or empty for a position
   */
  public Optional<String> name() {
    return name;
  }

  /**
   * Returns which bits are compared.
   *
   * @return the reading
   */
  public Reading reading() {
    return reading;
  }

  /**
   * Holds when the argument equals a value.
   *
   * @param value the number; a negative one stands for its low word where the parameter has 32 bits
   * @return the condition
   */
  public Condition is(long value) {
    return is(Constant.of(value));
  }

  /**
   * Holds when the argument equals a constant.
   *
   * @param value the constant, resolved for each architecture
   * @return the condition
   */
  public Condition is(Constant value) {
    return condition(Comparison.EQ, value);
  }

  /**
   * Holds when the argument differs from a value.
   *
   * @param value the number
   * @return the condition
   */
  public Condition isNot(long value) {
    return isNot(Constant.of(value));
  }

  /**
   * Holds when the argument differs from a constant.
   *
   * @param value the constant, resolved for each architecture
   * @return the condition
   */
  public Condition isNot(Constant value) {
    return condition(Comparison.NE, value);
  }

  /**
   * Holds when the argument is less than a value, both unsigned.
   *
   * @param value the number
   * @return the condition
   */
  public Condition lessThan(long value) {
    return condition(Comparison.LT, Constant.of(value));
  }

  /**
   * Holds when the argument is at most a value, both unsigned.
   *
   * @param value the number
   * @return the condition
   */
  public Condition atMost(long value) {
    return condition(Comparison.LE, Constant.of(value));
  }

  /**
   * Holds when the argument is at least a value, both unsigned.
   *
   * @param value the number
   * @return the condition
   */
  public Condition atLeast(long value) {
    return condition(Comparison.GE, Constant.of(value));
  }

  /**
   * Holds when the argument is greater than a value, both unsigned.
   *
   * @param value the number
   * @return the condition
   */
  public Condition greaterThan(long value) {
    return condition(Comparison.GT, Constant.of(value));
  }

  /**
   * Compares the argument in a way chosen at run time, as a parser does.
   *
   * @param comparison how
   * @param value with what
   * @return the condition
   */
  public Condition compared(Comparison comparison, Constant value) {
    return condition(comparison, value);
  }

  /**
   * Returns some bits of the argument, to compare with a value.
   *
   * @param mask the bits that count
   * @return the masked argument
   */
  public Masked masked(long mask) {
    return masked(Constant.of(mask));
  }

  /**
   * Returns some bits of the argument, to compare with a value.
   *
   * @param mask the bits that count, resolved for each architecture
   * @return the masked argument
   */
  public Masked masked(Constant mask) {
    return new Masked(this, Objects.requireNonNull(mask, "mask"));
  }

  private Condition condition(Comparison comparison, Constant value) {
    return new Condition(this, Optional.empty(), comparison, value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Arg that
        && index.equals(that.index)
        && name.equals(that.name)
        && reading == that.reading;
  }

  @Override
  public int hashCode() {
    return Objects.hash(index, name, reading);
  }

  /** Returns the name, or {@code arg0} to {@code arg5}. */
  @Override
  public String toString() {
    return name.orElseGet(() -> "arg" + index.getAsInt());
  }

  /** Some bits of an argument. Immutable. */
  public static final class Masked {
    private final Arg arg;
    private final Constant mask;

    private Masked(Arg arg, Constant mask) {
      this.arg = arg;
      this.mask = mask;
    }

    /**
     * Holds when the masked bits equal a value.
     *
     * @param value the number, which has no bits outside the mask
     * @return the condition
     */
    public Condition is(long value) {
      return is(Constant.of(value));
    }

    /**
     * Holds when the masked bits equal a constant.
     *
     * @param value the constant, which has no bits outside the mask
     * @return the condition
     */
    public Condition is(Constant value) {
      return new Condition(arg, Optional.of(mask), Comparison.EQ, value);
    }

    /**
     * Holds when the masked bits differ from a value.
     *
     * @param value the number, which has no bits outside the mask
     * @return the condition
     */
    public Condition isNot(long value) {
      return isNot(Constant.of(value));
    }

    /**
     * Holds when the masked bits differ from a constant.
     *
     * @param value the constant, which has no bits outside the mask
     * @return the condition
     */
    public Condition isNot(Constant value) {
      return new Condition(arg, Optional.of(mask), Comparison.NE, value);
    }
  }
}
