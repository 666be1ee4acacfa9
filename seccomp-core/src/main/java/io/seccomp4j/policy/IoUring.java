package io.seccomp4j.policy;

import io.seccomp4j.arch.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The guard against io_uring: its worker does openat, connect and most others without a syscall
 * that a filter could see, so a deny over a default that allows could be walked round.
 */
final class IoUring {
  private static final String SETUP = "io_uring_setup";

  private IoUring() {}

  /**
   * Returns the rule that closes io_uring, where the rules deny something and none decides about it
   * for all its arguments. Rules from files stand as they are: what they deny asks for no guard.
   */
  static Optional<Rule> guard(Action defaultAction, List<Layer> layers) {
    List<Rule> rules = layers.stream().flatMap(layer -> layer.rules().stream()).toList();
    boolean denies =
        rules.stream()
            .anyMatch(rule -> !rule.action().runsTheCall() && rule.sourceIndex().isEmpty());
    boolean decided =
        rules.stream()
            .anyMatch(rule -> rule.syscalls().contains(SETUP) && rule.conditions().isEmpty());
    return defaultAction.runsTheCall() && denies && !decided
        ? Optional.of(
            Rule.of(Action.errno(Errno.EPERM), List.of(SETUP), List.of())
                .because(
                    "io_uring does denied calls without making them; name it to decide yourself")
                .from("the guard of io_uring"))
        : Optional.empty();
  }

  /** Returns the layers with the guard in the lowest one, where it is needed. */
  static List<Layer> guarded(Action defaultAction, List<Layer> layers) {
    Optional<Rule> guard = guard(defaultAction, layers);
    if (guard.isEmpty()) {
      return layers;
    }
    List<Rule> lowest = new ArrayList<>(layers.get(0).rules());
    lowest.add(guard.get());
    List<Layer> guarded = new ArrayList<>(layers);
    guarded.set(0, new Layer(layers.get(0).kind(), lowest));
    return guarded;
  }
}
