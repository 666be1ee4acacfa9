package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Errno;
import io.seccomp4j.policy.Action;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads an ACTION. */
public final class Actions {
  /** The words of the command line, for help. */
  public static final String WORDS =
      "allow, log, notify, errno, errno:NAME, errno:N, trap, trace:N, kill, kill-process,"
          + " kill-thread";

  private static final int MAX_TRACE = 0xffff;

  private static final List<String> NAMES =
      List.of(
          "allow",
          "log",
          "notify",
          "errno",
          "trap",
          "trace",
          "kill",
          "kill-process",
          "kill-thread");

  private Actions() {}

  /**
   * Reads an action.
   *
   * @param text one of {@link #WORDS}; plain {@code errno} is EPERM
   * @return the action
   * @throws UsageException when the text is none
   */
  public static Action parse(String text) {
    if (text.startsWith("errno:")) {
      return errno(text.substring("errno:".length()), Actions::wrong);
    }
    if (text.startsWith("trace:")) {
      int data = Numbers.decimal(text.substring("trace:".length())).orElse(-1);
      if (data < 0 || data > MAX_TRACE) {
        throw wrong("trace:N takes a decimal N from 0 to " + MAX_TRACE + ", not " + text);
      }
      return Action.trace(data);
    }
    return switch (text) {
      case "allow" -> Action.ALLOW;
      case "log" -> Action.LOG;
      case "notify" -> Action.NOTIFY;
      case "errno" -> Action.errno(Errno.EPERM);
      case "trap" -> Action.TRAP;
      case "kill", "kill-process" -> Action.KILL_PROCESS;
      case "kill-thread" -> Action.KILL_THREAD;
      default ->
          throw wrong(
              "unknown action \""
                  + text
                  + "\""
                  + Names.closest(text, NAMES)
                  + "; actions are "
                  + WORDS);
    };
  }

  /** Reads the number or the name of an error. */
  static Action errno(String word, Function<String, UsageException> wrong) {
    OptionalInt number = Numbers.decimal(word);
    if (number.isEmpty()) {
      number = Errno.number(word);
    }
    if (number.isEmpty()) {
      throw wrong.apply("unknown errno \"" + word + "\"" + Names.closest(word, Errno.names()));
    }
    if (number.getAsInt() > Action.MAX_ERRNO) {
      throw wrong.apply("errno " + word + " is out of range: 0 to " + Action.MAX_ERRNO);
    }
    return Action.errno(number.getAsInt());
  }

  private static UsageException wrong(String message) {
    return new UsageException(message);
  }
}
