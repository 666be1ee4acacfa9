package io.seccomp4j.internal.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class DiagramsTest {
  private static final int BITS = 4;
  private static final int CASES = 1 << BITS;

  @Test
  void equalFunctions_areOneNode() {
    Random random = new Random(7);
    Diagrams diagrams = new Diagrams(100_000);
    for (int round = 0; round < 2000; round++) {
      int condition = random.nextInt(1 << CASES);
      int yes = random.nextInt(1 << CASES);
      int no = random.nextInt(1 << CASES);

      int chosen =
          diagrams.choose(
              diagram(diagrams, condition), diagram(diagrams, yes), diagram(diagrams, no));

      assertThat(chosen).isEqualTo(diagram(diagrams, (condition & yes) | (~condition & no)));
      assertThat(diagrams.map(chosen, value -> 1 - value))
          .isEqualTo(diagram(diagrams, ~((condition & yes) | (~condition & no))));
      assertThat(
              diagrams.combine(
                  diagram(diagrams, yes), diagram(diagrams, no), (one, other) -> one ^ other))
          .isEqualTo(diagram(diagrams, yes ^ no));
    }
  }

  @Test
  void comparison_isOfMaskedBits() {
    Diagrams diagrams = new Diagrams(100_000);
    for (int mask = 0; mask < CASES; mask++) {
      for (int bound = 0; bound < CASES; bound++) {
        int compared =
            diagrams.compare(
                0, BITS, mask, bound, diagrams.value(-1), diagrams.value(0), diagrams.value(1));
        for (int value = 0; value < CASES; value++) {
          assertThat(diagrams.valueOf(diagrams.fixed(compared, 0, BITS, value)))
              .isEqualTo(Integer.signum(Integer.compare(value & mask, bound)));
        }
      }
    }
  }

  @Test
  void difference_isWhereTheValuesDiffer() {
    Random random = new Random(8);
    Diagrams diagrams = new Diagrams(100_000);
    for (int round = 0; round < 2000; round++) {
      int first = random.nextInt(1 << CASES);
      int second = first ^ (1 << random.nextInt(CASES));

      boolean[] bits = diagrams.difference(diagram(diagrams, first), diagram(diagrams, second));

      int input = 0;
      for (int bit = 0; bit < BITS; bit++) {
        input = (input << 1) | (bits[bit] ? 1 : 0);
      }
      assertThat(((first ^ second) >>> input) & 1).isOne();
    }
  }

  @Test
  void tooManyNodes_areRefused() {
    Diagrams diagrams = new Diagrams(10);

    assertThatThrownBy(() -> diagrams.compare(0, 64, -1, 5, 0, 1, 0))
        .isInstanceOf(TooLargeException.class)
        .hasMessage("the diagram has more than 10 nodes");
  }

  /** Makes the diagram of a truth table, input by input. */
  private static int diagram(Diagrams diagrams, int table) {
    int result = Diagrams.NO;
    for (int input = 0; input < CASES; input++) {
      int is = diagrams.compare(0, BITS, -1, input, Diagrams.NO, Diagrams.YES, Diagrams.NO);
      result = diagrams.choose(is, (table >>> input) & 1, result);
    }
    return result;
  }
}
