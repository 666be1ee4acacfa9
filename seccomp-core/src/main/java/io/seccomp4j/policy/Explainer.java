package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.SyscallRules.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts a policy's verdict on a call into words. */
final class Explainer {
  /** Pieces of the unknown arguments that are looked at before every rule is called possible. */
  private static final int BUDGET = 10_000;

  private Explainer() {}

  static Explanation explain(Policy policy, Call call) {
    Arch arch = call.effectiveArch();
    if (!policy.effectiveArchitectures().contains(arch)) {
      return new Explanation(
          call,
          List.of(
              verdict(
                  Action.KILL_PROCESS,
                  arch + " is neither the native architecture nor one that the policy lists")));
    }
    ArchRules onArch = policy.rulesOn(arch);
    Optional<SyscallRules> rules = onArch.syscall(call.number());
    if (rules.isEmpty()) {
      return new Explanation(call, List.of(unnamed(policy, onArch, call.number())));
    }
    Set<Decision> decisions = rules.get().possible(call.args(), BUDGET);
    List<Explanation.Verdict> verdicts = new ArrayList<>();
    decisions.forEach(decision -> verdicts.add(verdict(decision, call)));
    verdicts.sort(Comparator.comparing(Explanation.Verdict::action));
    return new Explanation(call, verdicts);
  }

  private static Explanation.Verdict unnamed(Policy policy, ArchRules rules, int number) {
    Action action = rules.unnamed(number);
    return verdict(
        action,
        action.equals(rules.defaultAction())
            ? "no rule names it: the default action"
            : policy.horizon().because(rules.arch(), number, rules.horizon().orElseThrow()));
  }

  private static Explanation.Verdict verdict(Action action, String because) {
    return new Explanation.Verdict(action, Optional.empty(), List.of(), because);
  }

  private static Explanation.Verdict verdict(Decision decision, Call call) {
    ArchRule rule = decision.rule();
    if (rule == null) {
      return verdict(decision.action(), "no rule matches: the default action");
    }
    List<ArgumentTest> open =
        rule.tests().stream().filter(test -> call.args().get(test.index()).isEmpty()).toList();
    String because = rule.rule().origin() + ": " + rule.rule() + reason(rule.rule());
    return new Explanation.Verdict(decision.action(), Optional.of(rule.rule()), open, because);
  }

  private static String reason(Rule rule) {
    return rule.reason().map(reason -> " (" + reason + ")").orElse("");
  }
}
