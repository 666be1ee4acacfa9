package io.seccomp4j.policy;

import java.util.List;
import java.util.Optional;

/**
 * Some argument values of a syscall and what the policy does with them. The branches of a syscall
 * do not overlap, so that no order and no compiler's precedence matters.
 *
 * @param tests masked equalities, at most one an argument, by rising argument; none: all values
 * @param action what happens
 * @param decidedBy the rule that decides; empty for the default action
 */
public record Branch(List<ArgumentTest> tests, Action action, Optional<Rule> decidedBy) {
  /** Keeps a copy. */
  public Branch {
    tests = List.copyOf(tests);
  }
}
