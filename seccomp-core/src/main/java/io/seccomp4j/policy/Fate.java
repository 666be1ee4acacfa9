package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What may become of a syscall, whatever its arguments.
 *
 * @param actions every possible one
 * @param rules the rules that name it
 * @param defaultAction what happens where none matches
 */
record Fate(Set<Action> actions, List<ArchRule> rules, Action defaultAction) {
  private static final int BUDGET = 10_000;
  private static final Action ABSENT =
      Action.errno(Errno.number("ENOSYS").orElseThrow(IllegalStateException::new));

  /** Returns the fate of a syscall, or empty where the architecture lacks it. */
  static Optional<Fate> of(Policy policy, Arch arch, String syscall) {
    OptionalInt number = Syscalls.of(arch).number(syscall);
    return number.isEmpty()
        ? Optional.empty()
        : Optional.of(of(policy, arch, number.getAsInt(), List.of()));
  }

  /** Returns the fate of a syscall whose first arguments may be known; the others are not. */
  static Fate of(Policy policy, Arch arch, int number, List<OptionalLong> first) {
    ArchRules rules = policy.rulesOn(arch);
    Optional<SyscallRules> ofSyscall = rules.syscall(number);
    if (ofSyscall.isEmpty()) {
      return new Fate(
          Set.of(policy.decide(new Call(arch, number, List.of()))),
          List.of(),
          policy.defaultAction());
    }
    List<OptionalLong> args = new ArrayList<>(first);
    while (args.size() < Call.ARGUMENTS) {
      args.add(OptionalLong.empty());
    }
    Set<Action> actions = new LinkedHashSet<>();
    ofSyscall.get().possible(args, BUDGET).forEach(decision -> actions.add(decision.action()));
    return new Fate(actions, rules.rules(number), policy.defaultAction());
  }

  boolean alwaysRuns() {
    return actions.stream().allMatch(Action::runsTheCall);
  }

  boolean mayRun() {
    return actions.stream().anyMatch(Action::runsTheCall);
  }

  boolean neverPasses() {
    return actions.stream().allMatch(action -> action.kind().compareTo(Action.Kind.ERRNO) <= 0);
  }

  /**
   * Returns the rule by which somebody meant to restrict the call: it does not run it, or runs it
   * only under conditions. What answers ENOSYS makes programs use another call and restricts none.
   */
  Optional<Rule> restriction() {
    if (alwaysRuns()) {
      return Optional.empty();
    }
    return rules.stream()
        .filter(
            rule ->
                rule.action().runsTheCall()
                    ? !rule.tests().isEmpty() && !defaultAction.runsTheCall()
                    : !rule.action().equals(ABSENT))
        .map(ArchRule::rule)
        .findFirst();
  }
}
