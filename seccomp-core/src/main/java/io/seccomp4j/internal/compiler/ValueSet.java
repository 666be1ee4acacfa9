package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.RangeSearch.Range;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Values of a masked word, as ranges that do not overlap. */
final class ValueSet {
  /** From the first value of each range to its last, unsigned. */
  private final NavigableMap<Long, Long> parts = new TreeMap<>();

  private ValueSet() {}

  /** Returns the values from 0 to another, unsigned. */
  static ValueSet upTo(int last) {
    ValueSet values = new ValueSet();
    values.parts.put(0L, Integer.toUnsignedLong(last));
    return values;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Takes those values out for which a test holds, and returns them. */
  ValueSet take(WordTest test) {
    long value = Integer.toUnsignedLong(test.value());
    ValueSet taken = new ValueSet();
    cutBefore(value);
    if (test.isEquality()) {
      cutBefore(value + 1);
    }
    NavigableMap<Long, Long> holding =
        test.isEquality() ? parts.subMap(value, true, value, true) : parts.tailMap(value, true);
    taken.parts.putAll(holding);
    holding.clear();
    return taken;
  }

  /** Makes a range begin at a value, if one goes across. */
  private void cutBefore(long value) {
    Map.Entry<Long, Long> around = parts.lowerEntry(value);
    if (around != null && around.getValue() >= value) {
      parts.put(around.getKey(), value - 1);
      parts.put(value, around.getValue());
    }
  }

  /** Returns the values of both, which have none in common; neither is to be used any more. */
  ValueSet joined(ValueSet other) {
    ValueSet larger = parts.size() < other.parts.size() ? other : this;
    larger.parts.putAll(larger == this ? other.parts : parts);
    return larger;
  }

  /** Adds the ranges of these values with what is done with them. */
  void addTo(List<Range> ranges, Decision target) {
    parts.forEach(
        (first, last) -> ranges.add(new Range(first.intValue(), last.intValue(), target, 1)));
  }
}
