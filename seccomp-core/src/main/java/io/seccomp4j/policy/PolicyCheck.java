package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks over a whole policy: what is wrong becomes a problem, what is doubtful a warning. */
final class PolicyCheck {
  /** Pairs of one syscall's rules that are compared: beyond that nobody reads the warnings. */
  private static final int COMPARED_RULES = 64;

  private final Policy policy;
  private final List<String> problems;
  private final List<String> warnings;
  private final Set<Arch> architectures;

  PolicyCheck(Policy policy, List<String> problems, List<String> warnings) {
    this.policy = policy;
    this.problems = problems;
    this.warnings = warnings;
    this.architectures = policy.effectiveArchitectures();
  }

  /** Returns the rules of every architecture, which count when there is no problem. */
  Map<Arch, ArchRules> run() {
    for (Layer layer : policy.layers()) {
      layer.rules().forEach(this::syscallNames);
    }
    Map<Arch, ArchRules> resolved = new LinkedHashMap<>();
    for (Arch arch : architectures) {
      resolved.put(arch, ArchRules.resolve(policy, arch, problems::add));
    }
    if (problems.isEmpty()) {
      Set<Rule> matching = matching(resolved.values());
      policy
          .layers()
          .forEach(layer -> layer.rules().forEach(rule -> effect(rule, resolved, matching)));
      conflicts(resolved.get(policy.nativeArchitecture()));
    }
    skippedArchitectures();
    listener();
    return resolved;
  }

  /** A file may name the calls of every architecture; what none has is a mistake. */
  private void syscallNames(Rule rule) {
    for (String name : rule.syscalls()) {
      boolean found =
          architectures.stream()
              .anyMatch(
                  arch -> ArchRules.number(name, arch, policy.nativeArchitecture()).isPresent());
      if (!found && !(policy.isTakenAsFile() && Syscalls.isKnown(name))) {
        String where =
            Syscalls.isKnown(name)
                ? "none of the policy's architectures has " + name
                : "unknown syscall \""
                    + name
                    + "\""
                    + Syscalls.suggestion(name)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
        (policy.isTakenAsFile() ? warnings : problems).add(rule.origin() + ": " + where);
      }
    }
  }

  /** Returns the rules that can match somewhere, by identity: a file may have 100,000 of them. */
  private static Set<Rule> matching(Collection<ArchRules> resolved) {
    Set<Rule> matching = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ArchRules rules : resolved) {
      for (int number : rules.numbers()) {
        rules.rules(number).forEach(rule -> matching.add(rule.rule()));
      }
    }
    return matching;
  }

  /** A rule whose conditions never hold says something that its author did not mean. */
  private void effect(Rule rule, Map<Arch, ArchRules> resolved, Set<Rule> matching) {
    boolean exists = false;
    for (Map.Entry<Arch, ArchRules> entry : resolved.entrySet()) {
      for (String name : rule.syscalls()) {
        var number = ArchRules.number(name, entry.getKey(), policy.nativeArchitecture());
        if (number.isPresent()) {
          exists = true;
          signedOrdering(rule, name, entry.getKey());
        }
      }
    }
    if (exists && !matching.contains(rule)) {
      (policy.isTakenAsFile() ? warnings : problems)
          .add(rule.origin() + ": " + rule + " can never match: its conditions exclude each other");
    }
  }

  private void signedOrdering(Rule rule, String syscall, Arch arch) {
    boolean ordered =
        rule.conditions().stream().anyMatch(condition -> condition.comparison().isOrdering());
    if (!ordered || arch != policy.nativeArchitecture()) {
      return;
    }
    List<Parameter> parameters = Syscalls.of(arch).parameters(syscall);
    for (Condition condition : rule.conditions()) {
      if (condition.comparison().isOrdering()) {
        for (int i = 0; i < parameters.size(); i++) {
          Parameter parameter = parameters.get(i);
          boolean meant =
              condition.arg().index().isPresent()
                  ? condition.arg().index().getAsInt() == i
                  : parameter.name().equals(condition.arg().toString());
          if (meant && parameter.isSigned()) {
            warnings.add(
                rule.origin()
                    + ": "
                    + syscall
                    + "'s "
                    + parameter.name()
                    + " is signed, but "
                    + condition
                    + " compares unsigned numbers: -1 is the greatest");
          }
        }
      }
    }
  }

  private void conflicts(@Nullable ArchRules rules) {
    if (rules == null) {
      return;
    }
    for (int number : rules.numbers()) {
      List<ArchRule> some = rules.rules(number);
      for (int i = 0; i < Math.min(some.size(), COMPARED_RULES); i++) {
        for (int j = i + 1; j < Math.min(some.size(), COMPARED_RULES); j++) {
          conflict(rules.arch(), number, some.get(i), some.get(j));
        }
      }
    }
  }

  private void conflict(Arch arch, int number, ArchRule first, ArchRule second) {
    if (first.layer() != second.layer() || first.action().equals(second.action())) {
      return;
    }
    if (first.overlaps(second)) {
      ArchRule winner = second.action().isStricterThan(first.action()) ? second : first;
      warnings.add(
          Syscalls.of(arch).name(number).orElse("%" + number)
              + ": "
              + first.rule().origin()
              + " ("
              + first.action()
              + ") and "
              + second.rule().origin()
              + " ("
              + second.action()
              + ") match the same calls; the stricter wins: "
              + winner.action());
    }
  }

  private void skippedArchitectures() {
    for (Arch arch : policy.architectures()) {
      if (policy.nativeArchitecture().runnable().contains(arch) && !architectures.contains(arch)) {
        warnings.add(
            arch
                + " is listed, but seccomp4j has no syscall table for it: its programs are killed");
      }
    }
  }

  private void listener() {
    if (policy.listenerMetadata().isPresent() && policy.listenerPath().isEmpty()) {
      problems.add("listenerMetadata goes with a listenerPath, and there is none");
    }
  }
}
