package io.seccomp4j.policy;

import io.seccomp4j.arch.Errno;
import java.util.ArrayList;
import java.util.List;

/**
 * The guard of clone3, which does all that clone does, but has its flags behind a pointer. Where a
 * policy lets clone run for some flags only, clone3 would either walk round the tests or, denied
 * with EPERM, break the C libraries that try it first. ENOSYS lets them fall back to clone.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clone3.2.html">clone3(2)</a>
 */
final class Clone3 {
  private static final String NAME = "clone3";
  private static final String ORIGIN = "the guard of clone3";

  private Clone3() {}

  /**
   * Returns the layers with the guard in the lowest one, where it is needed: where the default is
   * to fail or to kill, a rule permits clone under conditions, and none names clone3. Rules from
   * files stand as they are.
   */
  static List<Layer> guarded(Action defaultAction, List<Layer> layers) {
    boolean denies =
        switch (defaultAction.kind()) {
          case ERRNO -> !defaultAction.equals(Action.errno(Errno.ENOSYS));
          case KILL_THREAD, KILL_PROCESS -> true;
          default -> false;
        };
    boolean permits = false;
    for (Layer layer : denies ? layers : List.<Layer>of()) {
      for (Rule rule : layer.rules()) {
        if (rule.syscalls().contains(NAME)) {
          return layers;
        }
        permits |=
            rule.action().runsTheCall()
                && rule.sourceIndex().isEmpty()
                && !rule.conditions().isEmpty()
                && rule.syscalls().contains("clone");
      }
    }
    if (!permits) {
      return layers;
    }
    List<Rule> lowest = new ArrayList<>(layers.get(0).rules());
    lowest.add(
        Rule.of(Action.errno(Errno.ENOSYS), List.of(NAME), List.of())
            .because("its flags lie behind a pointer; C libraries fall back to clone")
            .from(ORIGIN));
    List<Layer> guarded = new ArrayList<>(layers);
    guarded.set(0, new Layer(layers.get(0).kind(), lowest));
    return guarded;
  }

  /** Returns rules without the guard, which is decided anew for every combination of layers. */
  static List<Rule> withoutGuard(List<Rule> rules) {
    return rules.stream().filter(rule -> !rule.origin().equals(ORIGIN)).toList();
  }
}
