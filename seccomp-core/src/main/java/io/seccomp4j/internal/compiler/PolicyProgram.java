package io.seccomp4j.internal.compiler;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The way from a policy to a program, by the architecture, the syscall number, the arguments. */
public final class PolicyProgram {
  private static final long LAST_NUMBER = 0xffff_ffffL;

  private final Policy policy;
  private final Map<String, Long> trace;
  private final DecisionPool pool = new DecisionPool();
  private final Simplification simplification = new Simplification(pool);
  private final Contributors contributors = new Contributors();
  private final RuleDecisions ofRules;

  private PolicyProgram(Policy policy, Map<String, Long> trace) {
    this.policy = policy;
    this.trace = trace;
    ArgumentWords words = new ArgumentWords(pool, policy.nativeArchitecture().byteOrder());
    this.ofRules = new RuleDecisions(pool, words, policy.layers());
  }

  /**
   * Returns the program of a policy, which is still to be proven.
   *
   * @param trace how often each syscall was seen, by name; possibly none
   * @throws io.seccomp4j.bpf.UncompilableException when it would be too long
   */
  public static Filter of(Policy policy, Map<String, Long> trace) {
    return new PolicyProgram(policy, trace).filter();
  }

  private Filter filter() {
    Map<Integer, List<Arch>> byToken = new TreeMap<>();
    Decision decision = pool.verdict(Action.KILL_PROCESS);
    for (Arch arch : policy.effectiveArchitectures()) {
      byToken.computeIfAbsent(arch.token(), any -> new ArrayList<>()).add(arch);
    }
    List<Arch> lastFirst = new ArrayList<>(policy.effectiveArchitectures());
    Collections.reverse(lastFirst);
    for (Arch arch : lastFirst) {
      List<Arch> together = byToken.getOrDefault(arch.token(), List.of());
      if (arch == together.get(0)) {
        decision =
            pool.choice(
                WordTest.equal(WordTest.ARCH, WordTest.ALL_BITS, arch.token()),
                byNumber(together),
                decision);
      }
    }
    return Filter.of(contributors.program(decision));
  }

  /** Returns the decision for the calls of architectures that share a token: x86_64 and x32 do. */
  private Decision byNumber(List<Arch> together) {
    NumberSearch numbers = new NumberSearch(pool, pool.verdict(Action.KILL_PROCESS));
    for (Arch arch : together) {
      ArchRules rules = policy.rulesOn(arch);
      long first = arch == Arch.X32 ? Arch.X32_BIT : 0;
      long last = arch == Arch.X86_64 ? Arch.X32_BIT - 1 : LAST_NUMBER;
      numbers.put(first, last, pool.verdict(rules.defaultAction()));
      rules
          .horizon()
          .ifPresent(
              known -> numbers.put(known + 1L, last, pool.verdict(rules.unnamed(known + 1))));
      for (int number : rules.numbers()) {
        Decision decision =
            simplification.of(ofRules.decision(rules.rules(number), rules.defaultAction()));
        long unsigned = Integer.toUnsignedLong(number);
        numbers.put(unsigned, unsigned, decision);
        contributors.add(arch, number, decision);
      }
    }
    numbers.put(LAST_NUMBER, LAST_NUMBER, pool.verdict(withoutNumber(together.get(0))));
    together.forEach(arch -> numbers.expect(arch, trace));
    return numbers.decision();
  }

  /** A tracer sets -1 to skip a call; that is no number of x32. */
  private Action withoutNumber(Arch arch) {
    Arch decides = arch == Arch.X32 ? Arch.X86_64 : arch;
    return policy.effectiveArchitectures().contains(decides)
        ? policy.rulesOn(decides).unnamed(-1)
        : Action.KILL_PROCESS;
  }
}
