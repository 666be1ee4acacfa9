package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.PolicyReview.Finding;
import io.seccomp4j.policy.PolicyReview.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks over a whole policy: what is wrong becomes a problem, what is doubtful a warning. */
final class PolicyCheck {
  /**
   * Syscalls of all rules together. A filter has room for a few thousand, a file of some megabytes
   * for as many as fill any memory once they are resolved for each architecture.
   */
  private static final int MOST_SYSCALLS = 200_000;

  private final Policy policy;
  private final List<String> problems;
  private final List<Finding> warnings;
  private final Set<Arch> architectures;

  PolicyCheck(Policy policy, List<String> problems, List<Finding> warnings) {
    this.policy = policy;
    this.problems = problems;
    this.warnings = warnings;
    this.architectures = policy.effectiveArchitectures();
  }

  /** Returns the rules of every architecture, which count when there is no problem. */
  Map<Arch, ArchRules> run() {
    if (isTooLarge()) {
      return Map.of();
    }
    architectures();
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
      ArchRules nativeRules = resolved.get(policy.nativeArchitecture());
      if (nativeRules != null) {
        Doubts.of(policy, nativeRules, warnings);
      }
    }
    listener();
    policy
        .horizon()
        .doubt(policy.defaultAction())
        .ifPresent(doubt -> warnings.add(new Finding(Kind.HORIZON, List.of(), doubt)));
    return resolved;
  }

  private boolean isTooLarge() {
    long syscalls = 0;
    for (Layer layer : policy.layers()) {
      for (Rule rule : layer.rules()) {
        syscalls += rule.syscalls().size();
      }
    }
    if (syscalls > MOST_SYSCALLS) {
      problems.add(
          "the rules name "
              + syscalls
              + " syscalls, each counted in every rule, and no policy has more than "
              + MOST_SYSCALLS
              + ": no kernel loads a filter that long; write fewer rules");
    }
    return syscalls > MOST_SYSCALLS;
  }

  private static boolean isFromFile(Rule rule) {
    return rule.sourceIndex().isPresent();
  }

  /**
   * A file may name the calls of every architecture, a group is made for all of them, and rules
   * that were combined come from either; what none has is a mistake.
   */
  private void syscallNames(Rule rule) {
    for (String name : rule.syscalls()) {
      boolean found =
          architectures.stream()
              .anyMatch(
                  arch -> ArchRules.number(name, arch, policy.nativeArchitecture()).isPresent());
      boolean mayBeElsewhere = isFromFile(rule) || rule.label().isPresent() || rule.isCombined();
      if (!found && !(mayBeElsewhere && Syscalls.isKnown(name))) {
        String where =
            Syscalls.isKnown(name)
                ? "none of the policy's architectures has " + name
                : "unknown syscall \""
                    + name
                    + "\""
                    + Syscalls.suggestion(name)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
        tell(rule, Kind.UNKNOWN_SYSCALL, rule.origin() + ": " + where);
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
        }
      }
    }
    if (exists && !matching.contains(rule)) {
      tell(
          rule,
          Kind.NEVER_MATCHES,
          rule.origin() + ": " + rule + " can never match: its conditions exclude each other");
    }
  }

  /** What somebody writes in a program is refused; a file is taken as it stands. */
  private void tell(Rule rule, Kind kind, String message) {
    if (isFromFile(rule)) {
      warnings.add(new Finding(kind, List.of(rule), message));
    } else {
      problems.add(message);
    }
  }

  private void architectures() {
    Arch nativeArch = policy.nativeArchitecture();
    if (Syscalls.of(nativeArch).isEmpty()) {
      problems.add("seccomp4j has no syscall table for " + nativeArch);
    }
    for (Arch arch : new TreeSet<>(policy.architectures())) {
      if (policy.nativeArchitecture().runnable().contains(arch) && !architectures.contains(arch)) {
        warnings.add(
            new Finding(
                Kind.ARCHITECTURE,
                List.of(),
                arch
                    + " is listed, but seccomp4j has no syscall table for it: its programs are"
                    + " killed"));
      }
    }
  }

  private void listener() {
    if (policy.listenerMetadata().isPresent() && policy.listenerPath().isEmpty()) {
      problems.add("listenerMetadata goes with a listenerPath, and there is none");
    }
  }
}
