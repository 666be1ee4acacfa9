package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A syscall with its arguments, as a policy is asked about it. Immutable.
 *
 * @param arch where it is made; on x86_64 the numbers from the x32 bit up are calls of x32
 * @param number its number
 * @param args six registers; an empty one may be anything
 */
public record Call(Arch arch, int number, List<OptionalLong> args) {
  /** How many arguments a syscall has at most. */
  public static final int ARGUMENTS = 6;

  /** Fills up with zeros, which is what a program that passes fewer arguments is taken to pass. */
  public Call {
    Objects.requireNonNull(arch, "arch");
    if (arch == Arch.X32 && (number & Arch.X32_BIT) == 0) {
      throw new IllegalArgumentException(
          "the x32 number " + number + " lacks bit 30, which every call of x32 carries");
    }
    if (args.size() > ARGUMENTS) {
      throw new IllegalArgumentException("a syscall has at most six arguments, not " + args.size());
    }
    List<OptionalLong> six = new ArrayList<>(args);
    six.addAll(Collections.nCopies(ARGUMENTS - args.size(), OptionalLong.of(0)));
    args = List.copyOf(six);
  }

  /**
   * Returns a call by name on this host's architecture.
   *
   * @param syscall the name
   * @param args the first arguments: {@link Number}s and {@link Constant}s; the rest are 0
   * @return the call
   * @throws IllegalArgumentException when the name is unknown, or an argument is something else
   */
  public static Call call(String syscall, Object... args) {
    return callOn(Arch.host(), syscall, args);
  }

  /**
   * Returns a call by name on an architecture.
   *
   * @param arch the architecture
   * @param syscall the name
   * @param args the first arguments: {@link Number}s and {@link Constant}s; the rest are 0
   * @return the call
   * @throws IllegalArgumentException when the name is unknown, or an argument is something else
   */
  public static Call callOn(Arch arch, String syscall, Object... args) {
    List<OptionalLong> values = new ArrayList<>();
    for (Object arg : args) {
      values.add(value(arch, arg));
    }
    return new Call(arch, numberOf(arch, syscall), values);
  }

  private static int numberOf(Arch arch, String syscall) {
    return Syscalls.of(arch)
        .number(syscall)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    arch
                        + " has no syscall \""
                        + syscall
                        + "\""
                        + Syscalls.suggestion(syscall)
                            .map(name -> " (did you mean " + name + "?)")
                            .orElse("")));
  }

  private static OptionalLong value(Arch arch, Object arg) {
    if (arg instanceof Integer
        || arg instanceof Long
        || arg instanceof Short
        || arg instanceof Byte) {
      return OptionalLong.of(((Number) arg).longValue());
    }
    if (arg instanceof Constant constant) {
      OptionalLong value = constant.valueOn(arch);
      if (value.isEmpty()) {
        throw new IllegalArgumentException(constant + " does not exist on " + arch);
      }
      return value;
    }
    throw new IllegalArgumentException(
        "an argument is a whole number or a Constant, not "
            + (arg == null ? "null" : arg.getClass().getName()));
  }

  /**
   * Returns the registers of a call whose arguments are all known.
   *
   * @return six values
   * @throws IllegalStateException when one is unknown
   */
  long[] registers() {
    // No stream: policies are asked about millions of calls.
    long[] registers = new long[ARGUMENTS];
    for (int i = 0; i < ARGUMENTS; i++) {
      registers[i] =
          args.get(i).orElseThrow(() -> new IllegalStateException("an argument is unknown"));
    }
    return registers;
  }

  /**
   * Returns the architecture whose rules decide the call.
   *
   * @return x32 for the numbers from its bit up on x86_64, but for -1, which a tracer sets to skip
   *     a call; else the architecture of the call
   */
  public Arch effectiveArch() {
    boolean x32 =
        arch == Arch.X86_64 && number != -1 && Integer.compareUnsigned(number, Arch.X32_BIT) >= 0;
    return x32 ? Arch.X32 : arch;
  }

  /**
   * Returns the call as text with its arguments by name where they have one, {@code socket(AF_INET,
   * SOCK_STREAM, 0)}; unknown arguments are {@code _}.
   */
  @Override
  public String toString() {
    Syscalls syscalls = Syscalls.of(effectiveArch());
    Optional<String> name = syscalls.name(number);
    int shown = name.map(known -> syscalls.parameters(known).size()).orElse(ARGUMENTS);
    StringBuilder text = new StringBuilder(name.orElseGet(() -> "%" + number)).append('(');
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ");
      OptionalLong arg = args.get(i);
      text.append(arg.isEmpty() ? "_" : syscalls.describe(name.orElse(""), i, arg.getAsLong()));
    }
    return text.append(')').toString();
  }
}
