package io.seccomp4j.policy;

import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import java.util.List;
import java.util.Optional;

/**
 * What a policy does with a call, and why. Immutable.
 *
 * @param call what was asked
 * @param verdicts every possible one, the strictest first; more than one only when the call has
 *     unknown arguments
 */
public record Explanation(Call call, List<Verdict> verdicts) {
  /** Keeps a copy. */
  public Explanation {
    verdicts = List.copyOf(verdicts);
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
        text.append(i == 0 ? ", when " : " and ").append(words(verdict.when().get(i)));
      }
    }
    return text.toString();
  }

  private String words(ArgumentTest test) {
    Syscalls syscalls = Syscalls.of(call.effectiveArch());
    String name = syscalls.name(call.number()).orElse("");
    List<Parameter> parameters = syscalls.parameters(name);
    String argument =
        test.index() < parameters.size()
            ? parameters.get(test.index()).name()
            : "arg" + test.index();
    boolean whole = (test.mask() & 0xffff_ffffL) == 0xffff_ffffL;
    return argument
        + (whole ? "" : " & " + syscalls.describe(name, test.index(), test.mask()))
        + " "
        + test.comparison().symbol()
        + " "
        + syscalls.describe(name, test.index(), test.value());
  }
}
