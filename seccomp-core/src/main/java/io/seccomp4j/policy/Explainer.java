package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.SyscallRules.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Puts a policy's verdict on a call into words. */
final class Explainer {
  /** Pieces of the unknown arguments that are looked at before every rule is called possible. */
  private static final int BUDGET = 10_000;

  private Explainer() {}

  static Explanation explain(Policy policy, Call call) {
    Arch arch = call.effectiveArch();
    if (!policy.effectiveArchitectures().contains(arch)) {
      return new Explanation(
          policy,
          call,
          List.of(
              verdict(
                  Action.KILL_PROCESS,
                  arch + " is neither the native architecture nor one that the policy lists")));
    }
    ArchRules onArch = policy.rulesOn(arch);
    Optional<SyscallRules> rules = onArch.syscall(call.number());
    if (rules.isEmpty()) {
      return new Explanation(policy, call, List.of(unnamed(policy, onArch, call.number())));
    }
    Set<Decision> decisions = rules.get().possible(call.args(), BUDGET);
    List<Explanation.Verdict> verdicts = new ArrayList<>();
    decisions.forEach(decision -> verdicts.add(verdict(decision, call)));
    verdicts.sort(Comparator.comparing(Explanation.Verdict::action));
    return new Explanation(policy, call, verdicts);
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
    String because =
        rule.rule().origin()
            + ": "
            + shown(rule.rule(), call)
            + rule.rule().group().map(group -> " of " + group).orElse("")
            + reason(rule.rule());
    return new Explanation.Verdict(decision.action(), Optional.of(rule.rule()), open, because);
  }

  static Optional<Explanation.Nearest> nearest(Policy policy, Explanation explanation) {
    Call call = explanation.call();
    Arch arch = call.effectiveArch();
    if (!policy.effectiveArchitectures().contains(arch)) {
      return Optional.empty();
    }
    Set<Action> possible = new HashSet<>();
    explanation.verdicts().forEach(verdict -> possible.add(verdict.action()));
    return policy
        .rulesOn(arch)
        .syscall(call.number())
        .flatMap(rules -> NearestSearch.find(rules, call.args(), possible, BUDGET))
        .map(found -> nearest(call, found));
  }

  private static Explanation.Nearest nearest(Call call, NearestSearch.Found found) {
    ArchRule rule = found.decision().rule();
    return new Explanation.Nearest(
        found.decision().action(),
        found.decision().source(),
        found.changes(),
        new Call(call.arch(), call.number(), found.args()),
        rule == null ? "the default action" : rule.rule().origin());
  }

  static String inWords(Call call, ArgumentTest test) {
    Syscalls syscalls = Syscalls.of(call.effectiveArch());
    return syscalls.describeTest(
        syscalls.name(call.number()).orElse(""),
        test.index(),
        test.mask(),
        test.comparison().symbol(),
        test.value());
  }

  /** Returns a rule as it applies to the call: a file's rule may have hundreds of syscalls. */
  private static String shown(Rule rule, Call call) {
    Syscalls syscalls = Syscalls.of(call.effectiveArch());
    String name = syscalls.name(call.number()).orElse("%" + call.number());
    if (!rule.syscalls().contains(name)) {
      return rule.syscalls().size() == 1 ? rule.toString() : name;
    }
    String words = inWords(rule.conditions(), syscalls, name);
    return words.isEmpty() ? name : name + "(" + words + ")";
  }

  /**
   * Returns a rule without its action, where numbers of all its syscalls mean the same in words.
   */
  static String inWords(Rule rule, Policy policy) {
    Set<String> words = new HashSet<>();
    for (String name : rule.conditions().isEmpty() ? List.<String>of() : rule.syscalls()) {
      arch(policy, name)
          .ifPresent(arch -> words.add(inWords(rule.conditions(), Syscalls.of(arch), name)));
    }
    return words.size() == 1
        ? rule.names() + "(" + words.iterator().next() + ")"
        : Rule.words(rule.names(), rule.conditions());
  }

  /** The architecture whose words a call's numbers are put into: the native one where it has it. */
  private static Optional<Arch> arch(Policy policy, String syscall) {
    return Stream.concat(
            Stream.of(policy.nativeArchitecture()), policy.effectiveArchitectures().stream())
        .filter(arch -> Syscalls.of(arch).number(syscall).isPresent())
        .findFirst();
  }

  private static String inWords(List<Condition> conditions, Syscalls syscalls, String name) {
    List<String> words = new ArrayList<>();
    for (Condition condition : conditions) {
      words.add(
          condition.arg().index().isPresent()
              ? inWords(condition, syscalls, name)
              : condition.toString());
    }
    return String.join(" && ", words);
  }

  /** A file has numbers: of the argument, and as values. */
  private static String inWords(Condition condition, Syscalls syscalls, String name) {
    OptionalLong value = condition.value().valueOn(syscalls.arch());
    OptionalLong mask =
        condition.mask().map(bits -> bits.valueOn(syscalls.arch())).orElse(OptionalLong.of(-1));
    return value.isPresent() && mask.isPresent()
        ? syscalls.describeTest(
            name,
            condition.arg().index().orElse(0),
            mask.getAsLong(),
            condition.comparison().symbol(),
            value.getAsLong())
        : condition.toString();
  }

  private static String reason(Rule rule) {
    return rule.reason().map(reason -> " (" + reason + ")").orElse("");
  }
}
