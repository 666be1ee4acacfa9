package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.RangeSearch.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The cheapest search among some ranges: by instructions, and by the steps of an average value.
 * Each run of ranges is either cut in two, or it is one decision with a few single values that
 * stand out and are asked for one after the other, the likely ones first.
 */
final class RangePlan {
  /** Single values that stand out of one run; more are found faster when it is cut. */
  private static final int MAX_EXCEPTIONS = 4;

  /** In the plan, in place of the range at which a run is cut. */
  private static final int NO_SPLIT = -1;

  private final DecisionPool pool;
  private final WordTest where;
  private final List<Range> ranges;
  private final double costOfAStep;
  private final double[][] costs;
  private final int[][] splits;
  private final int[][] bases;

  RangePlan(DecisionPool pool, WordTest where, List<Range> ranges, double costOfAStep) {
    this.pool = pool;
    this.where = where;
    this.ranges = ranges;
    this.costOfAStep = costOfAStep;
    int size = ranges.size();
    costs = new double[size][size];
    splits = new int[size][size];
    bases = new int[size][size];
  }

  /** Plans every run of ranges, the short ones first, and makes the search of all. */
  Decision decision() {
    for (int length = 2; length <= ranges.size(); length++) {
      for (int first = 0; first + length <= ranges.size(); first++) {
        plan(first, first + length - 1);
      }
    }
    return built(0, ranges.size() - 1);
  }

  private void plan(int first, int last) {
    double best = Double.POSITIVE_INFINITY;
    splits[first][last] = NO_SPLIT;
    if (last - first <= 2 * MAX_EXCEPTIONS) {
      for (int base = first; base <= last; base++) {
        double cost = costOfExceptions(first, last, ranges.get(base).target());
        if (cost < best) {
          best = cost;
          bases[first][last] = base;
        }
      }
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

  private double costOfExceptions(int first, int last, Decision base) {
    int exceptions = 0;
    double ofExceptions = 0;
    double ofBase = 0;
    for (int i = first; i <= last; i++) {
      Range range = ranges.get(i);
      if (range.target() == base) {
        ofBase += range.weight();
        continue;
      }
      exceptions++;
      if (!range.isSingle() || exceptions > MAX_EXCEPTIONS) {
        return Double.POSITIVE_INFINITY;
      }
      ofExceptions += range.weight() * (1 + likelier(first, last, i, base));
    }
    return exceptions + costOfAStep * (ofExceptions + exceptions * ofBase);
  }

  /** Returns how many exceptions are asked for before one. */
  private int likelier(int first, int last, int exception, Decision base) {
    int before = 0;
    for (int i = first; i <= last; i++) {
      int order = Double.compare(ranges.get(i).weight(), ranges.get(exception).weight());
      if (ranges.get(i).target() != base && (order > 0 || (order == 0 && i < exception))) {
        before++;
      }
    }
    return before;
  }

  private Decision built(int first, int last) {
    if (first == last) {
      return ranges.get(first).target();
    }
    int split = splits[first][last];
    return split == NO_SPLIT
        ? withExceptions(first, last, ranges.get(bases[first][last]).target())
        : pool.choice(
            RangeSearch.atLeast(where, ranges.get(split)),
            built(split, last),
            built(first, split - 1));
  }

  private Decision withExceptions(int first, int last, Decision base) {
    List<Range> exceptions = new ArrayList<>(ranges.subList(first, last + 1));
    exceptions.removeIf(range -> range.target() == base);
    // Wrapped from the inside out: the likeliest comes last, and of equal ones the first.
    exceptions.sort(Comparator.comparingDouble(Range::weight).reversed());
    Decision decision = base;
    for (int i = exceptions.size() - 1; i >= 0; i--) {
      Range exception = exceptions.get(i);
      decision = pool.choice(RangeSearch.equal(where, exception), exception.target(), decision);
    }
    return decision;
  }
}
