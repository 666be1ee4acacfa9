package io.seccomp4j.internal.compiler;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.internal.compiler.Decision.Choice;
import io.seccomp4j.internal.compiler.RangeSearch.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Decides by the syscall number, for the calls with one AUDIT_ARCH token. */
final class NumberSearch {
  /** A call whose arguments are looked at runs the filter each time, others mostly do not. */
  private static final double WEIGHT_OF_CONDITIONS = 4;

  /** Hardly any program is made of x32 calls, and they share the search with those of x86_64. */
  private static final double WEIGHT_OF_X32 = 0.02;

  /** How much the calls that a trace has not seen count beside those that it has. */
  private static final double SHARE_OF_UNSEEN = 0.05;

  /** The kernel runs the filter for every number when it is loaded, so short ways count most. */
  private static final double COST_OF_A_STEP = 12;

  private static final long LAST_NUMBER = 0xffff_ffffL;

  private static final WordTest WHERE = WordTest.equal(WordTest.NUMBER, WordTest.ALL_BITS, 0);

  private final DecisionPool pool;
  private final NavigableMap<Long, Decision> starts = new TreeMap<>();
  private final NavigableMap<Long, Double> unseen = new TreeMap<>();
  private final NavigableMap<Long, Double> seen = new TreeMap<>();

  /** Starts with one decision for all numbers. */
  NumberSearch(DecisionPool pool, Decision all) {
    this.pool = pool;
    starts.put(0L, all);
  }

  /** Changes the decision for some numbers, unsigned. */
  void put(long first, long last, Decision decision) {
    if (last < LAST_NUMBER) {
      starts.putIfAbsent(last + 1, at(last));
    }
    starts.subMap(first, true, last, true).clear();
    starts.put(first, decision);
  }

  private Decision at(long number) {
    return starts.floorEntry(number).getValue();
  }

  /**
   * Says which numbers calls really have.
   *
   * @param trace how often they were seen, by name; possibly none
   */
  void expect(Arch arch, Map<String, Long> trace) {
    Syscalls syscalls = Syscalls.of(arch);
    double unit = arch == Arch.X32 ? WEIGHT_OF_X32 : 1;
    for (String name : syscalls.names()) {
      long number = Integer.toUnsignedLong(syscalls.number(name).orElseThrow());
      unseen.put(number, at(number) instanceof Choice ? unit * WEIGHT_OF_CONDITIONS : unit);
      long times = trace.getOrDefault(name, 0L);
      if (times > 0) {
        seen.put(number, unit * times);
      }
    }
  }

  /** Returns the decision by the number. */
  Decision decision() {
    seen.keySet().forEach(number -> put(number, number, at(number)));
    double allSeen = sum(seen);
    double unit = allSeen == 0 ? 1 : allSeen * SHARE_OF_UNSEEN / sum(unseen);
    List<Range> ranges = new ArrayList<>();
    for (Map.Entry<Long, Decision> start : starts.entrySet()) {
      long first = start.getKey();
      Long next = starts.higherKey(first);
      long last = next == null ? LAST_NUMBER : next - 1;
      double weight =
          sum(seen.subMap(first, true, last, true))
              + unit * sum(unseen.subMap(first, true, last, true));
      ranges.add(new Range((int) first, (int) last, start.getValue(), weight));
    }
    return RangeSearch.of(pool, WHERE, ranges, COST_OF_A_STEP);
  }

  private static double sum(Map<Long, Double> weights) {
    double sum = 0;
    for (double weight : weights.values()) {
      sum += weight;
    }
    return sum;
  }
}
