package io.seccomp4j.testing;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.policy.ArchRule;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Calls at which a policy's verdict may change: where compilers make their mistakes. */
public final class BoundaryCalls {
  private static final long UPPER_HALF = 0xffff_ffff_0000_0000L;
  private static final List<Arch> ARCHITECTURES = List.of(Arch.values());
  private static final int[] NUMBERS = {
    0,
    -1,
    -2,
    Arch.X32_BIT - 1,
    Arch.X32_BIT,
    Arch.X32_BIT | 59,
    Arch.X32_BIT | 520,
    0x7fff_ffff,
    0x8000_0000,
    0xc000_0000,
    1000
  };

  private final RandomGenerator random;
  private final List<ArchRules> effective = new ArrayList<>();

  /** Prepares the calls of a policy. */
  public BoundaryCalls(RandomGenerator random, Policy policy) {
    this.random = random;
    policy.effectiveArchitectures().forEach(arch -> effective.add(policy.rulesOn(arch)));
  }

  /** Returns a call, mostly of a syscall with rules, sometimes of an architecture that has none. */
  public Call next() {
    if (random.nextInt(8) == 0) {
      Arch any = ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
      return call(any, number(effective.get(0)), List.of());
    }
    ArchRules rules = effective.get(random.nextInt(effective.size()));
    int number = number(rules);
    return call(rules.arch(), number, rules.rules(number));
  }

  /** A call of x32 is one of x86_64 with a number that only x32 has. */
  private Call call(Arch arch, int number, List<ArchRule> rules) {
    long[] args = random.nextInt(8) == 0 ? new long[Call.ARGUMENTS] : args(rules);
    return new Call(
        arch == Arch.X32 ? Arch.X86_64 : arch,
        number,
        Arrays.stream(args).mapToObj(OptionalLong::of).toList());
  }

  private int number(ArchRules rules) {
    List<Integer> named = List.copyOf(rules.numbers());
    int any = named.isEmpty() ? 0 : named.get(random.nextInt(named.size()));
    return switch (random.nextInt(10)) {
      case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 1 -> any + random.nextInt(-1, 2);
      case 2 -> rules.horizon().orElse(any) + random.nextInt(-1, 2);
      case 3 -> any ^ 1 << random.nextInt(Integer.SIZE);
      default -> any;
    };
  }

  private long[] args(List<ArchRule> rules) {
    long[] args = random.longs(Call.ARGUMENTS).toArray();
    for (int i = 0; i < args.length; i++) {
      for (ArchRule rule : rules) {
        for (ArgumentTest test : rule.tests()) {
          if (test.index() == i && random.nextInt(3) == 0) {
            args[i] = near(test.value(), test.mask());
          }
        }
      }
    }
    return rules.isEmpty() || random.nextBoolean()
        ? args
        : matching(rules.get(random.nextInt(rules.size())), args);
  }

  private long near(long value, long mask) {
    return switch (random.nextInt(9)) {
      case 0 -> value - 1;
      case 1 -> value + 1;
      case 2 -> value | ~mask;
      case 3 -> value ^ UPPER_HALF;
      case 4 -> value ^ 1L << random.nextInt(Long.SIZE);
      case 5 -> ~value;
      case 6 -> (value & mask) | (random.nextLong() & ~mask);
      default -> value;
    };
  }

  /** Changes arguments so that each test holds by itself. */
  private long[] matching(ArchRule rule, long[] args) {
    for (ArgumentTest test : rule.tests()) {
      long value =
          switch (test.comparison()) {
            case EQ, LE, GE -> test.value();
            case NE -> test.value() ^ Long.lowestOneBit(test.mask());
            case LT -> test.value() - 1;
            case GT -> test.value() + 1;
          };
      args[test.index()] = (args[test.index()] & ~test.mask()) | (value & test.mask());
    }
    return args;
  }

  /** Asks a filter that is said to be proven: it decides boundary calls as the policy does. */
  public static void check(Filter filter, Policy policy, RandomGenerator random, int count) {
    BoundaryCalls calls = new BoundaryCalls(random, policy);
    for (int i = 0; i < count; i++) {
      Call call = calls.next();
      int returned = returned(filter, policy, call);
      int expected = policy.decide(call).returnValue();
      if (returned != expected) {
        throw new AssertionError(
            String.format(
                "%s on %s: the policy says 0x%x, the filter 0x%x%n%s",
                call, call.arch(), expected, returned, policy.toText()));
      }
    }
  }

  /** A foreign call of the other byte order never reaches a filter: its arguments are left out. */
  private static int returned(Filter filter, Policy policy, Call call) {
    boolean same = call.arch().byteOrder() == policy.nativeArchitecture().byteOrder();
    long[] args = same ? registers(call) : new long[Call.ARGUMENTS];
    return Simulator.run(filter, call.arch(), call.number(), 0, args);
  }

  /** Returns the six registers of a call whose arguments are known. */
  public static long[] registers(Call call) {
    return call.args().stream().mapToLong(OptionalLong::orElseThrow).toArray();
  }
}
