package io.seccomp4j.exec;

import io.seccomp4j.bpf.Filter;
import java.util.List;
import java.util.Optional;

/**
 * A filter made from a policy and proven equal to it.
 *
 * @param filter the program
 * @param compiler who made it: {@code libseccomp 2.5.4}, or {@code built-in}
 * @param reason why {@link Compiler#AUTO} did not take libseccomp; else empty
 * @param warnings what the user should know about this host's libseccomp, one line each
 */
public record CompiledFilter(
    Filter filter, String compiler, Optional<String> reason, List<String> warnings) {
  /** Keeps a copy. */
  public CompiledFilter {
    warnings = List.copyOf(warnings);
  }
}
