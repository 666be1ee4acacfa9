package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Arg;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.PolicyException;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random policies decide alike before they are written and after they are read back. */
final class PolicyRoundTripTest {
  private static final long FIRST_SEED = 20_261_124;
  private static final int SEEDS = 200;
  private static final int CALLS = 100;
  private static final List<String> NAMES =
      List.of("dup3", "socket", "mkdirat", "ioctl", "openat", "shmat", "getpid", "mmap");
  private static final List<Action> ACTIONS =
      List.of(
          Action.ALLOW,
          Action.LOG,
          Action.errno(1),
          Action.errno(13),
          Action.TRAP,
          Action.KILL_PROCESS,
          Action.KILL_THREAD,
          Action.NOTIFY,
          Action.trace(3));

  /** Small numbers meet often; the others stand at the borders of words. */
  private static final long[] VALUES = {
    0,
    1,
    2,
    3,
    5,
    7,
    8,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x1_0000_0001L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2
  };

  private final List<String> refusals = new ArrayList<>();

  @TestFactory
  Stream<DynamicTest> randomPolicies_decideAlikeWhenReadBack() {
    Stream<DynamicTest> each =
        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
            .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> check(seed)));
    DynamicTest most =
        DynamicTest.dynamicTest(
            "most policies can be said",
            () -> assertThat(refusals).as("refused").hasSizeLessThan(SEEDS / 2));
    return Stream.concat(each, Stream.of(most));
  }

  private void check(long seed) throws ProfileFormatException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Policy policy = policy(random);
    OciProfile profile;
    try {
      profile = OciProfile.of(policy);
    } catch (PolicyException e) {
      refusals.add(e.getMessage());
      return;
    }
    Schemas.assertValid(profile.toJson());
    OciProfile readProfile = OciProfile.parse(profile.toJson());
    assertThat(readProfile).isEqualTo(profile);
    Policy read = PolicyMaker.policy(readProfile, policy.nativeArchitecture(), Horizon.NAMED);
    assertThat(profile.warnings()).isEmpty();
    for (int i = 0; i < CALLS; i++) {
      Call call = call(random, policy);
      assertThat(read.decide(call))
          .as(() -> "seed " + seed + ": " + call + " of\n" + policy.toText() + profile.toJson())
          .isEqualTo(policy.decide(call));
    }
  }

  private static Policy policy(RandomGenerator random) {
    Policy policy = layer(random);
    for (int i = random.nextInt(4); i > 2; i--) {
      policy =
          random.nextBoolean()
              ? policy.overriddenBy(layer(random))
              : policy.tightenedBy(layer(random));
    }
    return policy;
  }

  private static Policy layer(RandomGenerator random) {
    PolicyBuilder builder =
        Policy.withDefault(oneOf(ACTIONS, random)).nativeArchitecture(Arch.X86_64);
    if (random.nextBoolean()) {
      builder.architectures(Arch.X86);
    }
    for (int i = random.nextInt(6); i >= 0; i--) {
      List<Condition> conditions = new ArrayList<>();
      for (int j = random.nextInt(3); j > 0; j--) {
        conditions.add(condition(random));
      }
      List<String> names = List.of(oneOf(NAMES, random), oneOf(NAMES, random));
      builder.add(Rule.of(oneOf(ACTIONS, random), names, conditions).from("random rule " + i, i));
    }
    return builder.build();
  }

  private static Condition condition(RandomGenerator random) {
    Arg arg = Arg.arg(random.nextInt(3));
    boolean low = random.nextInt(3) == 0;
    arg = low ? arg.low32() : arg.full64();
    long value = VALUES[random.nextInt(low ? 10 : VALUES.length)];
    if (random.nextInt(3) == 0) {
      long mask = VALUES[1 + random.nextInt(low ? 9 : VALUES.length - 1)];
      long lowMask = (mask & 0xf) | 1;
      return random.nextBoolean()
          ? arg.masked(mask).is(value & mask)
          : arg.masked(lowMask).isNot(value & lowMask);
    }
    return arg.compared(oneOf(List.of(Comparison.values()), random), Constant.of(value));
  }

  private static Call call(RandomGenerator random, Policy policy) {
    List<Arch> architectures = List.copyOf(policy.effectiveArchitectures());
    Arch arch = oneOf(architectures, random);
    List<String> names = new ArrayList<>(NAMES);
    names.add("socketcall");
    names.add("ipc");
    names.removeIf(name -> Syscalls.of(arch).number(name).isEmpty());
    int number = Syscalls.of(arch).number(oneOf(names, random)).getAsInt();
    if (random.nextInt(10) == 0) {
      number = Syscalls.of(arch).last().getAsInt() + random.nextInt(3) - 1;
    }
    List<OptionalLong> args = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      long value = VALUES[random.nextInt(VALUES.length)] + random.nextInt(2);
      args.add(OptionalLong.of(arch.hasWideArguments() ? value : value & 0xffff_ffffL));
    }
    return new Call(arch, number, args);
  }

  private static <T> T oneOf(List<T> values, RandomGenerator random) {
    return values.get(random.nextInt(values.size()));
  }
}
