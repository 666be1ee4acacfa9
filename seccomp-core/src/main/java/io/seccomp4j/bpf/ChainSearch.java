package io.seccomp4j.bpf;

import io.seccomp4j.bpf.Decision.Choice;
import io.seccomp4j.bpf.RangeSearch.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces chains of tests of the same bits, one value after the other, by searches. Looks at what
 * a chain does with every range of values, so its order is free.
 */
final class ChainSearch {
  /** The work goes with the square of a chain's length; what is left over stays a chain. */
  private static final int MAX_STEPS = 4_000_000;

  /** Only calls of one syscall come here, so short ways count less than by the number. */
  private static final double COST_OF_A_STEP = 6;

  private record Part(int low, int high, Decision decision) {}

  private final DecisionPool pool;
  private final Map<Decision, Decision> rebuilt = new HashMap<>();
  private int steps;

  private ChainSearch(DecisionPool pool) {
    this.pool = pool;
  }

  static Decision in(DecisionPool pool, Decision decision) {
    return new ChainSearch(pool).searching(decision);
  }

  private Decision searching(Decision root) {
    List<Choice> all = root.choices();
    Set<Decision> heads = heads(root, all);
    for (int i = all.size() - 1; i >= 0; i--) {
      Choice choice = all.get(i);
      if (heads.contains(choice)) {
        rebuilt.put(choice, search(choice.test(), ranges(choice)));
      }
    }
    return rebuilt.getOrDefault(root, root);
  }

  private Decision search(WordTest where, List<Range> ranges) {
    Decision plain = RangeSearch.of(pool, where, ranges, COST_OF_A_STEP);
    if (!where.isWhole() || ranges.size() < BitPattern.LEAST_VALUES) {
      return plain;
    }
    Optional<BitPattern> pattern = BitPattern.largest(ranges);
    if (pattern.isEmpty()) {
      return plain;
    }
    Decision rest = RangeSearch.of(pool, where, pattern.get().rest(ranges), COST_OF_A_STEP);
    Decision masked = pool.choice(pattern.get().test(where.offset()), pattern.get().target(), rest);
    return Assembler.assemble(masked).size() < Assembler.assemble(plain).size() ? masked : plain;
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

  private List<Range> ranges(Choice head) {
    List<Range> ranges = new ArrayList<>();
    Deque<Part> parts = new ArrayDeque<>();
    parts.push(new Part(0, head.test().mask(), head));
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      if (part.decision() instanceof Choice choice
          && choice.test().looksWhere(head.test())
          && steps++ < MAX_STEPS) {
        follow(part, choice, parts);
      } else {
        Decision target = rebuilt.getOrDefault(part.decision(), part.decision());
        ranges.add(new Range(part.low(), part.high(), target, 1));
      }
    }
    ranges.sort((a, b) -> Integer.compareUnsigned(a.low(), b.low()));
    return ranges;
  }

  private static void follow(Part part, Choice choice, Deque<Part> parts) {
    int value = choice.test().value();
    boolean equality = choice.test().isEquality();
    push(parts, part.low(), min(part.high(), value - 1), choice.no(), value != 0);
    push(
        parts,
        max(part.low(), value),
        equality ? min(part.high(), value) : part.high(),
        choice.yes(),
        true);
    push(parts, max(part.low(), value + 1), part.high(), choice.no(), equality && value != -1);
  }

  private static void push(
      Deque<Part> parts, int low, int high, Decision decision, boolean exists) {
    if (exists && Integer.compareUnsigned(low, high) <= 0) {
      parts.push(new Part(low, high, decision));
    }
  }

  private static int min(int left, int right) {
    return Integer.compareUnsigned(left, right) < 0 ? left : right;
  }

  private static int max(int left, int right) {
    return Integer.compareUnsigned(left, right) < 0 ? right : left;
  }
}
