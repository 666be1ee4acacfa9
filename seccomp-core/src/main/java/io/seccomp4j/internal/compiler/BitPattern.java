package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.RangeSearch.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values that have some bits in common and every combination of the others, as sets of flags do:
 * one masked test finds them all.
 *
 * @param mask the bits that they have in common
 * @param value what those are
 * @param target what is done with the values
 */
record BitPattern(int mask, int value, Decision target) {
  /** Fewer values are found as fast one by one. */
  private static final int LEAST_VALUES = 4;

  /** More values of one decision are not looked at: patterns hide in sets of flags. */
  private static final int MOST_VALUES = 64;

  private record Bits(int mask, int value) {}

  /** Returns the pattern with most values among single values and short ranges, if there is one. */
  static Optional<BitPattern> largest(List<Range> ranges) {
    Map<Decision, Set<Bits>> values = new LinkedHashMap<>();
    for (Range range : ranges) {
      if (isShort(range)) {
        for (int value = range.low(); value != range.high() + 1; value++) {
          values
              .computeIfAbsent(range.target(), any -> new LinkedHashSet<>())
              .add(new Bits(WordTest.ALL_BITS, value));
        }
      }
    }
    BitPattern largest = null;
    for (Map.Entry<Decision, Set<Bits>> some : values.entrySet()) {
      int size = some.getValue().size();
      if (size >= LEAST_VALUES && size <= MOST_VALUES) {
        Bits bits = widest(some.getValue());
        if (Integer.bitCount(~bits.mask()) >= 2
            && (largest == null
                || Integer.bitCount(bits.mask()) < Integer.bitCount(largest.mask()))) {
          largest = new BitPattern(bits.mask(), bits.value(), some.getKey());
        }
      }
    }
    return Optional.ofNullable(largest);
  }

  private static boolean isShort(Range range) {
    return range.high() - range.low() >= 0 && range.high() - range.low() < LEAST_VALUES;
  }

  /** Joins patterns that differ in one bit as long as there are any; zeros are cheap to test. */
  private static Bits widest(Set<Bits> values) {
    Set<Bits> patterns = values;
    while (true) {
      Set<Bits> wider = new LinkedHashSet<>();
      for (Bits bits : patterns) {
        for (int rest = bits.value(); rest != 0; rest &= rest - 1) {
          int bit = Integer.lowestOneBit(rest);
          if (patterns.contains(new Bits(bits.mask(), bits.value() & ~bit))) {
            wider.add(new Bits(bits.mask() & ~bit, bits.value() & ~bit));
          }
        }
      }
      if (wider.isEmpty()) {
        return patterns.stream()
            .filter(bits -> bits.value() == 0)
            .findFirst()
            .orElse(patterns.iterator().next());
      }
      patterns = wider;
    }
  }

  WordTest test(int offset) {
    return WordTest.equal(offset, mask, value);
  }

  /** Returns what is left to search where the pattern is ruled out: its values never come there. */
  List<Range> rest(List<Range> ranges) {
    List<Range> rest = new ArrayList<>();
    int low = 0;
    for (Range range : ranges) {
      int high = range.high();
      if (range.target() != target || !isShort(range)) {
        rest.add(new Range(low, high, range.target(), range.weight()));
        low = high + 1;
        continue;
      }
      for (int value = range.low(); value != high + 1; value++) {
        if ((value & mask) != this.value) {
          rest.add(new Range(low, value, target, range.weight()));
          low = value + 1;
        }
      }
    }
    return upToTheEnd(rest);
  }

  /** Gives the last range the values that were left out after it. */
  private static List<Range> upToTheEnd(List<Range> ranges) {
    int last = ranges.size() - 1;
    Range range = ranges.get(last);
    ranges.set(last, new Range(range.low(), WordTest.ALL_BITS, range.target(), range.weight()));
    return ranges;
  }
}
