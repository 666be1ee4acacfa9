package io.seccomp4j.policy;

import io.seccomp4j.arch.Errno;
import java.util.List;
import java.util.Optional;

/**
 * The guard against io_uring: its worker does openat, connect and most others without a syscall
 * that a filter could see, so a deny over a default that allows could be walked round.
 */
final class IoUring {
  private static final String SETUP = "io_uring_setup";

  private IoUring() {}

  /** Returns the rule that closes io_uring, where the rules deny something and do not name it. */
  static Optional<Rule> guard(Action defaultAction, List<Rule> rules) {
    boolean denies = rules.stream().anyMatch(rule -> !rule.action().runsTheCall());
    boolean named = rules.stream().anyMatch(rule -> rule.syscalls().contains(SETUP));
    return defaultAction.runsTheCall() && denies && !named
        ? Optional.of(
            Rule.of(Action.errno(Errno.EPERM), List.of(SETUP), List.of())
                .because(
                    "io_uring does denied calls without making them; name it to decide yourself")
                .from("the guard of io_uring"))
        : Optional.empty();
  }
}
