package io.seccomp4j.policy;

import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.PolicyReview.Finding;
import io.seccomp4j.policy.PolicyReview.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds what a policy probably does not mean as it says it: rules that match the same calls with
 * different actions, unsigned orderings of signed arguments, and 64-bit tests of arguments of which
 * the kernel drops the upper half.
 */
final class Doubts {
  /** Nobody reads more than this. */
  private static final int MOST = 1000;

  /** Pairs of rules that are compared: a file may have very many. */
  private static final int MOST_PAIRS = 100_000;

  private final Policy policy;
  private final ArchRules rules;
  private final List<Finding> warnings;
  private final Set<String> said = new HashSet<>();
  private int pairs;

  private Doubts(Policy policy, ArchRules rules, List<Finding> warnings) {
    this.policy = policy;
    this.rules = rules;
    this.warnings = warnings;
  }

  /** Adds warnings about the native architecture's rules. */
  static void of(Policy policy, ArchRules rules, List<Finding> warnings) {
    Doubts doubts = new Doubts(policy, rules, warnings);
    policy.layers().forEach(layer -> layer.rules().forEach(doubts::conditions));
    doubts.conflicts();
  }

  /** An entry of a file that is several rules would say the same of each. */
  private void warn(Kind kind, String warning, Rule... about) {
    if (!said.add(warning)) {
      return;
    }
    if (warnings.size() < MOST) {
      warnings.add(new Finding(kind, List.of(about), warning));
    } else if (warnings.size() == MOST) {
      warnings.add(new Finding(kind, List.of(), "and more that is like this"));
    }
  }

  private void conditions(Rule rule) {
    for (Condition condition : rule.conditions()) {
      boolean ordering = condition.comparison().isOrdering();
      boolean verbatim = condition.arg().reading() == Reading.FULL_64;
      for (String syscall : ordering || verbatim ? rule.syscalls() : List.<String>of()) {
        List<Parameter> parameters = Syscalls.of(rules.arch()).parameters(syscall);
        OptionalInt index = ConditionResolver.index(condition.arg(), parameters);
        if (index.isPresent() && index.getAsInt() < parameters.size()) {
          condition(rule, condition, syscall, index.getAsInt(), parameters.get(index.getAsInt()));
        }
      }
    }
  }

  private void condition(
      Rule rule, Condition condition, String syscall, int index, Parameter parameter) {
    String where = rule.origin() + ": " + syscall + "'s " + parameter.name();
    if (condition.comparison().isOrdering() && parameter.isSigned()) {
      warn(
          Kind.SIGNED_ORDERING,
          where + " is signed, but " + condition + " compares unsigned numbers: -1 is the greatest",
          rule);
    }
    long bits = Syscalls.of(rules.arch()).width(syscall, index, OptionalLong.empty()).mask();
    if (rules.arch().hasWideArguments()
        && condition.arg().reading() == Reading.FULL_64
        && bits != -1
        && slips(condition, rule.action(), bits)) {
      warn(
          Kind.UPPER_HALF,
          where
              + " has "
              + Long.bitCount(bits)
              + " bits, but "
              + condition
              + " compares 64: a program sets bits above, which the kernel drops, and gets past"
              + " this rule",
          rule);
    }
  }

  /** A rule that restricts is left by values that look unequal; one that permits is entered so. */
  private boolean slips(Condition condition, Action action, long bits) {
    long mask =
        condition.mask().isEmpty() ? -1 : condition.mask().get().valueOn(rules.arch()).orElse(-1);
    Comparison comparison = condition.comparison();
    boolean leftByBitsAbove =
        comparison == Comparison.EQ || comparison == Comparison.LT || comparison == Comparison.LE;
    return (mask & ~bits) != 0 && leftByBitsAbove != action.equals(Action.ALLOW);
  }

  private void conflicts() {
    Set<Set<Rule>> told = new HashSet<>();
    for (int number : rules.numbers()) {
      List<ArchRule> some = rules.rules(number);
      for (int i = 0; i < some.size(); i++) {
        for (int j = i + 1; j < some.size() && pairs++ < MOST_PAIRS; j++) {
          ArchRule first = some.get(i);
          ArchRule second = some.get(j);
          if (first.layer() == second.layer()
              && !first.action().equals(second.action())
              && first.overlaps(second)
              && warnings.size() <= MOST
              && told.add(Set.of(first.rule(), second.rule()))) {
            conflict(number, first, second);
          }
        }
      }
    }
  }

  private void conflict(int number, ArchRule first, ArchRule second) {
    Action winner =
        second.action().isStricterThan(first.action()) ? second.action() : first.action();
    warn(
        Kind.CONFLICT,
        Syscalls.of(policy.nativeArchitecture()).name(number).orElse("%" + number)
            + ": "
            + first.rule().origin()
            + " ("
            + first.action()
            + ") and "
            + second.rule().origin()
            + " ("
            + second.action()
            + ") match the same calls; the stricter wins: "
            + winner
            + RuntimeOrder.instead(policy.defaultAction(), first, second)
                .map(instead -> "; " + instead)
                .orElse(""),
        second.rule(),
        first.rule());
  }
}
