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

  /**
   * Cuts all values into disjoint cubes in which each test holds for all values or for none. Stops
   * refining where the cubes are more than {@code most}.
   */
  static List<Cube> partition(List<ArgumentTest> tests, int most) {
    List<Cube> pieces = List.of(ALL);
    for (ArgumentTest test : tests) {
      if (pieces.size() > most) {
        return pieces;
      }
      List<Cube> where = where(test);
      List<Cube> whereNot = where(test.opposite());
      List<Cube> finer = new ArrayList<>();
      for (Cube piece : pieces) {
        if (finer.size() > most) {
          return finer;
        }
        List<Cube> holds = piece.within(where);
        List<Cube> fails = piece.within(whereNot);
        if (holds.isEmpty() || fails.isEmpty()) {
          finer.add(piece);
        } else {
          finer.addAll(holds);
          finer.addAll(fails);
        }
      }
      pieces = finer;
    }
    return pieces;
  }

  private List<Cube> within(List<Cube> cubes) {
    List<Cube> parts = new ArrayList<>();
    cubes.forEach(cube -> and(cube).ifPresent(parts::add));
    return parts;
  }

  /** Says whether a value is in it. */
  boolean contains(long one) {
    return (one & mask) == value;
  }

  /** Returns the value in this cube that differs from another value in the fewest bits. */
  long closestTo(long one) {
    return (one & ~mask) | value;
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
