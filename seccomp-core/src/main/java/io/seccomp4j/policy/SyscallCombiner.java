package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.internal.diagram.DefaultMark;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.Paths;
import io.seccomp4j.internal.diagram.PolicyDiagram;
import io.seccomp4j.internal.diagram.TooLargeException;
import io.seccomp4j.internal.diagram.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules for one syscall that give the combined verdict of two policies: the most readable of
 * several drafts that is exactly right on all architectures. Right means also that the default
 * action decides only where no rule of either policy leads to the verdict: somebody may replace it.
 * Not thread-safe.
 */
final class SyscallCombiner {
  /** More rules for one syscall than this help nobody; profiles are written with the same bound. */
  static final int MOST_RULES = 5000;

  /** Rules with more exceptions are harder to read than masked equalities. */
  private static final int MOST_EXCEPTIONS = 64;

  /** A syscall of an architecture, and what has to come out there. */
  private record Target(Arch arch, int number, int wanted) {}

  private final Combination combination;
  private final Policy first;
  private final Policy second;
  private final Policy empty;
  private final Action otherwise;
  private final Set<String> names;
  private final List<Rule> ofFirst;
  private final List<Rule> ofSecond;
  private final Diagrams diagrams;
  private final List<Target> targets = new ArrayList<>();
  private @Nullable List<Rule> pairs;

  /**
   * Prepares the rules of a syscall.
   *
   * @param empty the result without rules
   * @param names how the rules name the syscall
   * @param ofFirst the first policy's rules, reduced to these names
   * @param ofSecond the second policy's
   * @param work what all syscalls may take together
   */
  SyscallCombiner(
      Combination combination,
      Policy first,
      Policy second,
      Policy empty,
      Set<String> names,
      List<Rule> ofFirst,
      List<Rule> ofSecond,
      Work work) {
    this.combination = combination;
    this.first = first;
    this.second = second;
    this.empty = empty;
    this.otherwise = empty.defaultAction();
    this.names = names;
    this.ofFirst = ofFirst;
    this.ofSecond = ofSecond;
    this.diagrams = new Diagrams(Verdicts.MOST_NODES, work);
  }

  /** Adds an architecture for which the rules must be right, where it has the syscall. */
  void on(Arch arch, Verdicts verdictsOfFirst, Verdicts verdictsOfSecond) {
    Set<Integer> numbers = new LinkedHashSet<>();
    names.forEach(name -> Verdicts.number(name, arch, first).ifPresent(numbers::add));
    for (int number : numbers) {
      int wanted =
          diagrams.combine(
              verdictsOfFirst.marked(diagrams, number),
              verdictsOfSecond.marked(diagrams, number),
              (one, other) -> combination.ofMarked(one, other, otherwise));
      targets.add(new Target(arch, number, wanted));
    }
  }

  /** Says whether no architecture so far has the syscall. */
  boolean isNowhere() {
    return targets.isEmpty();
  }

  /** Returns the rules, possibly none; empty when no draft is right. */
  Optional<List<Rule>> rules() {
    List<Supplier<List<Rule>>> drafts =
        List.of(
            List::of,
            () -> ofFirst,
            () -> ofSecond,
            () -> joined(ofFirst, ofSecond),
            () -> firstWithDefault(),
            () -> secondWithDefault(),
            () -> joined(firstWithDefault(), secondWithDefault()),
            this::pairs,
            () -> joined(pairs(), firstWithDefault()),
            () -> joined(pairs(), secondWithDefault()),
            () -> joined(pairs(), joined(firstWithDefault(), secondWithDefault())),
            () -> joined(pairs(), joined(firstAlone(), secondAlone())),
            this::pieces);
    for (Supplier<List<Rule>> draft : drafts) {
      List<Rule> rules = draft.get();
      if (isRight(rules, targets)) {
        return Optional.of(rules);
      }
    }
    return Optional.empty();
  }

  /** Returns rules that leave nothing of the syscall to defaults or guards. */
  Optional<List<Rule>> everyVerdict() {
    List<Target> all = new ArrayList<>();
    for (Target target : targets) {
      int wanted = diagrams.map(target.wanted(), DefaultMark::plain);
      all.add(new Target(target.arch(), target.number(), wanted));
    }
    Target target = all.get(0);
    Action weakest = Action.KILL_PROCESS;
    for (int value : new Paths(diagrams).values(target.wanted())) {
      weakest = Combination.WEAKEST.of(weakest, Action.ofReturnValue(value));
    }
    int rest = weakest.returnValue();
    List<Rule> rules = new ArrayList<>(pieces(target, value -> value != rest));
    rules.add(ruleFor(target, new Paths.Piece(List.of(), rest)));
    return isRight(rules, all) ? Optional.of(rules) : Optional.empty();
  }

  private boolean isRight(List<Rule> rules, List<Target> on) {
    try {
      return rules.size() <= MOST_RULES
          && on.stream().allMatch(target -> verdict(rules, target) == target.wanted());
    } catch (TooLargeException | PolicyException unusable) {
      // Another draft may do; where none does, the caller says so.
      return false;
    }
  }

  /** Returns the diagram of rules in a single layer. */
  private int verdict(List<Rule> rules, Target target) {
    int ofDefault = DefaultMark.marked(otherwise.returnValue());
    if (rules.isEmpty()) {
      Action unnamed = empty.rulesOn(target.arch()).unnamed(target.number());
      return diagrams.value(unnamed.equals(otherwise) ? ofDefault : unnamed.returnValue());
    }
    Layer layer = new Layer(Layer.Kind.OVERRIDES, rules);
    List<ArchRule> resolved = new ArrayList<>();
    ConditionResolver resolver =
        new ConditionResolver(
            target.arch(),
            otherwise,
            problem -> {
              throw new PolicyException(List.of(problem));
            });
    for (Rule rule : rules) {
      if (names(rule, target)) {
        String name =
            Syscalls.of(target.arch()).name(target.number()).orElse(rule.syscalls().get(0));
        resolver
            .resolve(rule, List.of(layer), 0, name)
            .ifPresent(tests -> resolved.add(new ArchRule(0, tests, rule.action(), rule)));
      }
    }
    return PolicyDiagram.ofRules(diagrams, List.of(layer), ofDefault, resolved);
  }

  private boolean names(Rule rule, Target target) {
    return rule.syscalls().stream()
        .map(name -> Verdicts.number(name, target.arch(), first))
        .anyMatch(number -> number.isPresent() && number.getAsInt() == target.number());
  }

  private static List<Rule> joined(List<Rule> some, List<Rule> more) {
    List<Rule> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /**
   * Where a rule of the first policy matches, the second one's default may decide. If it is the
   * default of the result, no rule is needed.
   */
  private List<Rule> firstWithDefault() {
    Action other = second.defaultAction();
    return withDefault(ofFirst, action -> combination.of(action, other));
  }

  private List<Rule> secondWithDefault() {
    Action other = first.defaultAction();
    return withDefault(ofSecond, action -> combination.of(other, action));
  }

  private List<Rule> withDefault(List<Rule> rules, UnaryOperator<Action> combined) {
    List<Rule> some = new ArrayList<>();
    for (Rule rule : rules) {
      Action action = combined.apply(rule.action());
      if (action.equals(rule.action()) || !action.equals(otherwise)) {
        some.add(MergedRules.withAction(rule, action));
      }
    }
    return some;
  }

  /** Where a rule of each policy matches, their actions are combined. */
  private List<Rule> pairs() {
    List<Rule> known = pairs;
    if (known == null) {
      Set<Rule> made = new LinkedHashSet<>();
      if ((long) ofFirst.size() * ofSecond.size() <= MOST_RULES) {
        for (Rule one : ofFirst) {
          for (Rule other : ofSecond) {
            Action action = combination.of(one.action(), other.action());
            MergedRules.both(one, other, action).filter(this::isPossible).ifPresent(made::add);
          }
        }
      }
      known = List.copyOf(made);
      pairs = known;
    }
    return known;
  }

  /** Where no rule of the second policy matches, its default is combined with the first's rules. */
  private List<Rule> firstAlone() {
    return alone(firstWithDefault(), ofSecond);
  }

  private List<Rule> secondAlone() {
    return alone(secondWithDefault(), ofFirst);
  }

  private List<Rule> alone(List<Rule> rules, List<Rule> others) {
    Set<Rule> alone = new LinkedHashSet<>(rules);
    for (Rule other : others) {
      Set<Rule> outside = new LinkedHashSet<>();
      for (Rule rule : alone) {
        if (Collections.disjoint(rule.syscalls(), other.syscalls())) {
          outside.add(rule);
        } else {
          outside.addAll(MergedRules.without(rule, other));
        }
      }
      if (outside.size() > MOST_EXCEPTIONS) {
        return List.of();
      }
      alone = outside;
    }
    return alone.stream().filter(this::isPossible).toList();
  }

  /** Conditions that exclude each other make no rule. */
  private boolean isPossible(Rule rule) {
    try {
      int never = diagrams.value(DefaultMark.marked(otherwise.returnValue()));
      return targets.stream().anyMatch(target -> verdict(List.of(rule), target) != never);
    } catch (TooLargeException | PolicyException unclear) {
      return true;
    }
  }

  /** Cuts the arguments into disjoint pieces, on the architecture with the widest registers. */
  private List<Rule> pieces() {
    return targets.stream()
        .filter(target -> target.arch().hasWideArguments())
        .findFirst()
        .or(() -> targets.stream().findFirst())
        .map(target -> pieces(target, value -> !DefaultMark.isMarked(value)))
        .orElse(List.of());
  }

  private List<Rule> pieces(Target target, IntPredicate wanted) {
    return new Paths(diagrams)
        .pieces(target.wanted(), wanted, MOST_RULES).orElse(List.of()).stream()
            .map(piece -> ruleFor(target, piece))
            .toList();
  }

  private Rule ruleFor(Target target, Paths.Piece piece) {
    List<Condition> conditions = new ArrayList<>();
    long[] args = new long[Call.ARGUMENTS];
    for (ArgumentTest test : piece.tests()) {
      args[test.index()] = test.value();
      Arg arg = Arg.arg(test.index()).full64();
      conditions.add(
          test.mask() == -1 ? arg.is(test.value()) : arg.masked(test.mask()).is(test.value()));
    }
    Action action = Action.ofReturnValue(piece.value());
    Optional<Rule> decider =
        decider(first, target, args, action).or(() -> decider(second, target, args, action));
    return MergedRules.piece(action, List.copyOf(names), conditions, decider);
  }

  /** Returns the rule of a policy that decides a call so. */
  private static Optional<Rule> decider(Policy policy, Target target, long[] args, Action action) {
    if (!policy.effectiveArchitectures().contains(target.arch())
        && !policy.architectures().contains(target.arch())) {
      return Optional.empty();
    }
    return policy
        .rulesOn(target.arch())
        .syscall(target.number())
        .map(rules -> rules.decide(args))
        .filter(decision -> decision.action().equals(action))
        .flatMap(SyscallRules.Decision::source);
  }
}
