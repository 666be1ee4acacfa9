package io.seccomp4j.exec;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Arg;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.Reading;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** Policies of few syscalls with many overlapping conditions. */
final class RandomPolicies {
  private static final List<String> SYSCALLS =
      List.of("socket", "openat", "mmap", "clone", "ioctl", "prctl", "read");
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

  private RandomPolicies() {}

  static Policy next(Random random) {
    PolicyBuilder builder = Policy.withDefault(action(random)).nativeArchitecture(Arch.X86_64);
    if (random.nextInt(3) == 0) {
      builder.architectures(Arch.X86, Arch.X32);
    }
    int rules = 1 + random.nextInt(6);
    for (int i = 0; i < rules; i++) {
      List<Condition> conditions = new ArrayList<>();
      int count = random.nextInt(4);
      for (int j = 0; j < count; j++) {
        conditions.add(condition(random));
      }
      String syscall = SYSCALLS.get(random.nextInt(SYSCALLS.size()));
      builder.add(
          Rule.of(action(random), List.of(syscall), conditions).from("random rule " + i, i));
    }
    return builder.build();
  }

  private static Condition condition(Random random) {
    Arg raw = arg(random.nextInt(3));
    Arg operand = random.nextBoolean() ? raw.full64() : raw.low32();
    boolean low = operand.reading() == Reading.LOW_32;
    long value = VALUES[random.nextInt(VALUES.length)] & (low ? 0xffff_ffffL : -1);
    if (random.nextInt(3) == 0) {
      long mask = (VALUES[random.nextInt(VALUES.length)] & (low ? 0xffff_ffffL : -1)) | 1;
      return random.nextBoolean()
          ? operand.masked(mask).is(value & mask)
          : operand.masked(mask).isNot(value & mask);
    }
    Comparison comparison = List.of(Comparison.values()).get(random.nextInt(6));
    return operand.compared(comparison, Constant.of(value));
  }

  private static Action action(Random random) {
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

  static Call call(Random random, Policy policy) {
    List<Arch> archs = List.copyOf(policy.effectiveArchitectures());
    Arch arch = archs.get(random.nextInt(archs.size()));
    String name = SYSCALLS.get(random.nextInt(SYSCALLS.size()));
    int number = Syscalls.of(arch).number(name).orElseThrow();
    long[] args = new long[Call.ARGUMENTS];
    for (int i = 0; i < 3; i++) {
      args[i] = VALUES[random.nextInt(VALUES.length)];
      if (random.nextInt(4) == 0) {
        args[i] ^= 1L << random.nextInt(64);
      }
      if (arch == Arch.X86) {
        args[i] &= 0xffff_ffffL;
      }
    }
    return new Call(arch, number, Arrays.stream(args).mapToObj(OptionalLong::of).toList());
  }
}
