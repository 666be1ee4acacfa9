package io.seccomp4j.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of 64-bit values: all those with some bits fixed. Every test of an argument is a union of
 * disjoint cubes, and so is its opposite, which is why rules can be cut into pieces that do not
 * overlap.
 *
 * @param mask the fixed bits
 * @param value what they are; no bits outside the mask
 */
record Cube(long mask, long value) {
  /** All values. */
  static final Cube ALL = new Cube(0, 0);

  /** Returns the values in both, or empty when there are none. */
  Optional<Cube> and(Cube other) {
    long common = mask & other.mask;
    return (value & common) == (other.value & common)
        ? Optional.of(new Cube(mask | other.mask, value | other.value))
        : Optional.empty();
  }

  /**
   * Returns the values that are not in this one, as disjoint cubes: one a fixed bit. As in an
   * ordering they share the bits above the one that differs, so that pieces of several tests meet
   * in few places.
   */
  List<Cube> complement() {
    List<Cube> cubes = new ArrayList<>(Long.bitCount(mask));
    long fixed = 0;
    for (long rest = mask; rest != 0; ) {
      long bit = Long.highestOneBit(rest);
      cubes.add(new Cube(fixed | bit, (value & fixed) | (~value & bit)));
      fixed |= bit;
      rest &= ~bit;
    }
    return cubes;
  }

  /** Returns the values for which a test holds, as disjoint cubes. */
  static List<Cube> where(ArgumentTest test) {
    long value = test.value();
    Cube equal = new Cube(test.mask(), value);
    return switch (test.comparison()) {
      case EQ -> List.of(equal);
      case NE -> equal.complement();
      case LT -> below(test.mask(), value);
      case LE -> with(below(test.mask(), value), equal);
      case GT -> above(test.mask(), value);
      case GE -> with(above(test.mask(), value), equal);
    };
  }

  /** Returns the values for which a test does not hold, as disjoint cubes. */
  static List<Cube> whereNot(ArgumentTest test) {
    Comparison opposite =
        switch (test.comparison()) {
          case EQ -> Comparison.NE;
          case NE -> Comparison.EQ;
          case LT -> Comparison.GE;
          case LE -> Comparison.GT;
          case GT -> Comparison.LE;
          case GE -> Comparison.LT;
        };
    return where(new ArgumentTest(test.index(), test.mask(), opposite, test.value()));
  }

  /** Smaller values share the higher bits and have a 0 where the bound has a 1. */
  private static List<Cube> below(long mask, long bound) {
    return sharingHigherBits(mask, bound, bound);
  }

  /** Greater values share the higher bits and have a 1 where the bound has a 0. */
  private static List<Cube> above(long mask, long bound) {
    return sharingHigherBits(mask, bound, mask & ~bound);
  }

  private static List<Cube> sharingHigherBits(long mask, long bound, long flippable) {
    List<Cube> cubes = new ArrayList<>(Long.bitCount(flippable));
    for (long rest = flippable; rest != 0; rest &= rest - 1) {
      long bit = Long.lowestOneBit(rest);
      long higher = mask & ~(bit | (bit - 1));
      cubes.add(new Cube(higher | bit, (bound & higher) | (~bound & bit)));
    }
    return cubes;
  }

  private static List<Cube> with(List<Cube> cubes, Cube one) {
    cubes.add(one);
    return cubes;
  }
}
