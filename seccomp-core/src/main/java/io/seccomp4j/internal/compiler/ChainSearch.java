package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.Decision.Choice;
import io.seccomp4j.internal.compiler.RangeSearch.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Replaces chains of tests of the same bits, one value after the other, by searches. Looks at what
 * a chain does with every value, so its order is free.
 */
final class ChainSearch {
  /** Only calls of one syscall come here, so short ways count less than by the number. */
  private static final double COST_OF_A_STEP = 6;

  /**
   * How often a test may stand in several chains, on average: chains that begin at many places and
   * go on together would all be written out.
   */
  private static final int MOST_COPIES = 6;

  private static final int COPIES_OF_FEW = 200;

  /** Counted for longer chains, so that no sum overflows. */
  private static final int MOST_TESTS = 10_000;

  private final DecisionPool pool;
  private final Map<Choice, Integer> places = new HashMap<>();
  private final Map<Decision, Decision> rebuilt = new HashMap<>();

  private ChainSearch(DecisionPool pool) {
    this.pool = pool;
  }

  /** Returns the decision with searches, or as it is when that would write too much. */
  static Decision in(DecisionPool pool, Decision decision) {
    return new ChainSearch(pool).searching(decision);
  }

  private Decision searching(Decision root) {
    List<Choice> all = root.choices();
    for (int i = 0; i < all.size(); i++) {
      places.put(all.get(i), i);
    }
    Set<Decision> heads = heads(root, all);
    if (copies(all, heads) > COPIES_OF_FEW + MOST_COPIES * all.size()) {
      return root;
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Choice choice = all.get(i);
      if (heads.contains(choice)) {
        rebuilt.put(choice, search(choice.test(), new Chain(choice).ranges()));
      }
    }
    return rebuilt.getOrDefault(root, root);
  }

  /** Returns where chains begin: at the start, and after tests of anything else. */
  private static Set<Decision> heads(Decision root, List<Choice> all) {
    Set<Decision> heads = new HashSet<>();
    heads.add(root);
    for (Choice choice : all) {
      for (Decision next : List.of(choice.yes(), choice.no())) {
        if (next instanceof Choice after && !after.test().looksWhere(choice.test())) {
          heads.add(after);
        }
      }
    }
    return heads;
  }

  /** Counts the tests of all chains; those of one before the ones that it leads to. */
  private static int copies(List<Choice> all, Set<Decision> heads) {
    Map<Choice, Integer> after = new HashMap<>();
    int copies = 0;
    for (int i = all.size() - 1; i >= 0; i--) {
      Choice choice = all.get(i);
      int length = 1;
      for (Decision next : List.of(choice.yes(), choice.no())) {
        if (next instanceof Choice same && same.test().looksWhere(choice.test())) {
          length += after.getOrDefault(same, 0);
        }
      }
      after.put(choice, Math.min(length, MOST_TESTS));
      copies += heads.contains(choice) ? after.getOrDefault(choice, 0) : 0;
    }
    return copies;
  }

  private Decision search(WordTest where, List<Range> ranges) {
    Decision plain = RangeSearch.of(pool, where, ranges, COST_OF_A_STEP);
    Optional<BitPattern> found = where.isWhole() ? BitPattern.largest(ranges) : Optional.empty();
    if (found.isEmpty()) {
      return plain;
    }
    BitPattern pattern = found.get();
    Decision rest = RangeSearch.of(pool, where, pattern.rest(ranges), COST_OF_A_STEP);
    Decision masked = pool.choice(pattern.test(where.offset()), pattern.target(), rest);
    return Assembler.assemble(masked).size() < Assembler.assemble(plain).size() ? masked : plain;
  }

  /** Follows all values at once through the tests of one chain, each of which comes once. */
  private final class Chain {
    private final WordTest where;
    private final Map<Choice, ValueSet> reached = new HashMap<>();
    private final PriorityQueue<Choice> open =
        new PriorityQueue<>(Comparator.comparingInt(choice -> places.getOrDefault(choice, 0)));
    private final List<Range> ranges = new ArrayList<>();

    Chain(Choice head) {
      where = head.test();
      comesTo(head, ValueSet.upTo(where.mask()));
    }

    /** Returns what is done with each value in the end, rising unsigned. */
    List<Range> ranges() {
      for (Choice choice = open.poll(); choice != null; choice = open.poll()) {
        ValueSet failing = reached.getOrDefault(choice, ValueSet.upTo(0));
        ValueSet holding = failing.take(choice.test());
        comesTo(choice.yes(), holding);
        comesTo(choice.no(), failing);
      }
      ranges.sort((a, b) -> Integer.compareUnsigned(a.low(), b.low()));
      return ranges;
    }

    private void comesTo(Decision next, ValueSet values) {
      if (values.isEmpty()) {
        return;
      }
      if (!(next instanceof Choice choice) || !choice.test().looksWhere(where)) {
        values.addTo(ranges, rebuilt.getOrDefault(next, next));
        return;
      }
      ValueSet earlier = reached.get(choice);
      if (earlier == null) {
        open.add(choice);
      }
      reached.put(choice, earlier == null ? values : earlier.joined(values));
    }
  }
}
