package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs a filter on the calls where a policy's verdict may change, and compares the two: around
 * every value and mask of its conditions, for every known syscall number and some unknown ones, on
 * every architecture.
 *
 * <p>It finds the mistakes that compilers make at boundaries; it does not decide equality for all
 * argument values.
 */
public final class BoundaryCheck {
  /**
   * A call that filter and policy decide differently.
   *
   * @param call the call
   * @param expected what the policy says
   * @param actual what the filter does
   */
  public record Mismatch(Call call, Action expected, Action actual) {
    /** Returns what differs in one line. */
    @Override
    public String toString() {
      return call
          + " on "
          + call.arch()
          + ": the policy says "
          + expected
          + ", the filter "
          + actual;
    }
  }

  /** Combinations of boundary values that are tried for one syscall. */
  private static final int MAX_COMBINATIONS = 4096;

  /** Compilers make rules for these by themselves, from those of the calls that they carry. */
  private static final Set<String> CARRIERS = Set.of("socketcall", "ipc");

  private static final int CARRIED_CALLS = 32;

  /** Arguments that are neither zero nor what anybody expects, in the low words only. */
  private static final long[] NOISE = {
    0x2b5a_91c7L, 0x6d03_f8e5L, 0x17c4_2e9bL, 0x5ea9_7d31L, 0x43f6_08adL, 0x7918_b54fL
  };

  private final Filter filter;
  private final Policy policy;
  private final Map<Arch, Set<Integer>> defaulted;
  private final Set<Arch> effective;

  private BoundaryCheck(Filter filter, Policy policy, Map<Arch, Set<Integer>> defaulted) {
    this.filter = filter;
    this.policy = policy;
    this.defaulted = defaulted;
    this.effective = policy.effectiveArchitectures();
  }

  /**
   * Compares a filter with a policy.
   *
   * @param filter the program
   * @param policy what it should do
   * @return the first difference, or empty when none was found
   */
  public static Optional<Mismatch> firstMismatch(Filter filter, Policy policy) {
    return firstMismatch(filter, policy, Map.of());
  }

  /**
   * Compares a filter with a policy of which some rules were left out.
   *
   * @param filter the program
   * @param policy what it should do
   * @param defaulted syscalls that should get the default action instead of their rules
   * @return the first difference, or empty when none was found
   */
  public static Optional<Mismatch> firstMismatch(
      Filter filter, Policy policy, Map<Arch, Set<Integer>> defaulted) {
    return new BoundaryCheck(filter, policy, defaulted).run();
  }

  private Optional<Mismatch> run() {
    for (Arch arch : Arch.values()) {
      Optional<Mismatch> mismatch =
          effective.contains(arch) ? ofArchitecture(policy.rulesOn(arch)) : ofForeign(arch);
      if (mismatch.isPresent()) {
        return mismatch;
      }
    }
    return Optional.empty();
  }

  private Optional<Mismatch> ofForeign(Arch arch) {
    boolean sharesToken = effective.stream().anyMatch(ours -> ours.token() == arch.token());
    int[] numbers =
        sharesToken
            ? new int[] {Arch.X32_BIT, Arch.X32_BIT | 59, Arch.X32_BIT | 520, 0xc000_0000, -2}
            : new int[] {0, 1, 59, 221, 1000, -1};
    for (int number : numbers) {
      if (sharesToken && arch != Arch.X32) {
        continue;
      }
      Optional<Mismatch> mismatch =
          compare(arch, number, Action.KILL_PROCESS, new long[Call.ARGUMENTS]);
      if (mismatch.isPresent()) {
        return mismatch;
      }
    }
    return Optional.empty();
  }

  private Optional<Mismatch> ofArchitecture(ArchRules rules) {
    for (int number : numbers(rules)) {
      boolean leftOut = defaulted.getOrDefault(rules.arch(), Set.of()).contains(number);
      boolean hasRules = rules.numbers().contains(number) && !leftOut;
      List<long[]> samples =
          hasRules
              ? BoundaryValues.of(rules.arch(), rules.rules(number), MAX_COMBINATIONS)
              : List.of(new long[Call.ARGUMENTS], NOISE);
      if (CARRIERS.contains(Syscalls.of(rules.arch()).name(number).orElse(""))) {
        samples = new ArrayList<>(samples);
        for (long call = 0; call < CARRIED_CALLS; call++) {
          samples.add(new long[] {call, 0, 0, 0, 0, 0});
        }
      }
      for (long[] args : samples) {
        Action expected = leftOut ? rules.defaultAction() : rules.decide(number, args);
        Optional<Mismatch> mismatch = compare(rules.arch(), number, expected, args);
        if (mismatch.isPresent()) {
          return mismatch;
        }
      }
    }
    return Optional.empty();
  }

  private static Set<Integer> numbers(ArchRules rules) {
    Set<Integer> numbers = new TreeSet<>(rules.numbers());
    Syscalls syscalls = Syscalls.of(rules.arch());
    for (String name : syscalls.names()) {
      syscalls.number(name).ifPresent(numbers::add);
    }
    int bit = rules.arch() == Arch.X32 ? Arch.X32_BIT : 0;
    for (int unknown : new int[] {600, 1023, 1024, 4096, 0xffff, 0x3fff_ffff}) {
      numbers.add(bit | unknown);
    }
    for (int number : List.copyOf(rules.numbers())) {
      numbers.add(number + 1);
    }
    rules.horizon().ifPresent(last -> numbers.addAll(Set.of(last, last + 1)));
    if (rules.arch() != Arch.X86_64) {
      numbers.add(0xc000_0000);
    }
    if (bit == 0) {
      numbers.add(-1);
    }
    return numbers;
  }

  private Optional<Mismatch> compare(Arch arch, int number, Action expected, long[] args) {
    int value = Simulator.run(filter, arch, number, 0, args);
    Action actual = Action.ofReturnValue(value);
    if (actual.equals(expected) && value == expected.returnValue()) {
      return Optional.empty();
    }
    List<OptionalLong> known = Arrays.stream(args).mapToObj(OptionalLong::of).toList();
    return Optional.of(new Mismatch(new Call(arch, number, known), expected, actual));
  }
}
