package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.internal.diagram.DefaultMark;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.PolicyDiagram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** What a policy says about the calls of one architecture, number by number. */
final class Verdicts {
  /** Enough for dozens of masked rules on one syscall; about 100 MB. */
  static final int MOST_NODES = 2_000_000;

  /** For a whole comparison or combination: some ten seconds. */
  static final long MOST_STEPS = 32_000_000;

  private static final long LAST = 0xffff_ffffL;

  /**
   * Numbers about which no policy makes a difference.
   *
   * @param first the first
   * @param last the last, as unsigned number
   * @param name the syscall, where it is a single one that has a name
   */
  record Numbers(int first, int last, Optional<String> name) {
    /** Returns the name, or the numbers as {@code %5} or {@code %5-%7}. */
    @Override
    public String toString() {
      String text = "%" + Integer.toUnsignedString(first);
      return name.orElse(first == last ? text : text + "-%" + Integer.toUnsignedString(last));
    }
  }

  private final Policy policy;
  private final Optional<ArchRules> rules;

  private Verdicts(Policy policy, Optional<ArchRules> rules) {
    this.policy = policy;
    this.rules = rules;
  }

  /** Returns the verdicts on a kernel of the policy's architecture. */
  static Verdicts here(Policy policy, Arch arch) {
    boolean decided = policy.effectiveArchitectures().contains(arch);
    return new Verdicts(policy, decided ? Optional.of(policy.rulesOn(arch)) : Optional.empty());
  }

  /** Returns the verdicts on a kernel that runs the architecture. */
  static Verdicts anywhere(Policy policy, Arch arch) {
    boolean decided =
        policy.architectures().contains(arch) || policy.effectiveArchitectures().contains(arch);
    return new Verdicts(policy, decided ? Optional.of(policy.rulesOn(arch)) : Optional.empty());
  }

  /** Returns what rules say, whether or not their architecture is listed. */
  static Verdicts unlisted(Policy policy, Arch arch) {
    return new Verdicts(policy, Optional.of(policy.rulesOn(arch)));
  }

  /** Says whether the verdict on a number depends on no argument. */
  boolean isConstant(int number) {
    return rules.isEmpty() || rules.get().rules(number).isEmpty();
  }

  /** Returns the verdict on a number that depends on no argument. */
  Action constant(int number) {
    return rules.isEmpty()
        ? Action.KILL_PROCESS
        : rules.get().decide(number, new long[Call.ARGUMENTS]);
  }

  /** Returns what happens to a number that no rule names. */
  Action unnamed(int number) {
    return rules.map(some -> some.unnamed(number)).orElse(Action.KILL_PROCESS);
  }

  /** Returns the rules of a number. */
  List<ArchRule> rules(int number) {
    return rules.isEmpty() ? List.of() : rules.get().rules(number);
  }

  /** Returns the verdicts on a number as a diagram over the arguments. */
  int diagram(Diagrams diagrams, int number) {
    return isConstant(number)
        ? diagrams.value(constant(number).returnValue())
        : ofRules(diagrams, number, policy.defaultAction().returnValue());
  }

  /** Returns such a diagram in which the verdicts of the default action are marked. */
  int marked(Diagrams diagrams, int number) {
    if (rules.isEmpty()) {
      return diagrams.value(Action.KILL_PROCESS.returnValue());
    }
    return isConstant(number)
        ? diagrams.value(DefaultMark.marked(constant(number).returnValue()))
        : ofRules(diagrams, number, DefaultMark.marked(policy.defaultAction().returnValue()));
  }

  private int ofRules(Diagrams diagrams, int number, int otherwise) {
    return PolicyDiagram.ofRules(diagrams, policy.layers(), otherwise, rules(number));
  }

  /** Cuts the numbers of an architecture where one of some verdicts may change. */
  static List<Numbers> numbers(Arch arch, List<Verdicts> verdicts) {
    TreeSet<Long> starts = new TreeSet<>(List.of(first(arch), LAST));
    if (arch == Arch.X86_64) {
      starts.add((long) Arch.X32_BIT);
    }
    for (String name : Syscalls.of(arch).names()) {
      single(starts, Syscalls.of(arch).number(name).orElseThrow());
    }
    for (Verdicts some : verdicts) {
      some.rules.ifPresent(
          rules -> {
            rules.numbers().forEach(number -> single(starts, number));
            rules.horizon().ifPresent(number -> single(starts, number));
          });
    }
    List<Numbers> all = new ArrayList<>();
    for (long start : starts) {
      Long next = starts.higher(start);
      long last = next == null ? LAST : next - 1;
      if (isOf(arch, start)) {
        Optional<String> name = Syscalls.of(arch).name((int) start);
        all.add(new Numbers((int) start, (int) last, name));
      }
    }
    return all;
  }

  private static void single(Set<Long> starts, int number) {
    long start = Integer.toUnsignedLong(number);
    starts.add(start);
    starts.add(start + 1);
  }

  private static long first(Arch arch) {
    return arch == Arch.X32 ? Arch.X32_BIT : 0;
  }

  /** On x86_64 the numbers from the x32 bit up, but for -1, are of x32. */
  private static boolean isOf(Arch arch, long number) {
    return switch (arch) {
      case X86_64 -> number < Arch.X32_BIT || number == LAST;
      case X32 -> number != LAST;
      default -> true;
    };
  }

  /** Returns where a syscall stands, also one that is written as raw number. */
  static OptionalInt number(String syscall, Arch arch, Policy policy) {
    return ArchRules.number(syscall, arch, policy.nativeArchitecture());
  }
}
