package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Calls that two policies decide differently, all in the same way and by the same rules. Immutable.
 *
 * @param syscalls what is called: names, then numbers without a name as {@code %5} or {@code
 *     %5-%7}, counted without sign
 * @param architectures where, the native one first
 * @param coverage whether it is about all arguments or only some
 * @param before what the first policy says about the example
 * @param after what the second policy says about the example
 */
public record PolicyChange(
    List<String> syscalls,
    List<Arch> architectures,
    Coverage coverage,
    Explanation before,
    Explanation after) {
  /** For which arguments a change holds. */
  public enum Coverage {
    /** For all. */
    ALL_ARGUMENTS,
    /** For some, of which the example is one. */
    SOME_ARGUMENTS
  }

  /** More names in one line nobody reads. */
  private static final int MOST_NAMES = 24;

  /** Keeps a copy. */
  public PolicyChange {
    syscalls = List.copyOf(syscalls);
    architectures = List.copyOf(architectures);
    Objects.requireNonNull(coverage, "coverage");
    if (!before.call().equals(after.call())) {
      throw new IllegalArgumentException("two different examples");
    }
  }

  /**
   * Returns a call that the two policies decide so: on the first architecture, with as few bits set
   * as possible.
   *
   * @return the call
   */
  public Call example() {
    return before.call();
  }

  /**
   * Says whether the second policy is less strict here.
   *
   * @return whether its action comes later in the kernel's order
   */
  public boolean isWeaker() {
    return before.action().isStricterThan(after.action());
  }

  /**
   * Says whether the second policy is stricter here.
   *
   * @return whether its action comes first in the kernel's order
   */
  public boolean isStricter() {
    return after.action().isStricterThan(before.action());
  }

  /**
   * Says whether the second policy allows here what the first does not: it runs the call, or leaves
   * it to a supervisor or tracer, where the first is stricter than that. So a kill that becomes an
   * errno allows nothing, nor does a log that becomes an allow; an errno that becomes a notify
   * does, since the supervisor may say yes.
   *
   * @return whether more calls can run
   */
  public boolean allowsMore() {
    return isWeaker() && mayRun(after.action()) && !before.action().runsTheCall();
  }

  /**
   * Says whether the first policy allows here what the second does not: the opposite of {@link
   * #allowsMore()}.
   *
   * @return whether fewer calls can run
   */
  public boolean allowsLess() {
    return isStricter() && mayRun(before.action()) && !after.action().runsTheCall();
  }

  private static boolean mayRun(Action action) {
    return action.runsTheCall()
        || action.kind() == Action.Kind.NOTIFY
        || action.kind() == Action.Kind.TRACE;
  }

  /** Returns one line, as {@code mount: errno(EPERM) -> allow, as mount(...)}. */
  @Override
  public String toString() {
    return head(Set.of()) + ", as " + example();
  }

  /** Appends three lines; the architectures are left out where the change is on all of them. */
  void append(StringBuilder text, Set<Arch> all, String nameBefore, String nameAfter) {
    text.append("  ").append(head(all)).append('\n');
    text.append("    as ").append(example()).append('\n');
    text.append("    ").append(nameBefore).append(": ").append(decider(before)).append("; ");
    text.append(nameAfter).append(": ").append(decider(after)).append('\n');
  }

  private String head(Set<Arch> all) {
    StringBuilder text = new StringBuilder();
    text.append(coverage == Coverage.SOME_ARGUMENTS ? "some calls of " : "");
    int shown = syscalls.size() <= MOST_NAMES ? syscalls.size() : MOST_NAMES - 4;
    text.append(String.join(", ", syscalls.subList(0, shown)));
    if (shown < syscalls.size()) {
      text.append(" and ").append(syscalls.size() - shown).append(" more");
    }
    text.append(": ").append(before.action()).append(" -> ").append(after.action());
    if (!Set.copyOf(architectures).equals(all)) {
      String separator = " on ";
      for (Arch arch : architectures) {
        text.append(separator).append(arch);
        separator = ", ";
      }
    }
    return text.toString();
  }

  /** A rule's own text may name hundreds of syscalls: its place says enough. */
  private static String decider(Explanation explanation) {
    Optional<Rule> rule = explanation.rule();
    return rule.map(Rule::origin).orElse(explanation.verdicts().get(0).because())
        + rule.flatMap(Rule::reason).map(why -> " (" + why + ")").orElse("");
  }
}
