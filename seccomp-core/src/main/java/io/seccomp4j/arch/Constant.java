package io.seccomp4j.arch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A number that stands in a syscall argument: a name whose value depends on the architecture (as
 * {@code O_DIRECTORY}), a plain number, or several of them joined by OR.
 *
 * <p>The named ones are fields of {@link Constants}; plain numbers are verbatim.
 */
public final class Constant {
  /** A name from the table, or, where that is empty, a number. */
  private record Term(String name, long number) {
    boolean isNamed() {
      return !name.isEmpty();
    }
  }

  private final List<Term> terms;

  private Constant(List<Term> terms) {
    this.terms = terms;
  }

  /**
   * Returns a plain number, the same on every architecture.
   *
   * @param number the value; read as unsigned, so that -1 is all ones
   * @return the constant
   */
  public static Constant of(long number) {
    return new Constant(List.of(new Term("", number)));
  }

  /**
   * Finds a named constant.
   *
   * @param name its name in the kernel headers, as {@code O_RDONLY}
   * @return the constant, or empty when the table does not have that name
   */
  public static Optional<Constant> named(String name) {
    return ConstantTable.contains(name) ? Optional.of(symbol(name)) : Optional.empty();
  }

  /**
   * Returns the name of a constant that is closest to a misspelt one.
   *
   * @param name an unknown name
   * @return the name that was probably meant, or empty when none is close
   */
  public static Optional<String> suggestion(String name) {
    return Syscalls.closest(name, ConstantTable.names());
  }

  /** Makes a field of {@link Constants}, whose names are all in the table. */
  static Constant symbol(String name) {
    return new Constant(List.of(new Term(name, 0)));
  }

  /**
   * Returns this one and another joined by bitwise OR.
   *
   * @param other what to add
   * @return the combination
   */
  public Constant or(Constant other) {
    List<Term> joined = new ArrayList<>(terms);
    for (Term term : other.terms) {
      if (!joined.contains(term)) {
        joined.add(term);
      }
    }
    return new Constant(List.copyOf(joined));
  }

  /**
   * Returns the value on an architecture.
   *
   * @param arch where the program runs
   * @return the 64-bit value, or empty when a name does not exist there
   */
  public OptionalLong valueOn(Arch arch) {
    long value = 0;
    for (Term term : terms) {
      if (!term.isNamed()) {
        value |= term.number();
      } else {
        OptionalLong named = ConstantTable.value(term.name(), arch);
        if (named.isEmpty()) {
          return named;
        }
        value |= named.getAsLong();
      }
    }
    return OptionalLong.of(value);
  }

  /**
   * Says whether a name is part of it, so that its value may differ between architectures.
   *
   * @return false for plain numbers
   */
  public boolean isSymbolic() {
    return terms.stream().anyMatch(Term::isNamed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Constant that && terms.equals(that.terms);
  }

  @Override
  public int hashCode() {
    return Objects.hash(terms);
  }

  /** Returns the names and numbers joined with {@code |}, as {@code O_WRONLY|O_CREAT}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      text.append(text.length() == 0 ? "" : "|")
          .append(term.isNamed() ? term.name() : readable(term.number()));
    }
    return text.toString();
  }

  private static String readable(long number) {
    return number >= -4096 && number < 4096
        ? Long.toString(number)
        : "0x" + Long.toHexString(number);
  }
}
