package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.Paths;
import io.seccomp4j.internal.diagram.TooLargeException;
import io.seccomp4j.internal.diagram.Work;
import io.seccomp4j.policy.PolicyChange.Coverage;
import io.seccomp4j.policy.Verdicts.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares two policies, number by number, and gathers what is alike. Not thread-safe. */
final class PolicyComparison {
  /** Ways in which one syscall may change; each takes a search for an example. */
  private static final int MOST_WAYS = 256;

  /** A difference in one place. */
  private record Finding(Numbers numbers, Arch arch, Coverage coverage, Call example) {}

  /** What changes of one line have in common. */
  private record Likeness(Coverage coverage, Side before, Side after) {}

  /** What a policy says: the action, and the rule by its place and meaning. */
  private record Side(Action action, Optional<Rule> rule, String origin) {
    static Side of(Explanation explanation) {
      return new Side(
          explanation.action(),
          explanation.rule(),
          explanation.rule().map(Rule::origin).orElse(explanation.verdicts().get(0).because()));
    }
  }

  private final Policy before;
  private final Policy after;
  private final int mostNodes;
  private final Work work;
  private final List<Finding> findings = new ArrayList<>();

  PolicyComparison(Policy before, Policy after) {
    this(before, after, Verdicts.MOST_NODES, Verdicts.MOST_STEPS);
  }

  PolicyComparison(Policy before, Policy after, int mostNodes, long mostSteps) {
    this.before = before;
    this.after = after;
    this.mostNodes = mostNodes;
    this.work = new Work(mostSteps);
  }

  PolicyDiff run() {
    Set<Arch> architectures = new LinkedHashSet<>(before.effectiveArchitectures());
    architectures.addAll(after.effectiveArchitectures());
    for (Arch arch : architectures) {
      Verdicts first = Verdicts.here(before, arch);
      Verdicts second = Verdicts.here(after, arch);
      for (Numbers numbers : Verdicts.numbers(arch, List.of(first, second))) {
        compare(arch, numbers, first, second);
      }
    }
    return new PolicyDiff(changes(), settings(), architectures);
  }

  private void compare(Arch arch, Numbers numbers, Verdicts first, Verdicts second) {
    int number = numbers.first();
    if (first.isConstant(number) && second.isConstant(number)) {
      if (!first.constant(number).equals(second.constant(number))) {
        add(arch, numbers, Coverage.ALL_ARGUMENTS, new long[Call.ARGUMENTS]);
      }
      return;
    }
    try {
      Diagrams diagrams = new Diagrams(mostNodes, work);
      int one = first.diagram(diagrams, number);
      int other = second.diagram(diagrams, number);
      if (one != other) {
        differences(arch, numbers, diagrams, one, other);
      }
    } catch (TooLargeException e) {
      throw new PolicyException(
          List.of(
              "the rules of "
                  + numbers
                  + " on "
                  + arch
                  + " are too intricate to be compared exactly: "
                  + e.getMessage()));
    }
  }

  /** Looks for the pairs of verdicts that two diagrams have, and for a call with each. */
  private void differences(Arch arch, Numbers numbers, Diagrams diagrams, int one, int other) {
    List<List<Integer>> pairs = new ArrayList<>();
    int pair =
        diagrams.combine(
            one,
            other,
            (left, right) -> {
              List<Integer> both = left == right ? List.of() : List.of(left, right);
              int known = pairs.indexOf(both);
              if (known >= 0) {
                return known;
              }
              if (pairs.size() > MOST_WAYS) {
                throw new TooLargeException(
                    "their verdicts differ in more than " + MOST_WAYS + " ways");
              }
              pairs.add(both);
              return pairs.size() - 1;
            });
    Paths paths = new Paths(diagrams);
    Coverage coverage = diagrams.isValue(pair) ? Coverage.ALL_ARGUMENTS : Coverage.SOME_ARGUMENTS;
    for (int value : new TreeSet<>(paths.values(pair))) {
      if (!pairs.get(value).isEmpty()) {
        work.take(diagrams.size());
        add(arch, numbers, coverage, paths.plainest(pair, value));
      }
    }
  }

  private void add(Arch arch, Numbers numbers, Coverage coverage, long[] args) {
    Call example =
        new Call(arch, numbers.first(), Arrays.stream(args).mapToObj(OptionalLong::of).toList());
    if (before.decide(example).equals(after.decide(example))) {
      throw new IllegalStateException(
          "the diagrams differ on " + example + " on " + arch + ", which both decide alike");
    }
    findings.add(new Finding(numbers, arch, coverage, example));
  }

  /** Joins first the architectures of a syscall, then the syscalls that change alike. */
  private List<PolicyChange> changes() {
    Map<Likeness, Map<String, List<Finding>>> alike = new LinkedHashMap<>();
    for (Finding finding : findings) {
      Likeness likeness =
          new Likeness(
              finding.coverage(),
              Side.of(before.explain(finding.example())),
              Side.of(after.explain(finding.example())));
      alike
          .computeIfAbsent(likeness, any -> new LinkedHashMap<>())
          .computeIfAbsent(finding.numbers().toString(), any -> new ArrayList<>())
          .add(finding);
    }
    List<PolicyChange> changes = new ArrayList<>();
    for (Map.Entry<Likeness, Map<String, List<Finding>>> entry : alike.entrySet()) {
      Map<List<Arch>, List<List<Finding>>> bySet = new LinkedHashMap<>();
      for (List<Finding> ofSyscall : entry.getValue().values()) {
        List<Arch> where = ofSyscall.stream().map(Finding::arch).distinct().toList();
        bySet.computeIfAbsent(where, any -> new ArrayList<>()).add(ofSyscall);
      }
      bySet.forEach((where, some) -> changes.add(change(entry.getKey().coverage(), where, some)));
    }
    changes.sort(Comparator.comparing(PolicyComparison::rank));
    return changes;
  }

  private PolicyChange change(Coverage coverage, List<Arch> where, List<List<Finding>> bySyscall) {
    Map<String, Call> names = new TreeMap<>();
    Map<String, Call> numbers = new LinkedHashMap<>();
    for (List<Finding> ofOne : bySyscall) {
      Numbers some = ofOne.get(0).numbers();
      (some.name().isPresent() ? names : numbers).put(some.toString(), ofOne.get(0).example());
    }
    List<String> syscalls = new ArrayList<>(names.keySet());
    syscalls.addAll(numbers.keySet());
    Call example = (names.isEmpty() ? numbers : names).values().iterator().next();
    return new PolicyChange(
        syscalls, where, coverage, before.explain(example), after.explain(example));
  }

  private static int rank(PolicyChange change) {
    return change.allowsMore() ? 0 : change.allowsLess() ? 1 : 2;
  }

  private List<String> settings() {
    List<String> lines = new ArrayList<>();
    setting(lines, "flags", new TreeSet<>(before.flags()), new TreeSet<>(after.flags()));
    setting(lines, "listener", before.listenerPath(), after.listenerPath());
    setting(lines, "listener metadata", before.listenerMetadata(), after.listenerMetadata());
    setting(lines, "architectures of other kernels", elsewhere(before), elsewhere(after));
    return lines;
  }

  /** What a file lists for machines of other kinds: nothing is compared there. */
  private static Set<Arch> elsewhere(Policy policy) {
    Set<Arch> listed = new TreeSet<>(policy.architectures());
    listed.removeAll(policy.nativeArchitecture().runnable());
    return listed;
  }

  private static void setting(List<String> lines, String name, Object first, Object second) {
    if (!first.equals(second)) {
      lines.add(name + ": " + words(first) + " -> " + words(second));
    }
  }

  private static String words(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Object::toString).orElse("none");
    }
    String text = value.toString();
    return text.equals("[]") ? "none" : text.substring(1, text.length() - 1);
  }
}
