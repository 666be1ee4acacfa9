package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.ArchRule;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Call;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Argument values at which the tests of some rules change their answer, and combinations of them.
 */
final class BoundaryValues {
  private static final long UPPER_HALF = 0xffff_ffff_0000_0000L;

  private BoundaryValues() {}

  /** Returns register sets, at most {@code limit}: all combinations, or a fixed choice of them. */
  static List<long[]> of(Arch arch, List<ArchRule> rules, int limit) {
    List<Set<Long>> values = new ArrayList<>();
    long combinations = 1;
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      Set<Long> ofArgument = valuesOf(arch, rules, i);
      values.add(ofArgument);
      combinations = Math.min(combinations * ofArgument.size(), limit + 1L);
    }
    return combinations <= limit ? all(values) : chosen(values, rules, limit);
  }

  private static Set<Long> valuesOf(Arch arch, List<ArchRule> rules, int index) {
    Set<Long> values = new LinkedHashSet<>();
    values.add(0L);
    for (ArchRule rule : rules) {
      for (ArgumentTest test : rule.tests()) {
        if (test.index() == index) {
          around(test, values);
        }
      }
    }
    boolean narrowRegisters = arch.token() >= 0;
    if (narrowRegisters) {
      Set<Long> low = new LinkedHashSet<>();
      values.forEach(value -> low.add(value & ~UPPER_HALF));
      return low;
    }
    return values;
  }

  /**
   * The value itself, its neighbours, one bit of the mask flipped, and noise where no bit counts.
   */
  private static void around(ArgumentTest test, Set<Long> values) {
    long value = test.value();
    values.add(value);
    values.add(value - 1);
    values.add(value + 1);
    values.add(value | ~test.mask());
    values.add(value ^ (1L << 32));
    values.add(value ^ UPPER_HALF);
    values.add(value ^ (1L << 63));
    values.add(~value);
    for (long bits = test.mask(); bits != 0; bits &= bits - 1) {
      values.add(value ^ Long.lowestOneBit(bits));
    }
  }

  private static List<long[]> all(List<Set<Long>> values) {
    List<long[]> combined = new ArrayList<>();
    combined.add(new long[Call.ARGUMENTS]);
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      List<long[]> longer = new ArrayList<>(combined.size() * values.get(i).size());
      for (long[] args : combined) {
        for (long value : values.get(i)) {
          long[] next = args.clone();
          next[i] = value;
          longer.add(next);
        }
      }
      combined = longer;
    }
    return combined;
  }

  /** Takes a call that matches each rule first, then a seeded choice: the same at every run. */
  private static List<long[]> chosen(List<Set<Long>> values, List<ArchRule> rules, int limit) {
    Random random = new Random(limit);
    List<List<Long>> choices = values.stream().<List<Long>>map(ArrayList::new).toList();
    List<long[]> combined = new ArrayList<>();
    for (ArchRule rule : rules) {
      combined.add(matching(rule, new long[Call.ARGUMENTS]));
      combined.add(matching(rule, any(choices, random)));
    }
    while (combined.size() < limit) {
      long[] args = any(choices, random);
      combined.add(
          random.nextBoolean() ? args : matching(rules.get(random.nextInt(rules.size())), args));
    }
    return combined;
  }

  private static long[] any(List<List<Long>> choices, Random random) {
    long[] args = new long[Call.ARGUMENTS];
    for (int i = 0; i < args.length; i++) {
      args[i] = choices.get(i).get(random.nextInt(choices.get(i).size()));
    }
    return args;
  }

  /** Changes arguments so that each test holds by itself. */
  private static long[] matching(ArchRule rule, long[] args) {
    long[] matching = args.clone();
    for (ArgumentTest test : rule.tests()) {
      long value =
          switch (test.comparison()) {
            case EQ, LE, GE -> test.value();
            case NE -> test.value() ^ Long.lowestOneBit(test.mask());
            case LT -> test.value() - 1;
            case GT -> test.value() + 1;
          };
      matching[test.index()] = (matching[test.index()] & ~test.mask()) | (value & test.mask());
    }
    return matching;
  }
}
