package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compiles policies to filters without any library, whatever their rules are. A filter is short,
 * finds the syscall by a search tree, and is proven before it is returned.
 *
 * <p>The first instructions look at the architecture; calls of those that are not effective kill
 * the process.
 */
public final class BuiltInCompiler {
  private static final long LAST_NUMBER = 0xffff_ffffL;

  private final Policy policy;
  private final Map<String, Long> trace;
  private final DecisionPool pool = new DecisionPool();
  private final Simplification simplification = new Simplification(pool);
  private final Contributors contributors = new Contributors();
  private final RuleDecisions ofRules;

  private BuiltInCompiler(Policy policy, Map<String, Long> trace) {
    this.policy = policy;
    this.trace = trace;
    ArgumentWords words = new ArgumentWords(pool, policy.nativeArchitecture().byteOrder());
    this.ofRules = new RuleDecisions(pool, words, policy.layers());
  }

  /**
   * Compiles a policy.
   *
   * @param policy what the filter should do
   * @return a filter that is proven to do that
   * @throws UncompilableException when the filter would have more than {@value
   *     Filter#MAX_INSTRUCTIONS} instructions; the message names the syscalls that take most. Also
   *     when the policy is too large to be proven
   */
  public static Filter compile(Policy policy) {
    return compile(policy, Map.of());
  }

  /**
   * Compiles a policy so that calls which are made often take few instructions.
   *
   * @param policy what the filter should do
   * @param trace how often each syscall was seen, by name; those that the policy's architectures
   *     lack do not count
   * @return a filter that is proven to do what the policy says, whatever the trace
   * @throws IllegalArgumentException when a number in the trace is negative
   * @throws UncompilableException as {@link #compile(Policy)} does
   */
  public static Filter compile(Policy policy, Map<String, Long> trace) {
    trace.forEach(
        (name, times) -> {
          if (times < 0) {
            throw new IllegalArgumentException(name + " was seen " + times + " times");
          }
        });
    Filter filter = compileUnproven(policy, trace);
    Proof proof = Verifier.prove(filter, policy);
    if (!proof.isEqual()) {
      throw new UncompilableException(
          "the built-in compiler's " + filter + " is not used: " + proof);
    }
    return filter;
  }

  /** Compiles a policy as {@link #compile} does, to a filter that is still to be proven. */
  static Filter compileUnproven(Policy policy, Map<String, Long> trace) {
    return new BuiltInCompiler(policy, trace).filter();
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
                WordTest.equal(Knowledge.ARCH_OFFSET, WordTest.ALL_BITS, arch.token()),
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
