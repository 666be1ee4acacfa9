package io.seccomp4j.policy;

import io.seccomp4j.policy.SyscallRules.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the least change of a call's arguments that gives an action which it cannot have now.
 *
 * <p>The values of each argument are cut into cubes in which every test holds or fails as a whole.
 * First one argument may leave its cube, then two, and so on, so that the first level with a result
 * has the fewest changes, and nearly always few cases are looked at.
 */
final class NearestSearch {
  /** Registers that give another decision, empty ones where any value does, and the reasons. */
  record Found(List<OptionalLong> args, Decision decision, List<ArgumentTest> changes) {}

  /** The most pieces that the values of one argument are cut into. */
  private static final int MOST_PIECES = 2000;

  private final SyscallRules rules;
  private final List<OptionalLong> args;
  private final Set<Action> possible;
  private final Cube[] cubes = new Cube[Call.ARGUMENTS];
  private int budget;
  private @Nullable Found best;
  private int bestBits;
  private long bestDifference;

  private NearestSearch(
      SyscallRules rules, List<OptionalLong> args, Set<Action> possible, int budget) {
    this.rules = rules;
    this.args = args;
    this.possible = possible;
    this.budget = budget;
  }

  /** Returns the nearest arguments whose action is none of the possible ones. */
  static Optional<Found> find(
      SyscallRules rules, List<OptionalLong> args, Set<Action> possible, int budget) {
    NearestSearch search = new NearestSearch(rules, args, possible, budget);
    for (int changes = 1; changes <= Call.ARGUMENTS && search.best == null; changes++) {
      if (!search.visit(0, changes, rules.rules())) {
        search.budget = budget;
        search.singleRules();
        break;
      }
    }
    return Optional.ofNullable(search.best);
  }

  /** Returns false when the budget is used up. */
  private boolean visit(int index, int changes, List<ArchRule> alive) {
    if (budget-- <= 0) {
      return false;
    }
    if (index == Call.ARGUMENTS) {
      if (changes == 0 || unknown()) {
        consider(rules.decide(alive, rule -> true));
      }
      return true;
    }
    List<ArgumentTest> tests =
        alive.stream().flatMap(rule -> rule.tests().stream()).filter(at(index)).distinct().toList();
    OptionalLong arg = args.get(index);
    if (tests.isEmpty() || (arg.isPresent() && changes == 0)) {
      cubes[index] = arg.isPresent() ? new Cube(-1, arg.getAsLong()) : Cube.ALL;
      return visit(index + 1, changes, holding(alive, index, cubes[index].value()));
    }
    List<Cube> pieces = Cube.partition(tests, MOST_PIECES);
    if (pieces.size() > MOST_PIECES) {
      return false;
    }
    long from = arg.orElse(0);
    for (Map.Entry<List<ArchRule>, Cube> choice : nearest(pieces, alive, index).entrySet()) {
      cubes[index] = choice.getValue();
      boolean changed = arg.isPresent() && !cubes[index].contains(from);
      if (!visit(index + 1, changed ? changes - 1 : changes, choice.getKey())) {
        return false;
      }
    }
    return true;
  }

  /** Of the pieces that leave the same rules only the nearest is of interest. */
  private Map<List<ArchRule>, Cube> nearest(List<Cube> pieces, List<ArchRule> alive, int index) {
    long from = args.get(index).orElse(0);
    Map<List<ArchRule>, Cube> nearest = new LinkedHashMap<>();
    for (Cube piece : pieces) {
      nearest.merge(
          holding(alive, index, piece.value()),
          piece,
          (before, other) -> isCloser(other, before, from) ? other : before);
    }
    return nearest;
  }

  private static boolean isCloser(Cube cube, Cube than, long from) {
    long difference = from ^ cube.closestTo(from);
    long before = from ^ than.closestTo(from);
    int byBits = Integer.compare(Long.bitCount(difference), Long.bitCount(before));
    return (byBits != 0 ? byBits : Long.compareUnsigned(difference, before)) < 0;
  }

  private boolean unknown() {
    return args.stream().anyMatch(OptionalLong::isEmpty);
  }

  private static List<ArchRule> holding(List<ArchRule> alive, int index, long value) {
    return alive.stream()
        .filter(rule -> rule.tests().stream().filter(at(index)).allMatch(test -> test.holds(value)))
        .toList();
  }

  private static Predicate<ArgumentTest> at(int index) {
    return test -> test.index() == index;
  }

  /** Takes the case of the present cubes, when it is nearer than what there is. */
  private void consider(Decision decision) {
    if (possible.contains(decision.action())) {
      return;
    }
    int bits = 0;
    long difference = 0;
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      long changed = (args.get(i).orElse(0) ^ cubes[i].value()) & cubes[i].mask();
      bits += args.get(i).isPresent() ? Long.bitCount(changed) : 0;
      difference += changed;
    }
    Found before = best;
    if (before == null || isNearer(bits, order(decision), difference, before)) {
      bestBits = bits;
      bestDifference = difference;
      best = found(decision);
    }
  }

  /** Of equally near ones the first written rule's is taken, and then the lowest bits. */
  private boolean isNearer(int bits, int order, long difference, Found before) {
    int byBits = Integer.compare(bits, bestBits);
    int byOrder = byBits != 0 ? byBits : Integer.compare(order, order(before.decision()));
    return (byOrder != 0 ? byOrder : Long.compareUnsigned(difference, bestDifference)) < 0;
  }

  private int order(Decision decision) {
    ArchRule rule = decision.rule();
    return rule == null ? Integer.MAX_VALUE : rules.rules().indexOf(rule);
  }

  private Found found(Decision decision) {
    long[] changed = new long[Call.ARGUMENTS];
    List<OptionalLong> found = new ArrayList<>();
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      changed[i] = cubes[i].closestTo(args.get(i).orElse(0));
      boolean matters = args.get(i).isPresent() || cubes[i].mask() != 0;
      found.add(matters ? OptionalLong.of(changed[i]) : OptionalLong.empty());
    }
    List<ArgumentTest> changes = new ArrayList<>();
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      if (args.get(i).isEmpty() && isFree(i, found, decision)) {
        found.set(i, OptionalLong.empty());
      }
      if (!found.get(i).equals(args.get(i))) {
        changes(i, changed, decision, changes);
      }
    }
    return new Found(found, decision, changes);
  }

  /** Says whether an unknown argument may have any value without another action. */
  private boolean isFree(int index, List<OptionalLong> found, Decision decision) {
    List<OptionalLong> freed = new ArrayList<>(found);
    freed.set(index, OptionalLong.empty());
    return rules.possible(freed, MOST_PIECES).stream()
        .allMatch(each -> each.action().equals(decision.action()));
  }

  /**
   * Adds why an argument changes: a test of the deciding rule holds only then, or else a test of
   * the rule that would decide without the change fails only then.
   */
  private void changes(int index, long[] changed, Decision decision, List<ArgumentTest> changes) {
    OptionalLong before = args.get(index);
    int had = changes.size();
    if (decision.rule() != null) {
      decision.rule().tests().stream()
          .filter(at(index))
          .filter(test -> before.isEmpty() || !test.holds(before.getAsLong()))
          .forEach(changes::add);
    }
    if (changes.size() > had) {
      return;
    }
    for (ArchRule rule : rules.rules()) {
      boolean otherwiseMatches =
          rule.tests().stream()
                  .allMatch(test -> test.index() == index || test.holds(changed[test.index()]))
              && (before.isEmpty() || holds(rule, index, before.getAsLong()));
      if (otherwiseMatches && !holds(rule, index, changed[index]) && overrules(rule, decision)) {
        rule.tests().stream()
            .filter(at(index))
            .filter(test -> !test.holds(changed[index]))
            .map(ArgumentTest::opposite)
            .filter(test -> !changes.contains(test))
            .forEach(changes::add);
      }
    }
  }

  private static boolean holds(ArchRule rule, int index, long value) {
    return rule.tests().stream().filter(at(index)).allMatch(test -> test.holds(value));
  }

  /** Says whether a rule, were it to match, would take the place of a decision. */
  private boolean overrules(ArchRule rule, Decision decision) {
    ArchRule decided = decision.rule();
    List<ArchRule> both = decided == null ? List.of(rule) : List.of(rule, decided);
    return !rules.decide(both, any -> true).action().equals(decision.action());
  }

  /**
   * Where there are too many cases: makes one rule match, or fail, by one test of each argument.
   */
  private void singleRules() {
    for (ArchRule rule : rules.rules()) {
      match(rule);
      for (ArgumentTest test : rule.tests()) {
        asGiven();
        if (move(test.index(), Cube.where(test.opposite()))) {
          decideHere();
        }
      }
      if (budget-- <= 0) {
        return;
      }
    }
  }

  private void match(ArchRule rule) {
    asGiven();
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      int index = i;
      List<ArgumentTest> tests = rule.tests().stream().filter(at(i)).toList();
      boolean holds = args.get(i).isPresent() && holds(rule, i, args.get(i).getAsLong());
      if (!tests.isEmpty()
          && !holds
          && !move(
              i,
              Cube.partition(tests, MOST_PIECES).stream()
                  .filter(cube -> holds(rule, index, cube.value()))
                  .toList())) {
        return;
      }
    }
    decideHere();
  }

  private void asGiven() {
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      cubes[i] = new Cube(-1, args.get(i).orElse(0));
    }
  }

  private boolean move(int index, List<Cube> choices) {
    long from = args.get(index).orElse(0);
    Cube nearest = null;
    for (Cube cube : choices) {
      if (nearest == null || isCloser(cube, nearest, from)) {
        nearest = cube;
      }
    }
    if (nearest != null) {
      cubes[index] = new Cube(-1, nearest.closestTo(from));
    }
    return nearest != null;
  }

  private void decideHere() {
    long[] values = new long[Call.ARGUMENTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = cubes[i].value();
    }
    consider(rules.decide(values));
  }
}
