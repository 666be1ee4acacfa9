package io.seccomp4j.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule as it applies to one syscall of one architecture.
 *
 * @param layer the layer it stands in, 0 for the lowest
 * @param tests what must hold; none: always
 * @param action what to do then
 * @param rule the rule it comes from
 */
public record ArchRule(int layer, List<ArgumentTest> tests, Action action, Rule rule) {
  /** Keeps a copy. */
  public ArchRule {
    tests = List.copyOf(tests);
  }

  /**
   * Says whether the rule matches.
   *
   * @param args the six registers
   * @return whether all tests hold
   */
  public boolean matches(long[] args) {
    for (ArgumentTest test : tests) {
      if (!test.holds(args[test.index()])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Says whether some call matches this rule and another of the same syscall.
   *
   * @param other the other rule
   * @return whether all tests of both can hold together
   */
  public boolean overlaps(ArchRule other) {
    List<ArgumentTest> both = new ArrayList<>(tests);
    both.addAll(other.tests);
    return ConditionResolver.areTogetherPossible(both);
  }
}
