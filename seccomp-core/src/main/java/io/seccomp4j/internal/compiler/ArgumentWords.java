package io.seccomp4j.internal.compiler;

import io.seccomp4j.policy.ArgumentTest;
import java.nio.ByteOrder;

/**
 * Turns tests of 64-bit arguments into tests of the two words that an argument has. A word of which
 * no bit counts is not looked at, so on 32-bit architectures the upper ones never are.
 */
final class ArgumentWords {
  private static final int FIRST_ARGUMENT = 16;

  private final DecisionPool pool;
  private final int lowWord;

  /**
   * Takes the word order.
   *
   * @param order of the kernel that runs the filter; its 32-bit programs have the same
   */
  ArgumentWords(DecisionPool pool, ByteOrder order) {
    this.pool = pool;
    lowWord = order == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES;
  }

  /** Returns the decision that goes one of two ways by a test of an argument. */
  Decision choice(ArgumentTest test, Decision yes, Decision no) {
    return switch (test.comparison()) {
      case EQ -> equal(test, yes, no);
      case NE -> equal(test, no, yes);
      case GE -> atLeast(test, test.value(), yes, no);
      case LT -> atLeast(test, test.value(), no, yes);
      case GT -> above(test, yes, no);
      case LE -> above(test, no, yes);
    };
  }

  private Decision equal(ArgumentTest test, Decision yes, Decision no) {
    WordTest low = WordTest.equal(low(test), (int) test.mask(), (int) test.value());
    WordTest high = WordTest.equal(high(test), upper(test.mask()), upper(test.value()));
    return pool.choice(high, pool.choice(low, yes, no), no);
  }

  private Decision above(ArgumentTest test, Decision yes, Decision no) {
    return test.value() == test.mask() ? no : atLeast(test, test.value() + 1, yes, no);
  }

  private Decision atLeast(ArgumentTest test, long bound, Decision yes, Decision no) {
    int mask = upper(test.mask());
    Decision high = pool.choice(WordTest.atLeast(high(test), mask, upper(bound)), yes, no);
    if ((int) bound == 0) {
      return high;
    }
    Decision low =
        pool.choice(WordTest.atLeast(low(test), (int) test.mask(), (int) bound), yes, no);
    return pool.choice(WordTest.equal(high(test), mask, upper(bound)), low, high);
  }

  private static int upper(long value) {
    return (int) (value >>> Integer.SIZE);
  }

  private int low(ArgumentTest test) {
    return FIRST_ARGUMENT + test.index() * Long.BYTES + lowWord;
  }

  private int high(ArgumentTest test) {
    return FIRST_ARGUMENT + test.index() * Long.BYTES + Integer.BYTES - lowWord;
  }
}
