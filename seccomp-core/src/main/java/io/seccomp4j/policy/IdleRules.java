package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.PolicyDiagram;
import io.seccomp4j.internal.diagram.TooLargeException;
import io.seccomp4j.internal.diagram.Work;
import io.seccomp4j.policy.PolicyReview.Finding;
import io.seccomp4j.policy.PolicyReview.Kind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Finds rules without which every call would get the same verdict. Exact: the verdicts of a syscall
 * with and without the rule are compared as diagrams.
 */
final class IdleRules {
  private static final int MOST_NODES = 200_000;

  /** For all syscalls together: some seconds. The rules of what comes later count as effective. */
  private static final long MOST_STEPS = 16_000_000;

  /** Rules of one syscall that are tried; a file may have very many. */
  private static final int MOST_RULES = 64;

  private final Policy policy;
  private final Work work = new Work(MOST_STEPS);
  private final IdentityHashMap<Rule, String> reasons = new IdentityHashMap<>();
  private final IdentityHashMap<Rule, Boolean> effective = new IdentityHashMap<>();

  private IdleRules(Policy policy) {
    this.policy = policy;
  }

  static void find(Policy policy, List<Finding> findings) {
    IdleRules idle = new IdleRules(policy);
    for (Arch arch : policy.effectiveArchitectures()) {
      ArchRules rules = policy.rulesOn(arch);
      for (int number : rules.numbers()) {
        idle.look(rules, number);
      }
    }
    for (Layer layer : policy.layers()) {
      for (Rule rule : layer.rules()) {
        String reason = idle.reasons.get(rule);
        if (reason != null && !idle.effective.containsKey(rule)) {
          findings.add(
              new Finding(
                  Kind.WITHOUT_EFFECT,
                  List.of(rule),
                  rule.origin()
                      + " has no effect: "
                      + reason
                      + "; take it out, or say what it is"
                      + " meant to do"));
        }
      }
    }
  }

  private void look(ArchRules rules, int number) {
    List<ArchRule> all = rules.rules(number);
    if (all.stream().allMatch(rule -> effective.containsKey(rule.rule()))) {
      return;
    }
    if (all.size() > MOST_RULES) {
      all.forEach(rule -> effective.put(rule.rule(), true));
      return;
    }
    try {
      Diagrams diagrams = new Diagrams(MOST_NODES, work);
      int verdict = PolicyDiagram.ofRules(diagrams, policy.layers(), rules.defaultAction(), all);
      List<ArchRule> kept = new ArrayList<>(all);
      // The later of two that say the same is the superfluous one.
      for (int i = all.size() - 1; i >= 0; i--) {
        List<ArchRule> others = new ArrayList<>(kept);
        others.remove(i);
        if (isIdle(rules, number, all.get(i), others, diagrams, verdict)) {
          kept = others;
        }
      }
    } catch (TooLargeException e) {
      all.forEach(rule -> effective.put(rule.rule(), true));
    }
  }

  private boolean isIdle(
      ArchRules rules,
      int number,
      ArchRule rule,
      List<ArchRule> others,
      Diagrams diagrams,
      int verdict) {
    Action otherwise = others.isEmpty() ? rules.unnamed(number) : rules.defaultAction();
    if (carriesHorizon(rules, number, rule)
        || PolicyDiagram.ofRules(diagrams, policy.layers(), otherwise, others) != verdict) {
      effective.put(rule.rule(), true);
      return false;
    }
    reasons.putIfAbsent(rule.rule(), reason(rule, others));
    return true;
  }

  /**
   * An entry that repeats the default may stand there for its name: runtimes answer ENOSYS above.
   */
  private static boolean carriesHorizon(ArchRules rules, int number, ArchRule rule) {
    return number == rules.numbers().last()
        && rule.tests().isEmpty()
        && rule.action().equals(rules.defaultAction());
  }

  private String reason(ArchRule rule, List<ArchRule> others) {
    for (ArchRule other : others) {
      boolean covers = rule.tests().containsAll(other.tests());
      if (covers && other.action().equals(rule.action())) {
        return other.rule().origin() + " says the same";
      }
      if (covers && other.layer() == rule.layer() && other.action().isStricterThan(rule.action())) {
        return other.rule().origin()
            + " ("
            + other.action()
            + ") is stricter and matches all of its"
            + " calls";
      }
      if (covers && other.layer() > rule.layer()) {
        return other.rule().origin() + " stands above it and matches all of its calls";
      }
    }
    return rule.action().equals(policy.defaultAction())
        ? "the default action does the same"
        : "the other rules decide its calls alike";
  }
}
