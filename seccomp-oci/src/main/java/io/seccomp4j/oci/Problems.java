package io.seccomp4j.oci;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Collects problems: all are counted, and as many are kept as somebody may want to read. */
final class Problems {
  private static final int KEPT = 1000;

  private final List<Problem> kept = new ArrayList<>();
  private int count;

  void add(Spot spot, String message) {
    count++;
    if (kept.size() < KEPT) {
      kept.add(new Problem(spot.pointer(), spot.line(), spot.column(), message));
    }
  }

  /** Adds one that is described only if it is kept: of a million the rest is just counted. */
  void add(Supplier<Spot> spot, Supplier<String> message) {
    if (keepsMore()) {
      add(spot.get(), message.get());
    } else {
      count++;
    }
  }

  void addAll(Problems others) {
    count += others.count;
    others.kept.stream().limit(KEPT - kept.size()).forEach(kept::add);
  }

  private boolean keepsMore() {
    return kept.size() < KEPT;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  /** Returns the kept ones in the order of the text. */
  List<Problem> inOrder() {
    List<Problem> sorted = new ArrayList<>(kept);
    sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    return sorted;
  }
}
