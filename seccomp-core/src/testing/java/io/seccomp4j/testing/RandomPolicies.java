package io.seccomp4j.testing;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Arg;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.Reading;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Policies of few syscalls with many overlapping conditions, in layers, on all sorts of kernels.
 */
public final class RandomPolicies {
  private static final List<String> SYSCALLS =
      List.of("socket", "openat", "mmap", "clone", "ioctl", "prctl", "read", "getpid");
  private static final List<Arch> KERNELS =
      List.of(Arch.X86_64, Arch.X86_64, Arch.AARCH64, Arch.S390X, Arch.PPC64LE, Arch.X86);
  private static final long[] VALUES = {
    0,
    1,
    2,
    3,
    5,
    7,
    0x80,
    0xffff,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x1_0000_0005L,
    -1,
    -100,
    Long.MIN_VALUE
  };

  private static final int ARGUMENTS = 4;
  private static final int MAX_RULES = 6;

  private RandomPolicies() {}

  /** Returns a policy for some kernel. */
  public static Policy next(RandomGenerator random) {
    return next(random, KERNELS.get(random.nextInt(KERNELS.size())));
  }

  /** Returns a policy for a kernel: up to three layers, all actions and operators. */
  public static Policy next(RandomGenerator random, Arch kernel) {
    Policy policy = layer(random, kernel);
    for (int above = random.nextInt(3); above > 0 && random.nextBoolean(); above--) {
      Policy upper = layer(random, policy.nativeArchitecture());
      policy = random.nextBoolean() ? policy.overriddenBy(upper) : policy.tightenedBy(upper);
    }
    return policy;
  }

  /** Returns a policy whose verdicts depend on two bits of two arguments only. */
  public static Policy ofFewBits(RandomGenerator random) {
    PolicyBuilder builder = Policy.withDefault(action(random)).nativeArchitecture(Arch.X86_64);
    if (random.nextBoolean()) {
      builder.architectures(Arch.X86_64, random.nextBoolean() ? Arch.X86 : Arch.X32);
    }
    for (int rules = 1 + random.nextInt(4); rules > 0; rules--) {
      List<Condition> conditions = new ArrayList<>();
      for (int count = random.nextInt(3); count > 0; count--) {
        Arg.Masked bits = arg(random.nextInt(2)).low32().masked(3);
        int value = random.nextInt(4);
        conditions.add(random.nextBoolean() ? bits.is(value) : bits.isNot(value));
      }
      String syscall = SYSCALLS.get(random.nextInt(2));
      builder.add(Rule.of(action(random), List.of(syscall), conditions).from("rule", rules));
    }
    return builder.build();
  }

  private static Policy layer(RandomGenerator random, Arch kernel) {
    PolicyBuilder builder = Policy.withDefault(action(random)).nativeArchitecture(kernel);
    if (random.nextInt(3) == 0) {
      builder.architectures(kernel.runnable().toArray(Arch[]::new));
    }
    for (int calls = 1 + random.nextInt(2); calls > 0; calls--) {
      String syscall = SYSCALLS.get(random.nextInt(SYSCALLS.size()));
      int rules = 1 + random.nextInt(MAX_RULES);
      for (int i = 0; i < rules; i++) {
        builder.add(
            Rule.of(action(random), List.of(syscall), conditions(random))
                .from("random rule " + i, i));
      }
    }
    return builder.build();
  }

  private static List<Condition> conditions(RandomGenerator random) {
    List<Condition> conditions = new ArrayList<>();
    for (int count = random.nextInt(5); count > 0; count--) {
      conditions.add(condition(random));
    }
    return conditions;
  }

  private static Condition condition(RandomGenerator random) {
    Arg raw = arg(random.nextInt(ARGUMENTS));
    Arg operand = random.nextBoolean() ? raw.full64() : raw.low32();
    boolean low = operand.reading() == Reading.LOW_32;
    long value = value(random, low);
    if (random.nextInt(3) == 0) {
      long mask = value(random, low) | 1;
      return random.nextBoolean()
          ? operand.masked(mask).is(value & mask)
          : operand.masked(mask).isNot(value & mask);
    }
    Comparison comparison = List.of(Comparison.values()).get(random.nextInt(6));
    return operand.compared(comparison, Constant.of(value));
  }

  private static long value(RandomGenerator random, boolean low) {
    long value = random.nextInt(8) == 0 ? random.nextLong() : VALUES[random.nextInt(VALUES.length)];
    return low ? value & 0xffff_ffffL : value;
  }

  private static Action action(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0 -> Action.KILL_PROCESS;
      case 1 -> Action.KILL_THREAD;
      case 2 -> Action.TRAP;
      case 3 -> Action.LOG;
      case 4 -> Action.NOTIFY;
      case 5 -> Action.trace(7);
      case 6 -> errno(1 + random.nextInt(3));
      default -> Action.ALLOW;
    };
  }
}
