package io.seccomp4j.policy;

import java.util.Optional;
import java.util.Set;

/**
 * What container runtimes make of two entries of a file that match the same calls. They hand the
 * entries to libseccomp in the order of the file, but for those with the default action; libseccomp
 * keeps one rule without conditions for good, and tests others in an order of its own. Measured
 * with runc and crun.
 */
final class RuntimeOrder {
  private RuntimeOrder() {}

  /** Returns what they do instead of taking the strictest, as half a sentence; empty if nothing. */
  static Optional<String> instead(Action defaultAction, ArchRule first, ArchRule second) {
    if (first.rule().sourceIndex().isEmpty() || second.rule().sourceIndex().isEmpty()) {
      return Optional.empty();
    }
    ArchRule strict = second.action().isStricterThan(first.action()) ? second : first;
    ArchRule mild = strict.equals(first) ? second : first;
    if (strict.action().equals(defaultAction)) {
      return taken(mild, "they leave out entries with the default action");
    }
    if (mild.action().equals(defaultAction)) {
      return Optional.empty();
    }
    if (first.tests().isEmpty() || second.tests().isEmpty()) {
      ArchRule kept = first.tests().isEmpty() ? first : second;
      String why = "of entries for a syscall the first one without conditions stands alone";
      return kept.equals(strict) ? Optional.empty() : taken(kept, why);
    }
    if (Set.copyOf(first.tests()).equals(Set.copyOf(second.tests()))) {
      return Optional.of("container runtimes refuse a profile with two actions for one condition");
    }
    return Optional.of("which of them container runtimes try first, libseccomp decides");
  }

  private static Optional<String> taken(ArchRule rule, String why) {
    return Optional.of(
        "container runtimes take " + rule.rule().origin() + " (" + rule.action() + "): " + why);
  }
}
