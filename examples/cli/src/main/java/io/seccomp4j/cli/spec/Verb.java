package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Errno;
import io.seccomp4j.policy.Action;

/** The options that take a SPEC. */
public enum Verb {
  /** Lets calls run. */
  ALLOW("--allow"),
  /** Fails calls, with EPERM unless an item says otherwise. */
  DENY("--deny"),
  /** Ends the process. */
  KILL("--kill"),
  /** Lets calls run and logs them. */
  LOG("--log"),
  /** Sends SIGSYS. */
  TRAP("--trap");

  private final String option;

  Verb(String option) {
    this.option = option;
  }

  /**
   * Returns the option.
   *
   * @return for example {@code --deny}
   */
  public String option() {
    return option;
  }

  /**
   * Returns what happens to the calls of a SPEC.
   *
   * @return the action
   */
  public Action action() {
    return switch (this) {
      case ALLOW -> Action.ALLOW;
      case DENY -> Action.errno(Errno.EPERM);
      case KILL -> Action.KILL_PROCESS;
      case LOG -> Action.LOG;
      case TRAP -> Action.TRAP;
    };
  }
}
