package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.arch.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Turns the conditions of a rule into tests of registers, for one syscall of one architecture:
 * names become positions, constants numbers, and the parameter's width decides which bits are
 * compared.
 */
final class ConditionResolver {
  private static final long LOW_WORD = 0xffff_ffffL;

  /** How far the values of one argument are searched. */
  private static final int STEPS = 2000;

  private final Arch arch;
  private final Action defaultAction;
  private final Consumer<String> problems;

  ConditionResolver(Arch arch, Action defaultAction, Consumer<String> problems) {
    this.arch = arch;
    this.defaultAction = defaultAction;
    this.problems = problems;
  }

  /** Returns the tests that stand for a rule's conditions, or empty when they can never hold. */
  Optional<List<ArgumentTest>> resolve(Rule rule, List<Layer> layers, int layer, String syscall) {
    boolean permitting =
        layers.get(layer).kind() == Layer.Kind.OVERRIDES && permits(rule.action(), layer);
    List<ArgumentTest> tests = new ArrayList<>();
    boolean possible = true;
    for (Condition condition : rule.conditions()) {
      OptionalInt index = index(condition.arg(), syscall);
      if (index.isEmpty()) {
        possible = false;
        continue;
      }
      Width width = width(condition, index.getAsInt(), rule, syscall);
      Optional<List<ArgumentTest>> resolved =
          resolve(condition, index.getAsInt(), width, permitting, syscall);
      resolved.ifPresent(tests::addAll);
      possible &= resolved.isPresent();
    }
    return possible && areTogetherPossible(tests) ? Optional.of(tests) : Optional.empty();
  }

  /**
   * Says whether a match lets a call run that might not run without it. Where that is open the rule
   * counts as restricting: the call is then stopped, asked or logged once too often.
   */
  private boolean permits(Action action, int layer) {
    return action.equals(Action.ALLOW)
        || (action.equals(Action.LOG) && (layer > 0 || !defaultAction.runsTheCall()));
  }

  /** Returns where an argument stands among a syscall's parameters. */
  static OptionalInt index(Arg arg, List<Parameter> parameters) {
    if (arg.index().isPresent()) {
      return arg.index();
    }
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(arg.toString())) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private OptionalInt index(Arg arg, String syscall) {
    List<Parameter> parameters = Syscalls.of(arch).parameters(syscall);
    OptionalInt index = index(arg, parameters);
    if (index.isPresent()) {
      return index;
    }
    List<String> names = parameters.stream().map(Parameter::name).toList();
    problems.accept(
        syscall
            + " on "
            + arch
            + " has no argument \""
            + arg
            + "\""
            + Syscalls.closest(arg.toString(), names)
                .map(name -> " (did you mean " + name + "?)")
                .orElse("")
            + (names.isEmpty()
                ? "; its arguments have no names there: use arg0 to arg5"
                : "; it has " + String.join(", ", names)));
    return OptionalInt.empty();
  }

  private Width width(Condition condition, int index, Rule rule, String syscall) {
    return switch (condition.arg().reading()) {
      case LOW_32 -> Width.LOW_32;
      case FULL_64 -> arch.hasWideArguments() ? Width.FULL_64 : Width.LOW_32;
      case DECLARED -> {
        Width width = Syscalls.of(arch).width(syscall, index, selector(rule, syscall));
        yield width.mask() == -1 && !arch.hasWideArguments() ? Width.LOW_32 : width;
      }
    };
  }

  private OptionalLong selector(Rule rule, String syscall) {
    OptionalInt position = Syscalls.of(arch).selector(syscall);
    for (Condition condition : rule.conditions()) {
      if (position.isPresent()
          && condition.comparison() == Comparison.EQ
          && condition.mask().isEmpty()
          && index(condition.arg(), syscall).equals(position)) {
        return condition.value().valueOn(arch);
      }
    }
    return OptionalLong.empty();
  }

  private Optional<List<ArgumentTest>> resolve(
      Condition condition, int index, Width width, boolean permitting, String syscall) {
    OptionalLong value = condition.value().valueOn(arch);
    OptionalLong mask = condition.mask().isEmpty() ? OptionalLong.of(-1) : maskOf(condition);
    if (value.isEmpty() || mask.isEmpty()) {
      problems.accept(
          syscall
              + ": "
              + (value.isEmpty() ? condition.value() : condition.mask().orElseThrow())
              + " does not exist on "
              + arch);
      return Optional.empty();
    }
    String where = syscall + " on " + arch + ": " + condition;
    if ((value.getAsLong() & ~mask.getAsLong()) != 0) {
      problems.accept(
          where
              + (condition.comparison() == Comparison.EQ ? " never" : " always")
              + " holds: the value has bits outside the mask");
      return Optional.empty();
    }
    long bits = width.mask();
    if (width == Width.UNKNOWN) {
      if (!hasTwoReadings(condition.comparison(), mask.getAsLong(), value.getAsLong())) {
        problems.accept(
            where
                + ": nobody knows whether the kernel looks at the upper half of this argument: say"
                + " full64() or low32()");
        return Optional.empty();
      }
      bits = comparesAllBits(condition.comparison(), permitting) ? -1 : LOW_WORD;
    }
    return condition.arg().reading() == Reading.FULL_64
        ? verbatim(condition, index, bits, mask.getAsLong(), value.getAsLong())
        : declared(condition, index, bits, mask.getAsLong(), value.getAsLong(), where);
  }

  private OptionalLong maskOf(Condition condition) {
    return condition.mask().orElseThrow().valueOn(arch);
  }

  /** Says whether a number means the same as 64-bit and as 32-bit value. */
  private static boolean hasTwoReadings(Comparison comparison, long mask, long value) {
    boolean fits = (value & ~LOW_WORD) == 0 || (!comparison.isOrdering() && isNegativeInt(value));
    return fits && (mask & LOW_WORD) != 0;
  }

  private static boolean isNegativeInt(long value) {
    return value >= Integer.MIN_VALUE && value < 0;
  }

  /**
   * Of the two readings of an argument of unknown width, a permitting condition must hold on both,
   * a restricting one on either; for each comparison that is the same as one of them.
   */
  private static boolean comparesAllBits(Comparison comparison, boolean permitting) {
    boolean narrowerOnAllBits =
        comparison == Comparison.EQ || comparison == Comparison.LT || comparison == Comparison.LE;
    return narrowerOnAllBits == permitting;
  }

  /** As runtimes do: 64-bit numbers as they stand; 32-bit architectures have zeros above. */
  private static Optional<List<ArgumentTest>> verbatim(
      Condition condition, int index, long bits, long mask, long value) {
    long wanted = value & mask;
    if (bits != -1 && isNegativeInt(wanted)) {
      wanted &= bits;
    }
    Comparison comparison = condition.comparison();
    if ((wanted & ~bits) != 0) {
      return comparison.holds(0, 1) ? Optional.of(List.of()) : Optional.empty();
    }
    return simplified(index, mask & bits, comparison, wanted);
  }

  private Optional<List<ArgumentTest>> declared(
      Condition condition, int index, long bits, long mask, long value, String where) {
    if ((mask & bits) == 0) {
      problems.accept(where + " looks at no bit that the kernel looks at");
      return Optional.empty();
    }
    boolean negative = value < 0 && (value | (bits >>> 1)) == -1;
    if (!negative && (value & ~bits) != 0) {
      problems.accept(
          where
              + ": the value does not fit the "
              + Long.bitCount(bits)
              + " bits that the kernel looks at");
      return Optional.empty();
    }
    return simplified(index, mask & bits, condition.comparison(), value & bits);
  }

  private static Optional<List<ArgumentTest>> simplified(
      int index, long mask, Comparison comparison, long value) {
    if (comparison.isOrdering() || mask == 0) {
      boolean holdsForLeast = comparison.holds(0, value);
      boolean holdsForMost = comparison.holds(mask, value);
      if (holdsForLeast && holdsForMost) {
        return Optional.of(List.of());
      }
      if (!holdsForLeast && !holdsForMost) {
        return Optional.empty();
      }
    }
    return Optional.of(List.of(new ArgumentTest(index, mask, comparison, value)));
  }

  /**
   * Says whether some values pass all tests: those of one argument may contradict each other. Where
   * that takes too long to find out they count as possible.
   */
  static boolean areTogetherPossible(List<ArgumentTest> tests) {
    for (int index = 0; index < Call.ARGUMENTS; index++) {
      int argument = index;
      List<ArgumentTest> ofArgument =
          tests.stream().filter(test -> test.index() == argument).distinct().toList();
      if (ofArgument.size() > 1 && !isPossible(ofArgument, 0, Cube.ALL, new int[] {STEPS})) {
        return false;
      }
    }
    return true;
  }

  /** Looks for one value, a test after the other. */
  private static boolean isPossible(List<ArgumentTest> tests, int next, Cube values, int[] steps) {
    if (next == tests.size() || steps[0]-- <= 0) {
      return true;
    }
    for (Cube cube : Cube.where(tests.get(next))) {
      Optional<Cube> both = values.and(cube);
      if (both.isPresent() && isPossible(tests, next + 1, both.get(), steps)) {
        return true;
      }
    }
    return false;
  }
}
