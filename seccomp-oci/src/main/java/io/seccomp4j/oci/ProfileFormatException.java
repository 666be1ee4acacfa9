package io.seccomp4j.oci;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says that a profile is not what it should be, with every problem that was found. */
public final class ProfileFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Null after deserialization: the message is what travels. */
  private final transient @Nullable List<Problem> problems;

  ProfileFormatException(Optional<String> file, Problem problem) {
    this(file, List.of(problem), 1);
  }

  /**
   * Makes the exception.
   *
   * @param file the file's name, where there is one
   * @param problems at least one
   * @param count how many were found, those not kept included
   */
  ProfileFormatException(Optional<String> file, List<Problem> problems, int count) {
    super(
        file.map(name -> Words.plain(name) + ":" + (problems.get(0).line() == 0 ? " " : ""))
                .orElse("")
            + problems.get(0)
            + (count == 1 ? "" : " (and " + (count - 1) + " more)"));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns everything that is wrong, in the order of the text.
   *
   * @return at least one; of a file with thousands of problems the first thousand
   */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }
}
