package io.seccomp4j.exec;

import io.seccomp4j.bpf.Filter;
import java.util.List;

/**
 * A filter made from a policy, run on the policy's boundary calls and found to agree.
 *
 * @param filter the program
 * @param compiler who made it, as {@code libseccomp 2.5.4}
 * @param warnings where it is stricter than the policy, one line each
 */
public record CompiledFilter(Filter filter, String compiler, List<String> warnings) {
  /** Keeps a copy. */
  public CompiledFilter {
    warnings = List.copyOf(warnings);
  }
}
