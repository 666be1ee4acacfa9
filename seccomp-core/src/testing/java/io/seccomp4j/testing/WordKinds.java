package io.seccomp4j.testing;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which values of each word of {@code seccomp_data} a filter and a policy can tell apart: those
 * between which a constant lies that they compare with, and those with other bits in a mask.
 */
final class WordKinds {
  static final int WORDS = 16;
  private static final int FIRST_ARGUMENT = 4;
  private static final int MOST_BITS = 8;
  private static final long LAST = 0xffff_ffffL;

  private final List<TreeSet<Long>> starts = new ArrayList<>();
  private final int[] masks = new int[WORDS];
  private final boolean[] lookedAt = new boolean[WORDS];

  private WordKinds() {
    for (int word = 0; word < WORDS; word++) {
      starts.add(new TreeSet<>(List.of(0L)));
    }
  }

  /** Returns empty for instructions that are not followed, and for masks of many bits. */
  static Optional<WordKinds> of(Filter filter, Policy policy) {
    WordKinds kinds = new WordKinds();
    List<PlainStep> program = filter.instructions().stream().map(PlainStep::new).toList();
    if (!kinds.addProgram(program)) {
      return Optional.empty();
    }
    kinds.addPolicy(policy);
    for (int mask : kinds.masks) {
      if (Integer.bitCount(mask) > MOST_BITS) {
        return Optional.empty();
      }
    }
    return Optional.of(kinds);
  }

  static long[] arguments(int[] data) {
    long[] args = new long[Call.ARGUMENTS];
    for (int i = 0; i < args.length; i++) {
      int low = FIRST_ARGUMENT + 2 * i;
      args[i] = (long) data[low + 1] << Integer.SIZE | Integer.toUnsignedLong(data[low]);
    }
    return args;
  }

  boolean isLookedAt(int word) {
    return lookedAt[word];
  }

  /** Returns a value of every kind. */
  List<Integer> values(int word) {
    List<Integer> values = new ArrayList<>();
    int mask = masks[word];
    for (long start : starts.get(word)) {
      Long next = starts.get(word).higher(start);
      long end = next == null ? LAST : next - 1;
      int pattern = 0;
      do {
        long value = atLeast(start, mask, pattern);
        if (value <= end) {
          values.add((int) value);
        }
        pattern = pattern - mask & mask;
      } while (pattern != 0);
    }
    return values;
  }

  /** Returns the least value from a start on whose masked bits are a pattern. */
  private static long atLeast(long start, int mask, int pattern) {
    if (((int) start & mask) == pattern) {
      return start;
    }
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      long one = 1L << bit;
      int above = (int) -(one << 1);
      boolean fits = ((int) start & mask & above) == (pattern & above);
      boolean canBeOne = (mask & one) == 0 || (pattern & one) != 0;
      if (fits && canBeOne && (start & one) == 0) {
        return (start & ~(one - 1)) | one | (pattern & (one - 1));
      }
    }
    return LAST + 1;
  }

  /** Follows which words A may come from; jumps only go forward. */
  private boolean addProgram(List<PlainStep> program) {
    int[] from = new int[program.size() + 1];
    boolean[] reached = new boolean[program.size() + 1];
    reached[0] = true;
    for (int pc = 0; pc < program.size(); pc++) {
      PlainStep step = program.get(pc);
      if (!reached[pc]) {
        continue;
      }
      int next = pc + 1;
      int now = from[pc];
      if (step.isLoad()) {
        reach(from, reached, next, 1 << (step.k() / 4));
      } else if (step.isConstant()) {
        reach(from, reached, next, 0);
      } else if (step.isMask()) {
        mask(now, step.k());
        reach(from, reached, next, now);
      } else if (step.isAlwaysJump()) {
        reach(from, reached, next + step.k(), now);
      } else if (step.isComparison() || step.isBitTest()) {
        test(step, now);
        reach(from, reached, next + step.jt(), now);
        reach(from, reached, next + step.jf(), now);
      } else if (!step.isReturn()) {
        return false;
      }
    }
    return true;
  }

  private static void reach(int[] from, boolean[] reached, int pc, int words) {
    from[pc] |= words;
    reached[pc] = true;
  }

  private void test(PlainStep step, int words) {
    if (step.isBitTest()) {
      mask(words, step.k());
      return;
    }
    for (int word = 0; word < WORDS; word++) {
      if ((words >>> word & 1) != 0) {
        point(word, Integer.toUnsignedLong(step.k()));
      }
    }
  }

  private void mask(int words, int mask) {
    for (int word = 0; word < WORDS; word++) {
      if ((words >>> word & 1) != 0) {
        masks[word] |= mask;
        lookedAt[word] = true;
      }
    }
  }

  private void point(int word, long value) {
    lookedAt[word] = true;
    starts.get(word).add(value);
    if (value < LAST) {
      starts.get(word).add(value + 1);
    }
  }

  private void addPolicy(Policy policy) {
    long bit = Arch.X32_BIT;
    for (long start : new long[] {bit, 2 * bit, LAST}) {
      starts.get(0).add(start);
    }
    for (Arch arch : policy.effectiveArchitectures()) {
      ArchRules rules = policy.rulesOn(arch);
      point(1, Integer.toUnsignedLong(arch.token()));
      rules.horizon().ifPresent(last -> point(0, Integer.toUnsignedLong(last)));
      for (int number : rules.numbers()) {
        point(0, Integer.toUnsignedLong(number));
        rules.rules(number).forEach(rule -> rule.tests().forEach(this::addTest));
      }
    }
  }

  private void addTest(ArgumentTest test) {
    int low = FIRST_ARGUMENT + 2 * test.index();
    addHalf(low, (int) test.mask(), test.value() & LAST);
    addHalf(low + 1, (int) (test.mask() >>> Integer.SIZE), test.value() >>> Integer.SIZE);
  }

  private void addHalf(int word, int mask, long value) {
    if (mask == -1) {
      point(word, value);
    } else if (mask != 0) {
      mask(1 << word, mask);
    }
  }
}
