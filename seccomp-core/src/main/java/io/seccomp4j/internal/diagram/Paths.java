package io.seccomp4j.internal.diagram;

import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Comparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** Finds arguments for which a diagram has a value. The diagram asks for arguments only. */
public final class Paths {
  /** No path leads there. */
  private static final int NEVER = Integer.MAX_VALUE / 2;

  /** A one in an upper half is dearer: few people write such numbers. */
  private static final int UPPER_ONE = 8;

  private final Diagrams diagrams;

  /** Looks into some diagrams. */
  public Paths(Diagrams diagrams) {
    this.diagrams = diagrams;
  }

  /**
   * Arguments with some bits fixed, for which a diagram has one value.
   *
   * @param tests masked equalities, at most one an argument
   * @param value the value
   */
  public record Piece(List<ArgumentTest> tests, int value) {
    /** Keeps a copy. */
    public Piece {
      tests = List.copyOf(tests);
    }
  }

  /** Returns the values that a diagram has, in the order of rising arguments. */
  public Set<Integer> values(int node) {
    Set<Integer> values = new LinkedHashSet<>();
    collect(node, values, new HashSet<>());
    return values;
  }

  private void collect(int node, Set<Integer> values, Set<Integer> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (diagrams.isValue(node)) {
      values.add(diagrams.valueOf(node));
      return;
    }
    int bit = diagrams.variable(node);
    collect(diagrams.low(node, bit), values, seen);
    collect(diagrams.high(node, bit), values, seen);
  }

  /**
   * Returns arguments for which a diagram has a value: those with the fewest ones, in low places.
   *
   * @throws IllegalArgumentException when it never has the value
   */
  public long[] plainest(int node, int value) {
    Map<Integer, Integer> costs = new HashMap<>();
    if (cost(node, value, costs) >= NEVER) {
      throw new IllegalArgumentException("the diagram never has the value " + value);
    }
    long[] args = new long[Call.ARGUMENTS];
    int at = node;
    while (!diagrams.isValue(at)) {
      int bit = diagrams.variable(at);
      int ifZero = diagrams.low(at, bit);
      int ifOne = diagrams.high(at, bit);
      boolean one = cost(ifOne, value, costs) + price(bit) < cost(ifZero, value, costs);
      if (one) {
        args[argument(bit)] |= mask(bit);
      }
      at = one ? ifOne : ifZero;
    }
    return args;
  }

  private int cost(int node, int value, Map<Integer, Integer> known) {
    if (diagrams.isValue(node)) {
      return diagrams.valueOf(node) == value ? 0 : NEVER;
    }
    Integer before = known.get(node);
    if (before != null) {
      return before;
    }
    int bit = diagrams.variable(node);
    int ifZero = cost(diagrams.low(node, bit), value, known);
    int ifOne = cost(diagrams.high(node, bit), value, known);
    int cost = Math.min(ifZero, Math.min(NEVER, ifOne + price(bit)));
    known.put(node, cost);
    return cost;
  }

  private static int price(int bit) {
    return mask(bit) >>> Integer.SIZE == 0 ? 1 : UPPER_ONE;
  }

  private static int argument(int bit) {
    return (bit - Variables.argument(0)) / Long.SIZE;
  }

  private static long mask(int bit) {
    return Long.MIN_VALUE >>> (bit - Variables.argument(0)) % Long.SIZE;
  }

  /**
   * Cuts the arguments into disjoint pieces, each with one value.
   *
   * @param wanted which values count; the pieces of others are left out
   * @param budget how many pieces there may be
   * @return the pieces; empty when there are more
   */
  public Optional<List<Piece>> pieces(int node, IntPredicate wanted, int budget) {
    Cutter cutter = new Cutter(wanted, budget);
    return cutter.cut(node) ? Optional.of(cutter.pieces) : Optional.empty();
  }

  /** Goes down all paths; below every node there are two values, so that most count. */
  private final class Cutter {
    private final List<Piece> pieces = new ArrayList<>();
    private final IntPredicate wanted;
    private final int budget;
    private final long[] masks = new long[Call.ARGUMENTS];
    private final long[] bits = new long[Call.ARGUMENTS];

    Cutter(IntPredicate wanted, int budget) {
      this.wanted = wanted;
      this.budget = budget;
    }

    boolean cut(int node) {
      if (diagrams.isValue(node)) {
        if (wanted.test(diagrams.valueOf(node))) {
          pieces.add(piece(diagrams.valueOf(node)));
        }
        return pieces.size() <= budget;
      }
      int bit = diagrams.variable(node);
      int argument = argument(bit);
      masks[argument] |= mask(bit);
      boolean fits = cut(diagrams.low(node, bit));
      bits[argument] |= mask(bit);
      fits = fits && cut(diagrams.high(node, bit));
      masks[argument] &= ~mask(bit);
      bits[argument] &= ~mask(bit);
      return fits;
    }

    private Piece piece(int value) {
      List<ArgumentTest> tests = new ArrayList<>();
      for (int i = 0; i < Call.ARGUMENTS; i++) {
        if (masks[i] != 0) {
          tests.add(new ArgumentTest(i, masks[i], Comparison.EQ, bits[i]));
        }
      }
      return new Piece(tests, value);
    }
  }
}
