package io.seccomp4j.bpf;

import io.seccomp4j.internal.compiler.PolicyProgram;
import io.seccomp4j.policy.Policy;
import java.util.Map;

/**
 * Compiles policies to filters without any library, whatever their rules are. A filter is short,
 * finds the syscall by a search tree, and is proven before it is returned.
 *
 * <p>The first instructions look at the architecture; calls of those that are not effective kill
 * the process.
 */
public final class BuiltInCompiler {
  private BuiltInCompiler() {}

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
    Filter filter = PolicyProgram.of(policy, trace);
    Proof proof = Verifier.prove(filter, policy);
    if (!proof.isEqual()) {
      throw new UncompilableException(
          "the built-in compiler's " + filter + " is not used: " + proof);
    }
    return filter;
  }
}
