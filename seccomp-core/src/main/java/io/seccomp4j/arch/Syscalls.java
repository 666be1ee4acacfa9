package io.seccomp4j.arch;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The syscalls of an architecture, up to Linux 6.18: names, numbers and parameters.
 *
 * <p>Tables exist for x86_64, x86, x32, aarch64, arm, riscv64, ppc64le and s390x.
 */
public final class Syscalls {
  private Syscalls() {}

  /** Returns the table of an architecture; empty tables say {@link #isEmpty()}. */
  public static Syscalls of(Arch arch) {
    java.util.Objects.requireNonNull(arch, "arch");
    return new Syscalls();
  }

  /** Says whether there is no table for this architecture. */
  public boolean isEmpty() {
    return true;
  }

  /** Returns the number of a syscall; x32 numbers carry {@link Arch#X32_BIT}. */
  public OptionalInt number(String name) {
    return OptionalInt.empty();
  }

  /** Returns the name of a number. */
  public Optional<String> name(int number) {
    return Optional.empty();
  }

  /** Returns all names, sorted. */
  public Set<String> names() {
    return Set.of();
  }

  /** Returns the parameters, first to last; empty for none and for a syscall without data. */
  public List<Parameter> parameters(String name) {
    return List.of();
  }

  /**
   * Returns the width of an argument.
   *
   * @param name the syscall
   * @param index the argument, 0 to 5
   * @param selector the value of the argument that selects the operation (prctl's option, fcntl's
   *     cmd), where it is known
   */
  public Width width(String name, int index, OptionalLong selector) {
    return Width.UNKNOWN;
  }

  /** Says whether any architecture has a syscall of that name. */
  public static boolean isKnown(String name) {
    return false;
  }

  /** Returns the known name that is closest to a misspelt one, where one is close. */
  public static Optional<String> suggestion(String name) {
    return Optional.empty();
  }

  /**
   * Returns the closest of some names to a misspelt one: at most two edits, or a third of its
   * length.
   */
  public static Optional<String> closest(String misspelt, Collection<String> names) {
    return Optional.empty();
  }
}
