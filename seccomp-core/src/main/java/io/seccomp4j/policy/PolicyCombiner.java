package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.TooLargeException;
import io.seccomp4j.internal.diagram.Work;
import io.seccomp4j.policy.Verdicts.Numbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the combination of two policies as one, syscall by syscall, and proves the whole. Not
 * thread-safe.
 */
final class PolicyCombiner {
  private final Combination combination;
  private final Policy first;
  private final Policy second;
  private final Policy empty;
  private final Work work = new Work(Verdicts.MOST_STEPS);
  private final Set<Arch> architectures;
  private final Map<String, List<Rule>> ofFirst;
  private final Map<String, List<Rule>> ofSecond;

  PolicyCombiner(Combination combination, Policy first, Policy second) {
    this.combination = combination;
    this.first = first;
    this.second = second;
    CombinedSettings settings = new CombinedSettings(combination, first, second);
    this.empty = settings.withoutRules();
    this.architectures = settings.provenOn();
    this.ofFirst = rulesByName(first);
    this.ofSecond = rulesByName(second);
  }

  Policy combine() {
    if (first.equals(second)) {
      return first;
    }
    List<Rule> rules = new ArrayList<>();
    for (Set<String> names : syscalls()) {
      SyscallCombiner combiner = combiner(names);
      rules.addAll(combiner.rules().orElseThrow(() -> refusal(names)));
    }
    Policy policy = built(rules);
    Set<String> wrong = wrongOn(policy);
    if (wrong.isEmpty()) {
      return policy;
    }
    if (!wrong.stream().allMatch(Syscalls::isKnown)) {
      throw refusal(wrong);
    }
    // A guard that the result has of itself is in the way: a rule of its own replaces it.
    List<Rule> more = new ArrayList<>();
    for (String name : wrong) {
      rules.removeIf(rule -> rule.syscalls().contains(name));
      more.addAll(everyVerdict(name).orElseThrow(() -> refusal(wrong)));
    }
    rules.addAll(more);
    Policy repaired = built(rules);
    Set<String> stillWrong = wrongOn(repaired);
    if (!stillWrong.isEmpty()) {
      throw refusal(stillWrong);
    }
    return repaired;
  }

  private Policy built(List<Rule> rules) {
    PolicyBuilder builder = empty.toBuilder();
    MergedRules.gathered(rules).forEach(builder::add);
    return builder.build();
  }

  private static Map<String, List<Rule>> rulesByName(Policy policy) {
    Map<String, List<Rule>> rules = new LinkedHashMap<>();
    for (Layer layer : policy.layers()) {
      for (Rule rule : layer.rules()) {
        for (String name : rule.syscalls()) {
          rules.computeIfAbsent(name, any -> new ArrayList<>()).add(rule);
        }
      }
    }
    return rules;
  }

  /** Returns the syscalls of all rules; names of one and the same number stand together. */
  private Collection<Set<String>> syscalls() {
    Map<String, Set<String>> together = new LinkedHashMap<>();
    ofFirst.keySet().forEach(name -> together.put(name, new LinkedHashSet<>(Set.of(name))));
    ofSecond.keySet().forEach(name -> together.put(name, new LinkedHashSet<>(Set.of(name))));
    for (Arch arch : architectures) {
      Map<Integer, Set<String>> byNumber = new LinkedHashMap<>();
      for (String name : together.keySet()) {
        Verdicts.number(name, arch, first)
            .ifPresent(
                number -> byNumber.computeIfAbsent(number, n -> new LinkedHashSet<>()).add(name));
      }
      for (Set<String> same : byNumber.values()) {
        if (same.size() > 1) {
          Set<String> joined = new LinkedHashSet<>();
          same.forEach(name -> joined.addAll(together.getOrDefault(name, Set.of())));
          joined.forEach(name -> together.put(name, joined));
        }
      }
    }
    return new LinkedHashSet<>(together.values());
  }

  /** A syscall that no architecture of the policies has keeps its meaning on those that have it. */
  private SyscallCombiner combiner(Set<String> names) {
    SyscallCombiner combiner =
        new SyscallCombiner(
            combination,
            first,
            second,
            empty,
            names,
            reduced(ofFirst, names),
            reduced(ofSecond, names),
            work);
    try {
      for (Arch arch : architectures) {
        combiner.on(arch, Verdicts.anywhere(first, arch), Verdicts.anywhere(second, arch));
      }
      if (combiner.isNowhere()) {
        for (Arch arch : Arch.values()) {
          if (!Syscalls.of(arch).isEmpty()) {
            combiner.on(arch, Verdicts.unlisted(first, arch), Verdicts.unlisted(second, arch));
          }
        }
      }
      return combiner;
    } catch (TooLargeException e) {
      throw tooLarge(String.join(", ", names), e);
    }
  }

  private Optional<List<Rule>> everyVerdict(String name) {
    SyscallCombiner combiner = combiner(Set.of(name));
    try {
      return combiner.everyVerdict();
    } catch (TooLargeException e) {
      throw tooLarge(name, e);
    }
  }

  private static List<Rule> reduced(Map<String, List<Rule>> rules, Set<String> names) {
    Set<Rule> some = new LinkedHashSet<>();
    List<Rule> reduced = new ArrayList<>();
    for (String name : names) {
      for (Rule rule : rules.getOrDefault(name, List.of())) {
        if (some.add(rule)) {
          List<String> kept = rule.syscalls().stream().filter(names::contains).toList();
          reduced.add(MergedRules.about(rule, kept));
        }
      }
    }
    return reduced;
  }

  /** Returns the syscalls about which a policy is not the combination. */
  private Set<String> wrongOn(Policy policy) {
    Set<String> wrong = new LinkedHashSet<>();
    for (Arch arch : architectures) {
      Verdicts one = Verdicts.anywhere(first, arch);
      Verdicts other = Verdicts.anywhere(second, arch);
      Verdicts result = Verdicts.anywhere(policy, arch);
      for (Numbers numbers : Verdicts.numbers(arch, List.of(one, other, result))) {
        try {
          if (!isCombined(numbers.first(), one, other, result)) {
            wrong.add(numbers.toString());
          }
        } catch (TooLargeException e) {
          throw tooLarge(numbers + " on " + arch, e);
        }
      }
    }
    return wrong;
  }

  private static PolicyException tooLarge(String syscall, TooLargeException e) {
    return new PolicyException(
        List.of(
            "the rules of " + syscall + " are too intricate to be combined: " + e.getMessage()));
  }

  private boolean isCombined(int number, Verdicts one, Verdicts other, Verdicts result) {
    if (one.isConstant(number) && other.isConstant(number) && result.isConstant(number)) {
      return combination
          .of(one.constant(number), other.constant(number))
          .equals(result.constant(number));
    }
    Diagrams diagrams = new Diagrams(Verdicts.MOST_NODES, work);
    int wanted =
        diagrams.combine(
            one.diagram(diagrams, number),
            other.diagram(diagrams, number),
            combination::ofReturnValues);
    return result.diagram(diagrams, number) == wanted;
  }

  private PolicyException refusal(Set<String> names) {
    return new PolicyException(
        names.stream()
            .map(
                name ->
                    "the "
                        + combination
                        + " of the two policies cannot be written as one: "
                        + name
                        + " needs more than "
                        + SyscallCombiner.MOST_RULES
                        + " rules, or other rules on one architecture than on another"
                        + (architectures.size() > 1 ? " " + architectures : ""))
            .toList());
  }
}
