package io.seccomp4j.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules of one syscall on one architecture, and how they come to a verdict. */
final class SyscallRules {
  /** A verdict; the rule is null for the default action. */
  record Decision(Action action, @Nullable ArchRule rule) {
    Optional<Rule> source() {
      return Optional.ofNullable(rule).map(ArchRule::rule);
    }
  }

  private final List<Layer> layers;
  private final List<ArchRule> rules;
  private final Action defaultAction;

  SyscallRules(List<Layer> layers, List<ArchRule> rules, Action defaultAction) {
    this.layers = layers;
    this.rules = List.copyOf(rules);
    this.defaultAction = defaultAction;
  }

  List<ArchRule> rules() {
    return rules;
  }

  Decision decide(long[] args) {
    return decide(rules, rule -> rule.matches(args));
  }

  /**
   * Goes down from the highest layer; a tightening one is remembered, an overriding one ends it.
   */
  Decision decide(List<ArchRule> candidates, Predicate<ArchRule> matches) {
    Decision tightest = null;
    for (int layer = layers.size() - 1; layer >= 0; layer--) {
      Decision strictest = null;
      for (ArchRule rule : candidates) {
        if (rule.layer() == layer && matches.test(rule)) {
          strictest = stricter(strictest, new Decision(rule.action(), rule));
        }
      }
      if (strictest != null) {
        tightest = stricter(tightest, strictest);
        if (layers.get(layer).kind() == Layer.Kind.OVERRIDES) {
          return tightest;
        }
      }
    }
    return stricter(tightest, new Decision(defaultAction, null));
  }

  /** Of two equally strict ones the first stays. */
  private static Decision stricter(@Nullable Decision first, Decision second) {
    return first == null || second.action().isStricterThan(first.action()) ? second : first;
  }

  Optional<List<Branch>> branches(int budget) {
    List<Branch> branches = new ArrayList<>();
    Pieces pieces =
        new Pieces(
            budget,
            (fixed, decision) -> {
              if (!decision.action().equals(defaultAction)) {
                branches.add(new Branch(tests(fixed), decision.action(), decision.source()));
              }
            });
    return pieces.cut(0, rules) ? Optional.of(branches) : Optional.empty();
  }

  /** Returns every verdict that is possible when some arguments are unknown. */
  Set<Decision> possible(List<OptionalLong> args, int budget) {
    List<ArchRule> candidates = new ArrayList<>();
    for (ArchRule rule : rules) {
      List<ArgumentTest> open = new ArrayList<>();
      boolean holds = true;
      for (ArgumentTest test : rule.tests()) {
        OptionalLong arg = args.get(test.index());
        if (arg.isEmpty()) {
          open.add(test);
        } else {
          holds &= test.holds(arg.getAsLong());
        }
      }
      if (holds) {
        candidates.add(new ArchRule(rule.layer(), open, rule.action(), rule.rule()));
      }
    }
    Set<Decision> decisions = new LinkedHashSet<>();
    if (!new Pieces(budget, (fixed, decision) -> decisions.add(decision)).cut(0, candidates)) {
      candidates.forEach(rule -> decisions.add(new Decision(rule.action(), rule)));
      decisions.add(new Decision(defaultAction, null));
    }
    return decisions;
  }

  private static List<ArgumentTest> tests(Cube[] fixed) {
    List<ArgumentTest> tests = new ArrayList<>();
    for (int i = 0; i < fixed.length; i++) {
      if (fixed[i].mask() != 0) {
        tests.add(new ArgumentTest(i, fixed[i].mask(), Comparison.EQ, fixed[i].value()));
      }
    }
    return tests;
  }

  /** Takes a piece of the argument space, one cube an argument, and its verdict. */
  private interface Visitor {
    void visit(Cube[] fixed, Decision decision);
  }

  /** Cuts the space of arguments, one argument after the other, until every rule is in or out. */
  private final class Pieces {
    private final Cube[] fixed = new Cube[Call.ARGUMENTS];
    private final Visitor visitor;
    private int budget;

    Pieces(int budget, Visitor visitor) {
      this.budget = budget;
      this.visitor = visitor;
      Arrays.fill(fixed, Cube.ALL);
    }

    /** Returns false when the budget is used up. */
    boolean cut(int index, List<ArchRule> alive) {
      if (budget-- <= 0) {
        return false;
      }
      if (alive.stream().flatMap(rule -> rule.tests().stream()).noneMatch(from(index))) {
        visitor.visit(fixed, decide(alive, rule -> true));
        return true;
      }
      List<ArgumentTest> tests =
          alive.stream()
              .flatMap(rule -> rule.tests().stream())
              .filter(at(index))
              .distinct()
              .toList();
      if (tests.isEmpty()) {
        return cut(index + 1, alive);
      }
      List<Cube> pieces = Cube.partition(tests, budget);
      if (pieces.size() > budget) {
        return false;
      }
      for (Cube piece : pieces) {
        fixed[index] = piece;
        List<ArchRule> stillAlive =
            alive.stream()
                .filter(
                    rule ->
                        rule.tests().stream()
                            .filter(at(index))
                            .allMatch(test -> test.holds(piece.value())))
                .toList();
        if (!cut(index + 1, stillAlive)) {
          return false;
        }
      }
      fixed[index] = Cube.ALL;
      return true;
    }

    private static Predicate<ArgumentTest> at(int index) {
      return test -> test.index() == index;
    }

    private static Predicate<ArgumentTest> from(int index) {
      return test -> test.index() >= index;
    }
  }
}
