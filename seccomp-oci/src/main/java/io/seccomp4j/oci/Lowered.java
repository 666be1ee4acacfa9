package io.seccomp4j.oci;

import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRule;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Branch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entries that a syscall is lowered to.
 *
 * @param isCut whether the entries are disjoint pieces of the argument space, so that it does not
 *     matter which of them a runtime prefers; else they stand for the rules, one each
 * @param entries the entries
 */
record Lowered(boolean isCut, List<Entry> entries) {
  /** More entries for one syscall than this help nobody, and runtimes get slow with them. */
  static final int BUDGET = 5000;

  /** A syscall without entries, as one that no architecture has. */
  static final Lowered NOTHING = new Lowered(false, List.of());

  private static final long LOW_WORD = 0xffff_ffffL;

  /**
   * An entry without names.
   *
   * @param action what to do
   * @param args the tests, one an argument
   */
  record Entry(Action action, List<ArgumentEntry> args) {}

  /** What is compared: the tests in any order. */
  private record Meaning(Set<ArgumentTest> tests, Action action) {}

  /** Returns an entry for each rule, or empty where a profile has no word for one. */
  static Optional<Lowered> rules(ArchRules rules, int number) {
    List<Entry> entries = new ArrayList<>();
    for (ArchRule rule : rules.rules(number)) {
      Optional<List<ArgumentEntry>> args = Sayable.of(rule.tests(), allBits(rules));
      if (args.isEmpty()) {
        return Optional.empty();
      }
      entries.add(new Entry(rule.action(), args.get()));
    }
    return Optional.of(new Lowered(false, entries.stream().distinct().toList()));
  }

  /** Returns an entry for each disjoint piece, or empty where they are too many. */
  static Optional<Lowered> branches(ArchRules rules, int number) {
    Optional<List<Branch>> branches = rules.branches(number, BUDGET);
    if (branches.isEmpty()) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    for (Branch branch : branches.get()) {
      List<ArgumentEntry> args = Sayable.of(branch.tests(), allBits(rules)).orElseThrow();
      entries.add(new Entry(branch.action(), args));
    }
    return Optional.of(new Lowered(true, entries));
  }

  /** On a 32-bit architecture a profile's values are compared with low words anyway. */
  private static long allBits(ArchRules rules) {
    return rules.arch().hasWideArguments() ? -1 : LOW_WORD;
  }

  /** Says whether rules that were read back say what the policy's rules of a syscall say. */
  boolean isSaidBy(ArchRules read, ArchRules policy, int number) {
    Set<Meaning> meant = new HashSet<>();
    if (isCut) {
      Optional<List<Branch>> branches = policy.branches(number, BUDGET);
      if (branches.isEmpty()) {
        return false;
      }
      branches
          .get()
          .forEach(branch -> meant.add(new Meaning(Set.copyOf(branch.tests()), branch.action())));
    } else {
      policy.rules(number).forEach(rule -> meant.add(meaning(rule)));
    }
    Set<Meaning> said = new HashSet<>();
    read.rules(number).forEach(rule -> said.add(meaning(rule)));
    return said.equals(meant);
  }

  private static Meaning meaning(ArchRule rule) {
    return new Meaning(Set.copyOf(rule.tests()), rule.action());
  }
}
