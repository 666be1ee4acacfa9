package io.seccomp4j.testing;

import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.util.EnumSet;
import java.util.Set;

/**
 * A row of the table: what a policy says about a call.
 *
 * @param policy the policy
 * @param call the call
 * @param expected its verdict
 * @param limits what cannot be done with the row
 */
public record Verdict(Policy policy, Call call, Action expected, Set<Limit> limits) {
  /** What cannot be done with a row. */
  public enum Limit {
    /** OCI profiles have no words for the policy. */
    NOT_IN_OCI,
    /** No process of this host can make the call, or run under the policy as it is. */
    NO_PROCESS
  }

  static Verdict of(Policy policy, Call call, Action expected, Limit... limits) {
    Set<Limit> all = EnumSet.noneOf(Limit.class);
    all.addAll(Set.of(limits));
    return new Verdict(policy, call, expected, all);
  }

  /** Returns the row in one line. */
  @Override
  public String toString() {
    return call + " on " + call.arch() + " -> " + expected;
  }
}
