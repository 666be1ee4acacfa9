package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one policy does otherwise than another, by meaning and not by text. Immutable.
 *
 * <pre>{@code
 * PolicyDiff diff = PolicyDiff.between(before, after);
 * if (!diff.isNoWeaker()) {
 *   System.err.print(diff.toText("before", "after"));
 * }
 * }</pre>
 *
 * <p>The comparison is exact: it covers every architecture that one of the policies lets run on its
 * kernel, every syscall number, known or not, and every argument value. Calls of all other
 * architectures are killed by both. Nothing is sampled.
 *
 * <p>Of two different verdicts on a call one is stricter when its action comes first in the
 * kernel's order ({@link Action.Kind}). Two errnos, or two {@code trace} with different data, are a
 * difference without being stricter or weaker.
 */
public final class PolicyDiff {
  /** How the second policy stands to the first. */
  public enum Relation {
    /** Both decide every call alike. */
    EQUAL,
    /** On every call that they decide differently the second is less strict. */
    WEAKER,
    /** On every call that they decide differently the second is stricter. */
    STRICTER,
    /** Neither: each is stricter somewhere, or some calls fail with another errno. */
    INCOMPARABLE
  }

  private final Relation relation;
  private final List<PolicyChange> changes;
  private final List<String> settings;
  private final Set<Arch> architectures;

  PolicyDiff(List<PolicyChange> changes, List<String> settings, Set<Arch> architectures) {
    this.changes = List.copyOf(changes);
    this.settings = List.copyOf(settings);
    this.architectures = Set.copyOf(architectures);
    this.relation = relation(changes);
  }

  private static Relation relation(List<PolicyChange> changes) {
    if (changes.isEmpty()) {
      return Relation.EQUAL;
    }
    if (changes.stream().allMatch(PolicyChange::isWeaker)) {
      return Relation.WEAKER;
    }
    return changes.stream().allMatch(PolicyChange::isStricter)
        ? Relation.STRICTER
        : Relation.INCOMPARABLE;
  }

  /**
   * Compares two policies.
   *
   * @param before the first
   * @param after the second
   * @return what the second does otherwise
   * @throws PolicyException when the rules of a syscall are too intricate for an exact comparison;
   *     the message names it
   */
  public static PolicyDiff between(Policy before, Policy after) {
    return new PolicyComparison(before, after).run();
  }

  /**
   * Returns how the second policy stands to the first.
   *
   * @return the relation, by strictness
   */
  public Relation relation() {
    return relation;
  }

  /**
   * Says whether the second policy allows nothing that the first does not: {@link #nowAllowed()} is
   * empty. It may still be weaker in what happens to calls that do not run, as with an errno
   * instead of a kill, or allow without a log what was logged.
   *
   * @return whether no call runs, or may run when somebody says so, that did not before
   */
  public boolean isNoWeaker() {
    return nowAllowed().isEmpty();
  }

  /**
   * Returns every change: a few calls that the policies decide differently in one way.
   *
   * @return the changes, those in {@link #nowAllowed()} first, then those in {@link #nowDenied()}
   */
  public List<PolicyChange> changes() {
    return changes;
  }

  /**
   * Returns what the second policy allows and the first does not.
   *
   * @return the changes of which {@link PolicyChange#allowsMore()} is true
   */
  public List<PolicyChange> nowAllowed() {
    return changes.stream().filter(PolicyChange::allowsMore).toList();
  }

  /**
   * Returns what the first policy allows and the second does not.
   *
   * @return the changes of which {@link PolicyChange#allowsLess()} is true
   */
  public List<PolicyChange> nowDenied() {
    return changes.stream().filter(PolicyChange::allowsLess).toList();
  }

  /**
   * Returns what differs beside the verdicts: flags, where the listener goes, and what is listed
   * for kernels of other architectures, where nothing is compared. It is no part of the relation.
   *
   * @return one line each
   */
  public List<String> settings() {
    return settings;
  }

  /**
   * Returns the changes as text.
   *
   * @param before what to call the first policy
   * @param after what to call the second policy
   * @return several lines: how they stand to each other, then each change with an example call
   */
  public String toText(String before, String after) {
    StringBuilder text = new StringBuilder(after);
    text.append(
        switch (relation) {
          case EQUAL -> " decides every call like ";
          case WEAKER -> " is weaker than ";
          case STRICTER -> " is stricter than ";
          case INCOMPARABLE -> " is neither weaker nor stricter than ";
        });
    text.append(before).append('\n');
    List<PolicyChange> others = new ArrayList<>(changes);
    others.removeIf(change -> change.allowsMore() || change.allowsLess());
    section(text, after + " allows, " + before + " does not:", nowAllowed(), before, after);
    section(text, before + " allows, " + after + " does not:", nowDenied(), before, after);
    section(text, "decided otherwise:", others, before, after);
    settings.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private void section(
      StringBuilder text, String title, List<PolicyChange> some, String before, String after) {
    if (!some.isEmpty()) {
      text.append(title).append('\n');
      some.forEach(change -> change.append(text, architectures, before, after));
    }
  }

  /** Returns one line, as {@code weaker: 2 changes, 1 of them allows more}. */
  @Override
  public String toString() {
    return switch (relation) {
      case EQUAL -> "equal";
      case WEAKER -> "weaker: " + counts();
      case STRICTER -> "stricter: " + counts();
      case INCOMPARABLE -> "incomparable: " + counts();
    };
  }

  private String counts() {
    return changes.size()
        + (changes.size() == 1 ? " change, " : " changes, ")
        + nowAllowed().size()
        + " that allow more, "
        + nowDenied().size()
        + " that allow less";
  }
}
