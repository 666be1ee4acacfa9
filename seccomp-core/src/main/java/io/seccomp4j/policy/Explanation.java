package io.seccomp4j.policy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a policy does with a call, and why. Immutable. */
public final class Explanation {
  private final Policy policy;
  private final Call call;
  private final List<Verdict> verdicts;

  Explanation(Policy policy, Call call, List<Verdict> verdicts) {
    this.policy = policy;
    this.call = call;
    this.verdicts = List.copyOf(verdicts);
    if (verdicts.isEmpty()) {
      throw new IllegalArgumentException("no verdict for " + call);
    }
  }

  /**
   * A possible answer.
   *
   * @param action what happens
   * @param rule the rule that decides; empty for the default action and for a foreign architecture
   * @param when for which values of the unknown arguments; none: always
   * @param because in words
   */
  public record Verdict(
      Action action, Optional<Rule> rule, List<ArgumentTest> when, String because) {
    /** Keeps a copy. */
    public Verdict {
      when = List.copyOf(when);
    }
  }

  /**
   * The least change of the arguments that gives another verdict.
   *
   * @param action what would happen
   * @param rule the rule that would decide; empty for the default action
   * @param changes what would have to hold and does not, or not for certain where an argument is
   *     unknown
   * @param call a call that differs no more than it must, and gets this verdict; arguments that do
   *     not matter stay unknown
   * @param because who would decide, in words
   */
  public record Nearest(
      Action action, Optional<Rule> rule, List<ArgumentTest> changes, Call call, String because) {
    /** Keeps a copy. */
    public Nearest {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Returns what was asked.
   *
   * @return the call
   */
  public Call call() {
    return call;
  }

  /**
   * Returns every possible verdict.
   *
   * @return the strictest first; more than one only when the call has unknown arguments
   */
  public List<Verdict> verdicts() {
    return verdicts;
  }

  /**
   * Returns the action: of several possible ones the strictest.
   *
   * @return the action
   */
  public Action action() {
    return verdicts.get(0).action();
  }

  /**
   * Returns the rule that decides: of several possible verdicts the strictest's.
   *
   * @return the rule, or empty when none matched
   */
  public Optional<Rule> rule() {
    return verdicts.get(0).rule();
  }

  /**
   * Looks for the nearest call of the same syscall whose action is none of the {@link #verdicts()}.
   *
   * <p>Nearest is the one that differs in the fewest known arguments; of those, in the fewest bits;
   * of those, the one that the rule written first decides, rules before the default action. An
   * unknown argument may take any value at no cost. The whole decision counts, not one rule: a rule
   * that would match, but be overruled by a stricter one or by a higher layer, is not the answer.
   * Where the rules of the syscall fall into too many cases to look at all, the best of those in
   * which one rule is made to match, or is made not to match, is returned.
   *
   * <p>Computed at each call of this method.
   *
   * @return the change, or empty when no arguments give another action, or the architecture is
   *     foreign
   */
  public Optional<Nearest> nearest() {
    return Explainer.nearest(policy, this);
  }

  /**
   * Returns a test of this call's syscall as people write it.
   *
   * @param test a test, as of {@link Verdict#when()}
   * @return for example {@code flags & O_ACCMODE == O_RDONLY}
   */
  public String inWords(ArgumentTest test) {
    return Explainer.inWords(call, test);
  }

  /**
   * Returns all that there is to say: the verdicts, then the nearest other one.
   *
   * @return several lines
   */
  public String toText() {
    Optional<Nearest> nearest = nearest();
    StringBuilder text = new StringBuilder(toString()).append("\n  nearest other verdict: ");
    if (nearest.isEmpty()) {
      return text.append(
              verdicts.size() == 1 ? "none, whatever the arguments" : "none, these are all")
          .toString();
    }
    Nearest other = nearest.get();
    text.append(other.action()).append(" by ").append(other.because());
    for (int i = 0; i < other.changes().size(); i++) {
      text.append(i == 0 ? ", if " : " and ").append(inWords(other.changes().get(i)));
    }
    return text.append(", as in ").append(other.call()).toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Explanation that
        && call.equals(that.call)
        && verdicts.equals(that.verdicts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(call, verdicts);
  }

  /** Returns one line for each verdict, its conditions in the words of the syscall. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(call.toString());
    for (Verdict verdict : verdicts) {
      text.append(verdicts.size() == 1 ? ": " : "\n  ")
          .append(verdict.action())
          .append(", ")
          .append(verdict.because());
      for (int i = 0; i < verdict.when().size(); i++) {
        text.append(i == 0 ? ", when " : " and ").append(inWords(verdict.when().get(i)));
      }
    }
    return text.toString();
  }
}
