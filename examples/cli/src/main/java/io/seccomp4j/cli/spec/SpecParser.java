package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Arg;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Rule;
import io.seccomp4j.policy.SyscallGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a SPEC, which says what calls an option is about. Not thread-safe.
 *
 * <pre>
 * SPEC    := item { "," item }
 * item    := ["!"] ( syscall | &#64;group | %N ) [ "(" test { "&amp;&amp;" test } ")" ] [ ":" ERRNO ]
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

  private record Item(Calls calls, List<Condition> conditions, Action action) {
    List<Rule> rules() {
      return calls.group().isPresent()
          ? calls.group().get().rules(action, conditions.toArray(Condition[]::new))
          : List.of(Rule.of(action, List.of(calls.word()), conditions));
    }
  }

  private record Exclusion(int position, Calls calls) {}

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
   * @return a rule for each item, or several for a group, whose origin is the option as it was
   *     typed
   * @throws UsageException when the text is no SPEC; the message names the option and the position
   */
  public static List<Rule> parse(Verb verb, String spec) {
    String origin = verb.option() + " " + spec;
    try {
      List<Rule> rules = new ArrayList<>();
      for (Item item : new SpecParser(verb, spec).spec()) {
        item.rules().forEach(rule -> rules.add(rule.from(origin)));
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
    excluded.forEach(this::exclude);
    if (items.isEmpty()) {
      throw scanner.wrong(0, "! leaves nothing over");
    }
    return items;
  }

  private void exclude(Exclusion exclusion) {
    List<Item> left = new ArrayList<>();
    for (Item item : items) {
      item.calls
          .without(exclusion.calls)
          .ifPresent(calls -> left.add(new Item(calls, item.conditions, item.action)));
    }
    if (left.equals(items)) {
      throw scanner.wrong(
          exclusion.position, "!" + exclusion.calls.word() + " takes nothing away from the others");
    }
    items.clear();
    items.addAll(left);
  }

  private void item() {
    boolean excludes = scanner.take("!");
    int start = scanner.position();
    Calls calls = calls(start);
    if (excludes) {
      if (scanner.sees("(") || scanner.sees(":")) {
        throw scanner.wrong("an item with ! has no tests and no errno");
      }
      excluded.add(new Exclusion(start, calls));
      return;
    }
    List<Condition> conditions = scanner.take("(") ? conditions(calls) : List.of();
    Action action = scanner.take(":") ? errno() : verb.action();
    items.add(new Item(calls, conditions, action));
  }

  private Calls calls(int start) {
    if (scanner.take("@")) {
      String name = "@" + scanner.groupName();
      return Calls.of(
          SyscallGroup.find(name)
              .orElseThrow(() -> scanner.wrong(start, Names.unknownGroup(name))));
    }
    return Calls.of(scanner.take("%") ? rawNumber(start) : name(start));
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

  private List<Condition> conditions(Calls calls) {
    List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(condition(calls));
    } while (scanner.take("&&"));
    if (!scanner.take(")")) {
      throw scanner.wrong(
          "expected && or ), found "
              + scanner.next()
              + (scanner.sees("|") ? "; for \"or\" write another item" : ""));
    }
    return conditions;
  }

  private Condition condition(Calls calls) {
    Arg arg = operand(calls);
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

  private Arg operand(Calls calls) {
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
      if (calls.word().startsWith("%")) {
        throw scanner.wrong(
            start, "the arguments of " + calls.word() + " have no names: use arg0 to arg5");
      }
      for (String syscall : calls.syscalls()) {
        Names.requireArgument(scanner, start, syscall, word);
      }
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
