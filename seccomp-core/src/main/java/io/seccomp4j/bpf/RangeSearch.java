package io.seccomp4j.bpf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the decision for a value that is cut into ranges: a search tree in which likely values have
 * short ways, and where single values stand out of a range they are asked for by themselves.
 */
final class RangeSearch {
  /**
   * Values with one decision.
   *
   * @param low the smallest, unsigned
   * @param high the greatest, unsigned
   * @param target what is done with them
   * @param weight how often they come, in any unit
   */
  record Range(int low, int high, Decision target, double weight) {
    boolean isSingle() {
      return low == high;
    }
  }

  /** Single values that are asked for one after the other, within one range around them. */
  private static final int MAX_EXCEPTIONS = 4;

  /** More ranges are halved first: the time goes with the third power. */
  private static final int MAX_PLANNED = 80;

  /** In the plan: ask for the single values. */
  private static final int NO_SPLIT = -1;

  private final DecisionPool pool;
  private final WordTest where;
  private final List<Range> ranges;
  private final double costOfAStep;
  private final double[][] costs;
  private final int[][] splits;

  private RangeSearch(DecisionPool pool, WordTest where, List<Range> ranges, double costOfAStep) {
    this.pool = pool;
    this.costOfAStep = costOfAStep;
    this.where = where;
    this.ranges = ranges;
    costs = new double[ranges.size()][ranges.size()];
    splits = new int[ranges.size()][ranges.size()];
  }

  /**
   * Returns the search.
   *
   * @param where the word and the bits of it that are searched
   * @param ranges all values, rising; neighbours may have the same decision
   * @param costOfAStep what a test on the way of an average value counts, in instructions of the
   *     program
   */
  static Decision of(DecisionPool pool, WordTest where, List<Range> ranges, double costOfAStep) {
    double total = ranges.stream().mapToDouble(Range::weight).sum();
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      if (range.isSingle() && range.weight() * 2 > total && joined(ranges).size() > 1) {
        return pool.choice(
            equal(where, range), range.target(), of(pool, where, without(ranges, i), costOfAStep));
      }
    }
    return halved(pool, where, normalized(joined(ranges), total), costOfAStep);
  }

  /** Leaves out a single value, which never comes any more: a neighbour takes it in. */
  static List<Range> without(List<Range> ranges, int left) {
    List<Range> rest = new ArrayList<>(ranges);
    Range out = rest.remove(left);
    int at = Math.max(0, left - 1);
    Range near = rest.get(at);
    rest.set(
        at,
        left == 0
            ? new Range(out.low(), near.high(), near.target(), near.weight())
            : new Range(near.low(), out.high(), near.target(), near.weight()));
    return rest;
  }

  private static List<Range> joined(List<Range> ranges) {
    List<Range> joined = new ArrayList<>();
    for (Range range : ranges) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).target() == range.target()) {
        Range before = joined.get(last);
        joined.set(
            last,
            new Range(
                before.low(), range.high(), range.target(), before.weight() + range.weight()));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  private static List<Range> normalized(List<Range> ranges, double total) {
    List<Range> normalized = new ArrayList<>(ranges.size());
    for (Range range : ranges) {
      double weight = total == 0 ? 1.0 / ranges.size() : range.weight() / total;
      normalized.add(new Range(range.low(), range.high(), range.target(), weight));
    }
    return normalized;
  }

  private static Decision halved(
      DecisionPool pool, WordTest where, List<Range> ranges, double costOfAStep) {
    if (ranges.size() <= MAX_PLANNED) {
      return new RangeSearch(pool, where, ranges, costOfAStep).planned();
    }
    double total = ranges.stream().mapToDouble(Range::weight).sum();
    double before = 0;
    int half = 0;
    while (half < ranges.size() * 3 / 4
        && (half < ranges.size() / 4 || before + ranges.get(half).weight() <= total / 2)) {
      before += ranges.get(half).weight();
      half++;
    }
    return pool.choice(
        atLeast(where, ranges.get(half)),
        halved(pool, where, ranges.subList(half, ranges.size()), costOfAStep),
        halved(pool, where, ranges.subList(0, half), costOfAStep));
  }

  /** Finds the cheapest search of every run of ranges, the short ones first. */
  private Decision planned() {
    for (int length = 2; length <= ranges.size(); length++) {
      for (int first = 0; first + length <= ranges.size(); first++) {
        plan(first, first + length - 1);
      }
    }
    return built(0, ranges.size() - 1);
  }

  private void plan(int first, int last) {
    splits[first][last] = NO_SPLIT;
    double best = Double.POSITIVE_INFINITY;
    for (Range base : shortRun(first, last)) {
      best = Math.min(best, costOfExceptions(first, last, base.target()));
    }
    double step = 1;
    for (int i = first; i <= last; i++) {
      step += costOfAStep * ranges.get(i).weight();
    }
    for (int split = first + 1; split <= last; split++) {
      double cost = step + costs[first][split - 1] + costs[split][last];
      if (cost < best) {
        best = cost;
        splits[first][last] = split;
      }
    }
    costs[first][last] = best;
  }

  private List<Range> shortRun(int first, int last) {
    return last - first <= 2 * MAX_EXCEPTIONS ? ranges.subList(first, last + 1) : List.of();
  }

  private double costOfExceptions(int first, int last, Decision base) {
    List<Range> exceptions = exceptions(first, last, base);
    if (exceptions.size() > MAX_EXCEPTIONS || !exceptions.stream().allMatch(Range::isSingle)) {
      return Double.POSITIVE_INFINITY;
    }
    double steps = 0;
    for (int i = 0; i < exceptions.size(); i++) {
      steps += (i + 1) * exceptions.get(i).weight();
    }
    for (Range range : ranges.subList(first, last + 1)) {
      if (range.target() == base) {
        steps += exceptions.size() * range.weight();
      }
    }
    return exceptions.size() + costOfAStep * steps;
  }

  /** Returns the ranges that are decided otherwise, the likely ones first. */
  private List<Range> exceptions(int first, int last, Decision base) {
    return ranges.subList(first, last + 1).stream()
        .filter(range -> range.target() != base)
        .sorted(Comparator.comparingDouble(Range::weight).reversed())
        .toList();
  }

  private Decision built(int first, int last) {
    if (first == last) {
      return ranges.get(first).target();
    }
    int split = splits[first][last];
    if (split != NO_SPLIT) {
      return pool.choice(
          atLeast(where, ranges.get(split)), built(split, last), built(first, split - 1));
    }
    Decision base = ranges.get(first).target();
    for (Range range : shortRun(first, last)) {
      if (costOfExceptions(first, last, range.target()) < costOfExceptions(first, last, base)) {
        base = range.target();
      }
    }
    List<Range> exceptions = exceptions(first, last, base);
    Decision decision = base;
    for (int i = exceptions.size() - 1; i >= 0; i--) {
      decision = pool.choice(equal(where, exceptions.get(i)), exceptions.get(i).target(), decision);
    }
    return decision;
  }

  private static WordTest equal(WordTest where, Range range) {
    return WordTest.equal(where.offset(), where.mask(), range.low());
  }

  private static WordTest atLeast(WordTest where, Range range) {
    return WordTest.atLeast(where.offset(), where.mask(), range.low());
  }
}
