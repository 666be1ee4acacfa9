package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a policy means on one architecture: names are numbers, conditions are tests of registers.
 * Immutable.
 *
 * <p>The syscalls that no rule names get the default action, and those of them beyond the horizon
 * answer ENOSYS: see {@link #unnamed}.
 */
public final class ArchRules {
  private static final Action BEYOND = Action.errno(Errno.ENOSYS);

  private final Arch arch;
  private final NavigableMap<Integer, SyscallRules> bySyscall;
  private final Action defaultAction;
  private final OptionalInt horizon;

  private ArchRules(
      Arch arch,
      NavigableMap<Integer, SyscallRules> bySyscall,
      Action defaultAction,
      OptionalInt horizon) {
    this.arch = arch;
    this.bySyscall = bySyscall;
    this.defaultAction = defaultAction;
    this.horizon = horizon;
  }

  /** Resolves a policy's layers; what cannot be resolved goes to {@code problems}. */
  static ArchRules resolve(Policy policy, Arch arch, Consumer<String> problems) {
    NavigableMap<Integer, List<ArchRule>> rules = new TreeMap<>();
    ConditionResolver resolver = new ConditionResolver(arch, policy.defaultAction(), problems);
    for (int layer = 0; layer < policy.layers().size(); layer++) {
      for (Rule rule : policy.layers().get(layer).rules()) {
        for (String syscall : rule.syscalls()) {
          OptionalInt number = number(syscall, arch, policy.nativeArchitecture());
          if (number.isPresent()) {
            int ofLayer = layer;
            String name = Syscalls.of(arch).name(number.getAsInt()).orElse(syscall);
            resolver
                .resolve(rule, policy.layers(), ofLayer, name)
                .ifPresent(
                    tests ->
                        rules
                            .computeIfAbsent(number.getAsInt(), any -> new ArrayList<>())
                            .add(new ArchRule(ofLayer, tests, rule.action(), rule)));
          }
        }
      }
    }
    Multiplexers.rules(policy, arch)
        .forEach(
            (number, more) -> rules.computeIfAbsent(number, any -> new ArrayList<>()).addAll(more));
    NavigableMap<Integer, SyscallRules> bySyscall = new TreeMap<>();
    rules.forEach(
        (number, some) ->
            bySyscall.put(number, new SyscallRules(policy.layers(), some, policy.defaultAction())));
    OptionalInt horizon = policy.horizon().on(arch, policy, problems);
    return new ArchRules(arch, bySyscall, policy.defaultAction(), horizon);
  }

  /** Returns the number of a rule's syscall: {@code %N} exists on the native architecture only. */
  static OptionalInt number(String syscall, Arch arch, Arch nativeArch) {
    if (!syscall.startsWith("%")) {
      return Syscalls.of(arch).number(syscall);
    }
    return arch == nativeArch
        ? OptionalInt.of(Integer.parseInt(syscall.substring(1)))
        : OptionalInt.empty();
  }

  /**
   * Returns the architecture.
   *
   * @return the one that the numbers belong to
   */
  public Arch arch() {
    return arch;
  }

  /**
   * Returns the syscalls that a rule names.
   *
   * @return their numbers, rising
   */
  public NavigableSet<Integer> numbers() {
    return Collections.unmodifiableNavigableSet(bySyscall.navigableKeySet());
  }

  /**
   * Returns the rules of a syscall, lowest layer first, in the order written.
   *
   * @param number the syscall
   * @return the rules, none where the default action decides
   */
  public List<ArchRule> rules(int number) {
    SyscallRules rules = bySyscall.get(number);
    return rules == null ? List.of() : rules.rules();
  }

  /**
   * Returns the default action.
   *
   * @return what happens where no rule of a named syscall matches, and to the syscalls that no rule
   *     names up to the horizon
   */
  public Action defaultAction() {
    return defaultAction;
  }

  /**
   * Returns the last known number. A greater one, compared as unsigned number, answers ENOSYS
   * unless a rule names it, whether that rule matches or not; -1 is no number and gets the default
   * action.
   *
   * @return the number, for x32 with {@link Arch#X32_BIT}; empty where the default action holds for
   *     all numbers
   */
  public OptionalInt horizon() {
    return horizon;
  }

  /**
   * Returns what happens to a syscall that no rule names.
   *
   * @param number the syscall
   * @return ENOSYS beyond the horizon, else the default action
   */
  public Action unnamed(int number) {
    return isBeyond(number) ? BEYOND : defaultAction;
  }

  private boolean isBeyond(int number) {
    return horizon.isPresent()
        && number != -1
        && Integer.compareUnsigned(number, horizon.getAsInt()) > 0;
  }

  /**
   * Decides a call.
   *
   * @param number the syscall
   * @param args six registers
   * @return the action
   */
  public Action decide(int number, long... args) {
    SyscallRules rules = bySyscall.get(number);
    return rules == null ? unnamed(number) : rules.decide(args).action();
  }

  /**
   * Cuts the argument values of a syscall into branches that do not overlap, each a set of masked
   * equalities. Values with the default action are left out.
   *
   * @param number the syscall
   * @param budget how many pieces may be looked at
   * @return the branches; empty when there would be more pieces than the budget
   */
  public Optional<List<Branch>> branches(int number, int budget) {
    SyscallRules rules = bySyscall.get(number);
    return rules == null ? Optional.of(List.of()) : rules.branches(budget);
  }

  /** Returns the rules of a syscall with their layers, or empty where none names it. */
  Optional<SyscallRules> syscall(int number) {
    return Optional.ofNullable(bySyscall.get(number));
  }
}
