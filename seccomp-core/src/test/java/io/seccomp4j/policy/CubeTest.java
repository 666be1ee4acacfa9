package io.seccomp4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every test of an argument, on a domain small enough to look at every value. */
final class CubeTest {
  private static final int VALUES = 64;

  @Test
  void where_coversExactlyTheValuesThatPass() {
    for (Comparison comparison : Comparison.values()) {
      for (long mask : comparison.isOrdering() ? new long[] {15, -1} : new long[] {5, 15, -1}) {
        for (int value = 0; value < 16; value++) {
          if ((value & ~mask) == 0) {
            ArgumentTest test = new ArgumentTest(0, mask, comparison, value);
            check(test, Cube.where(test), true);
            check(test, Cube.where(test.opposite()), false);
          }
        }
      }
    }
  }

  private static void check(ArgumentTest test, List<Cube> cubes, boolean inside) {
    for (long argument = 0; argument < VALUES; argument++) {
      for (long high : new long[] {0, 1L << 32, Long.MIN_VALUE}) {
        long value = argument | high;
        long covering =
            cubes.stream().filter(cube -> (value & cube.mask()) == cube.value()).count();
        assertThat(covering)
            .as("%s for %x in %s", test, value, cubes)
            .isEqualTo(test.holds(value) == inside ? 1 : 0);
      }
    }
  }
}
