package io.seccomp4j.bpf;

import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.testing.SmallDomain;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Bytes from anywhere are refused with a reason, or are a program that ends, has a text and can be
 * held against a policy.
 */
final class FilterFuzzTest {
  private static final Policy POLICY =
      Policy.denyByDefault(Action.KILL_PROCESS)
          .nativeArchitecture(Arch.X86_64)
          .allow("read")
          .on("socket", Action.errno(13), arg("domain").is(16))
          .build();

  /** Small, since many programs are tried. */
  private static final int MOST_NODES = 20_000;

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

  /** One bit of a proven program is another one: it is refused, refuted, or no call shows it. */
  @Test
  void damagedProvenPrograms_areRefusedRefutedOrTheSame() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Filter proven = BuiltInCompiler.compile(POLICY);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = proven.toBytes(ByteOrder.LITTLE_ENDIAN);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      read(bytes).ifPresent(program -> assertShown(program, "seed " + seed));
    }
  }

  private static void assertShown(Filter program, String description) {
    if (Verifier.prove(program, POLICY, MOST_NODES).isEqual()) {
      assertThat(SmallDomain.agree(program, POLICY, 1_000_000).orElse(true))
          .as(() -> description + ": " + program.instructions())
          .isTrue();
    }
  }

  private static boolean exercise(byte[] bytes, Random random, String description) {
    Optional<Filter> filter = read(bytes);
    filter.ifPresent(
        program -> {
          long[] args = random.longs(6).toArray();
          Simulator.Run run = Simulator.count(program, Arch.X86_64, random.nextInt(500), 0, args);
          assertThat(run.executed()).as(description).isBetween(1, program.size());
          assertThat(program.toBytes(ByteOrder.LITTLE_ENDIAN)).as(description).isEqualTo(bytes);
          if (random.nextInt(10) > 0) {
            return;
          }
          assertThat(Disassembler.disassemble(program, Arch.X86_64).lines().count())
              .as(description)
              .isGreaterThanOrEqualTo(program.size());
          assertThat(Verifier.prove(program, POLICY, MOST_NODES).isEqual())
              .as(description)
              .isFalse();
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
