package io.seccomp4j.internal.compiler;

import java.util.ArrayList;
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

  /** More ranges are halved first: the time goes with the third power. */
  private static final int MAX_PLANNED = 80;

  private RangeSearch() {}

  /**
   * Returns the search.
   *
   * @param where the word and the bits of it that are searched
   * @param ranges all values, rising; neighbours may have the same decision
   * @param costOfAStep what a test on the way of an average value counts, in instructions of the
   *     program
   */
  static Decision of(DecisionPool pool, WordTest where, List<Range> ranges, double costOfAStep) {
    double total = weight(ranges);
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      if (range.isSingle() && range.weight() * 2 > total && joined(ranges).size() > 1) {
        return pool.choice(
            equal(where, range), range.target(), of(pool, where, without(ranges, i), costOfAStep));
      }
    }
    return halved(pool, where, normalized(joined(ranges), total), costOfAStep);
  }

  private static double weight(List<Range> ranges) {
    double sum = 0;
    for (Range range : ranges) {
      sum += range.weight();
    }
    return sum;
  }

  /** Leaves out a single value, which never comes any more: a neighbour takes it in. */
  private static List<Range> without(List<Range> ranges, int left) {
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
      return new RangePlan(pool, where, ranges, costOfAStep).decision();
    }
    double total = weight(ranges);
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

  static WordTest equal(WordTest where, Range range) {
    return WordTest.equal(where.offset(), where.mask(), range.low());
  }

  static WordTest atLeast(WordTest where, Range range) {
    return WordTest.atLeast(where.offset(), where.mask(), range.low());
  }
}
