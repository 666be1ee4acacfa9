package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.WordTest.Kind;
import java.util.Arrays;

/**
 * What the tests on the way have shown about a word: bits that are certain, bounds, and masked
 * values that it does not have. Immutable. It may know less than could be known, never more.
 */
final class KnownWord {
  /** What a test comes to. */
  enum Outcome {
    YES,
    NO,
    OPEN
  }

  static final KnownWord NOTHING = new KnownWord(0, 0, 0, -1, new int[0]);

  /** Of the values that are excluded only the latest are kept. */
  private static final int MAX_EXCLUDED = 64;

  private final int mask;
  private final int bits;
  private final int low;
  private final int high;
  // Pairs of a mask and a value.
  private final int[] excluded;
  private final int hash;

  private KnownWord(int mask, int bits, int low, int high, int[] excluded) {
    this.mask = mask;
    this.bits = bits;
    this.low = low;
    this.high = high;
    this.excluded = excluded;
    this.hash = (((mask * 31 + bits) * 31 + low) * 31 + high) * 31 + Arrays.hashCode(excluded);
  }

  /** Returns what a test of this word comes to. */
  Outcome outcome(WordTest test) {
    return test.isEquality() ? equal(test.mask(), test.value()) : atLeast(test);
  }

  private Outcome equal(int testMask, int value) {
    if (((value ^ bits) & mask & testMask) != 0) {
      return Outcome.NO;
    }
    if ((testMask & ~mask) == 0) {
      return Outcome.YES;
    }
    // A masked word is never greater than the whole.
    if (isLess(high, value) || (testMask == WordTest.ALL_BITS && isLess(value, low))) {
      return Outcome.NO;
    }
    for (int i = 0; i < excluded.length; i += 2) {
      if ((excluded[i] & ~testMask) == 0 && (value & excluded[i]) == excluded[i + 1]) {
        return Outcome.NO;
      }
    }
    return Outcome.OPEN;
  }

  private Outcome atLeast(WordTest test) {
    int least = bits & test.mask();
    int most = (bits | ~mask) & test.mask();
    if (test.isWhole() && isLess(least, low)) {
      least = low;
    }
    if (isLess(high, most)) {
      most = high;
    }
    if (!isLess(least, test.value())) {
      return Outcome.YES;
    }
    return isLess(most, test.value()) ? Outcome.NO : Outcome.OPEN;
  }

  /** Returns what is known where an open test has come out one way. */
  KnownWord after(WordTest test, boolean holds) {
    if (test.kind() == Kind.AT_LEAST) {
      return holds
          ? between(mask, bits, max(low, test.value()), high)
          : test.isWhole() ? between(mask, bits, low, min(high, test.value() - 1)) : this;
    }
    if (holds) {
      return withBits(test.mask(), test.value());
    }
    int open = test.mask() & ~mask;
    if (Integer.bitCount(open) == 1) {
      return withBits(open, ~test.value() & open);
    }
    if (test.isWhole() && test.value() == low) {
      return between(mask, bits, low + 1, high);
    }
    if (test.isWhole() && test.value() == high) {
      return between(mask, bits, low, high - 1);
    }
    return without(test);
  }

  private KnownWord withBits(int moreMask, int moreBits) {
    int newMask = mask | moreMask;
    int newBits = bits | moreBits;
    return between(newMask, newBits, max(low, newBits), min(high, newBits | ~newMask));
  }

  private KnownWord between(int newMask, int newBits, int newLow, int newHigh) {
    if (isLess(newHigh, newLow)) {
      return this;
    }
    int differing = newLow ^ newHigh;
    int common = differing == 0 ? -1 : -(Integer.highestOneBit(differing) << 1);
    return new KnownWord(
        newMask | common, (newBits & ~common) | (newLow & common), newLow, newHigh, excluded);
  }

  private KnownWord without(WordTest test) {
    int keep = Math.min(excluded.length, 2 * (MAX_EXCLUDED - 1));
    int[] longer = Arrays.copyOfRange(excluded, excluded.length - keep, excluded.length + 2);
    longer[keep] = test.mask();
    longer[keep + 1] = test.value();
    return new KnownWord(mask, bits, low, high, longer);
  }

  /** Says whether an excluded value has to do with a test, so that knowing it may help. */
  static boolean mayDecide(WordTest excluding, WordTest test) {
    return test.isEquality()
        && test.offset() == excluding.offset()
        && (excluding.mask() & ~test.mask()) == 0
        && (test.value() & excluding.mask()) == excluding.value();
  }

  /** Decides which excluded values are worth keeping. */
  interface Relevance {
    boolean matters(int mask, int value);
  }

  /** Forgets the excluded values that do not matter any more, so that more ways look alike. */
  KnownWord keeping(Relevance relevance) {
    if (excluded.length == 0) {
      return this;
    }
    int kept = 0;
    int[] some = new int[excluded.length];
    for (int i = 0; i < excluded.length; i += 2) {
      if (relevance.matters(excluded[i], excluded[i + 1])) {
        some[kept++] = excluded[i];
        some[kept++] = excluded[i + 1];
      }
    }
    return kept == excluded.length
        ? this
        : new KnownWord(mask, bits, low, high, Arrays.copyOf(some, kept));
  }

  /** Returns what holds on both of two ways. */
  KnownWord common(KnownWord other) {
    if (equals(other)) {
      return this;
    }
    int commonMask = mask & other.mask & ~(bits ^ other.bits);
    int[] both = new int[excluded.length];
    int kept = 0;
    for (int i = 0; i < excluded.length; i += 2) {
      if (other.equal(excluded[i], excluded[i + 1]) == Outcome.NO) {
        both[kept++] = excluded[i];
        both[kept++] = excluded[i + 1];
      }
    }
    return new KnownWord(
        commonMask,
        bits & commonMask,
        min(low, other.low),
        max(high, other.high),
        Arrays.copyOf(both, kept));
  }

  private static boolean isLess(int left, int right) {
    return Integer.compareUnsigned(left, right) < 0;
  }

  private static int min(int left, int right) {
    return isLess(left, right) ? left : right;
  }

  private static int max(int left, int right) {
    return isLess(left, right) ? right : left;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof KnownWord that && isEqual(that));
  }

  private boolean isEqual(KnownWord that) {
    return hash == that.hash
        && mask == that.mask
        && bits == that.bits
        && low == that.low
        && high == that.high
        && Arrays.equals(excluded, that.excluded);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
