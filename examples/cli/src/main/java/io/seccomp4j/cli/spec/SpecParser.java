package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Arg;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads a SPEC, which says what calls an option is about. Not thread-safe.
 *
 * <pre>
 * SPEC    := item { "," item }
 * item    := ["!"] ( syscall | %N ) [ "(" test { "&amp;&amp;" test } ")" ] [ ":" ERRNO ]
 * test    := operand [ "&amp;" value ] OP value
 * operand := the argument's name, or arg0 to arg5
 * value   := ["-"] integer, or constants and integers joined with "|"
 * </pre>
 */
public final class SpecParser {
  /** Longest first, so that {@code <=} is not read as {@code <}. */
  private static final List<Comparison> BY_LENGTH =
      List.of(
          Comparison.EQ, Comparison.NE, Comparison.LE, Comparison.GE, Comparison.LT, Comparison.GT);

  private record Item(String syscall, List<Condition> conditions, Action action) {}

  private record Exclusion(int position, String syscall) {}

  private final Verb verb;
  private final Scanner scanner;
  private final List<Item> items = new ArrayList<>();
  private final List<Exclusion> excluded = new ArrayList<>();

  private SpecParser(Verb verb, String spec) {
    this.verb = verb;
    this.scanner = new Scanner(spec);
  }

  /**
   * Reads the value of an option.
   *
   * @param verb the option
   * @param spec its value
   * @return a rule for each item, whose origin is the option as it was typed
   * @throws UsageException when the text is no SPEC; the message names the option and the position
   */
  public static List<Rule> parse(Verb verb, String spec) {
    String origin = verb.option() + " " + spec;
    try {
      List<Rule> rules = new ArrayList<>();
      for (Item item : new SpecParser(verb, spec).spec()) {
        rules.add(Rule.of(item.action, List.of(item.syscall), item.conditions).from(origin));
      }
      return rules;
    } catch (UsageException e) {
      throw new UsageException(verb.option() + " '" + spec + "': " + e.getMessage());
    }
  }

  private List<Item> spec() {
    do {
      item();
    } while (scanner.take(","));
    if (!scanner.atEnd()) {
      throw scanner.wrong("expected a comma or the end, found " + scanner.next());
    }
    for (Exclusion exclusion : excluded) {
      OptionalInt number = number(exclusion.syscall);
      if (!items.removeIf(item -> isSame(item.syscall, exclusion.syscall, number))) {
        throw scanner.wrong(
            exclusion.position, "!" + exclusion.syscall + " takes nothing away from the others");
      }
    }
    if (items.isEmpty()) {
      throw scanner.wrong(0, "! leaves nothing over");
    }
    return items;
  }

  /** A name and a raw number may mean the same syscall. */
  private static boolean isSame(String some, String other, OptionalInt otherNumber) {
    return some.equals(other) || (otherNumber.isPresent() && number(some).equals(otherNumber));
  }

  private static OptionalInt number(String syscall) {
    return syscall.startsWith("%")
        ? OptionalInt.of(Integer.parseInt(syscall.substring(1)))
        : Syscalls.of(Arch.host()).number(syscall);
  }

  private void item() {
    boolean excludes = scanner.take("!");
    int start = scanner.position();
    if (scanner.take("@")) {
      throw scanner.wrong(start, "groups of syscalls (@NAME) are not supported yet");
    }
    String syscall = scanner.take("%") ? rawNumber(start) : name(start);
    if (excludes) {
      if (scanner.sees("(") || scanner.sees(":")) {
        throw scanner.wrong("an item with ! has no tests and no errno");
      }
      excluded.add(new Exclusion(start, syscall));
      return;
    }
    List<Condition> conditions = scanner.take("(") ? conditions(syscall) : List.of();
    Action action = scanner.take(":") ? errno() : verb.action();
    items.add(new Item(syscall, conditions, action));
  }

  private String name(int start) {
    String name =
        scanner
            .word()
            .orElseThrow(() -> scanner.wrong(start, "expected a syscall, found " + scanner.next()));
    if (Scanner.isDigit(name.charAt(0))) {
      throw scanner.wrong(start, "write %" + name + " for a syscall by its number");
    }
    Names.requireSyscall(scanner, start, name);
    return name;
  }

  private String rawNumber(int start) {
    String digits = scanner.word().orElse("");
    int number = Numbers.decimal(digits).orElse(-1);
    if (number < 0) {
      throw scanner.wrong(
          start, "%N is a syscall by its number: N is a decimal integer from 0 to 2147483647");
    }
    if (Arch.host() == Arch.X86_64 && (number & Arch.X32_BIT) != 0) {
      throw scanner.wrong(start, "%" + digits + " is a number of x32, whose programs are killed");
    }
    return "%" + number;
  }

  private List<Condition> conditions(String syscall) {
    List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(condition(syscall));
    } while (scanner.take("&&"));
    if (!scanner.take(")")) {
      throw scanner.wrong(
          "expected && or ), found "
              + scanner.next()
              + (scanner.sees("|") ? "; for \"or\" write another item" : ""));
    }
    return conditions;
  }

  private Condition condition(String syscall) {
    Arg arg = operand(syscall);
    if (!scanner.sees("&&") && scanner.take("&")) {
      Arg.Masked masked = arg.masked(Numbers.value(scanner));
      int start = scanner.position();
      Comparison comparison = comparison();
      return switch (comparison) {
        case EQ -> masked.is(Numbers.value(scanner));
        case NE -> masked.isNot(Numbers.value(scanner));
        default ->
            throw scanner.wrong(
                start, "& goes with == and != only, not with " + comparison.symbol());
      };
    }
    return arg.compared(comparison(), Numbers.value(scanner));
  }

  private Arg operand(String syscall) {
    int start = scanner.position();
    String word =
        scanner
            .word()
            .filter(text -> !Scanner.isDigit(text.charAt(0)))
            .orElseThrow(
                () ->
                    scanner.wrong(
                        start, "expected an argument's name or arg0 to arg5, found no name"));
    Arg arg = Arg.arg(word);
    if (arg.index().isEmpty()) {
      if (syscall.startsWith("%")) {
        throw scanner.wrong(
            start, "the arguments of " + syscall + " have no names: use arg0 to arg5");
      }
      Names.requireArgument(scanner, start, syscall, word);
    }
    return arg;
  }

  private Comparison comparison() {
    for (Comparison comparison : BY_LENGTH) {
      if (scanner.take(comparison.symbol())) {
        return comparison;
      }
    }
    throw scanner.wrong(
        "expected == != < <= > or >=, found "
            + scanner.next()
            + (scanner.sees("=") ? "; equality is ==" : ""));
  }

  private Action errno() {
    int start = scanner.position();
    if (verb != Verb.DENY) {
      throw scanner.wrong(start, "an errno goes with --deny only");
    }
    String word =
        scanner
            .word()
            .orElseThrow(
                () -> scanner.wrong(start, "expected an errno as ENOENT, found " + scanner.next()));
    return Actions.errno(word, message -> scanner.wrong(start, message));
  }
}
