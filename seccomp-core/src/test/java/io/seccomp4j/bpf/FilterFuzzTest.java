package io.seccomp4j.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes from anywhere are refused with a reason, or are a program that ends. */
final class FilterFuzzTest {
  @Test
  void randomBytes_areRefusedOrRunToAReturn() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      exercise(bytes, random, "seed " + seed + ", bytes " + i);
    }
  }

  @Test
  void damagedPrograms_areRefusedOrRunToAReturn() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int taken = 0;
    int rounds = 50_000;
    for (int i = 0; i < rounds; i++) {
      byte[] bytes = Filter.of(Programs.valid(random)).toBytes(ByteOrder.LITTLE_ENDIAN);
      for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
        bytes[random.nextInt(bytes.length)] = (byte) Programs.word(random);
      }
      taken += exercise(bytes, random, "seed " + seed + ", program " + i) ? 1 : 0;
    }

    assertThat(taken).as("seed %d", seed).isBetween(rounds / 10, rounds * 9 / 10);
  }

  private static boolean exercise(byte[] bytes, Random random, String description) {
    Optional<Filter> filter = read(bytes);
    filter.ifPresent(
        program -> {
          long[] args = random.longs(6).toArray();
          Simulator.Run run = Simulator.count(program, Arch.X86_64, random.nextInt(500), 0, args);
          assertThat(run.executed()).as(description).isBetween(1, program.size());
          assertThat(program.toBytes(ByteOrder.LITTLE_ENDIAN)).as(description).isEqualTo(bytes);
        });
    return filter.isPresent();
  }

  private static Optional<Filter> read(byte[] bytes) {
    try {
      return Optional.of(Filter.fromBytes(bytes, ByteOrder.LITTLE_ENDIAN));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageMatching("(a filter of|instruction \\d+:) .+");
      return Optional.empty();
    }
  }
}
