package io.seccomp4j.policy;

import java.util.List;

/** Says that a policy is wrong, with every problem that was found. */
public final class PolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String[] problems;

  /**
   * Makes the exception.
   *
   * @param problems what is wrong, one line each; at least one
   */
  public PolicyException(List<String> problems) {
    super(
        problems.size() == 1
            ? problems.get(0)
            : problems.get(0) + " (and " + (problems.size() - 1) + " more)");
    this.problems = problems.toArray(String[]::new);
  }

  /**
   * Returns everything that is wrong.
   *
   * @return one line for each problem
   */
  public List<String> problems() {
    return List.of(problems);
  }
}
