package io.seccomp4j.exec;

import io.seccomp4j.arch.Errno;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Says that a program could not be started. Nothing of it ran, and nothing is left over.
 *
 * <p>The message is that of {@link ProcessBuilder#start}, with the stage where that says more.
 */
public final class StartException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The steps of a start, in order. */
  public enum Stage {
    /** Looking at the request and the policy, before there is a process. */
    REQUEST(0, "the start was refused"),
    /** Making the process. */
    CLONE(1, "cannot make a process"),
    /** Opening redirects, and putting descriptors in place. */
    DESCRIPTORS(2, "cannot set up standard input, output and error"),
    /** Changing to the working directory. */
    DIRECTORY(3, "cannot change to the directory"),
    /** Closing the descriptors that the program must not inherit. */
    CLOSE(4, "cannot close the descriptors of this process"),
    /** Setting resource limits. */
    LIMITS(5, "cannot set the limits"),
    /** Asking for a signal at this process's death. */
    DEATH_SIGNAL(6, "cannot tie it to this process"),
    /** Giving up the gain of privileges. */
    NO_NEW_PRIVILEGES(7, "cannot set no_new_privs"),
    /** Resetting signals. */
    SIGNALS(8, "cannot reset the signals"),
    /** Entering the Landlock domain. */
    LANDLOCK(9, "cannot enter the Landlock domain"),
    /** Installing the filter. */
    FILTER(10, "the kernel refused the filter"),
    /** Executing the program. */
    EXECUTE(11, "");

    private final int number;
    private final String text;

    Stage(int number, String text) {
      this.number = number;
      this.text = text;
    }

    /** Returns the stage by its number in request.h. */
    static Stage numbered(int number) {
      for (Stage stage : values()) {
        if (stage.number == number) {
          return stage;
        }
      }
      throw new IllegalStateException("the native part answered with stage " + number);
    }
  }

  /** How far the start came. */
  private final Stage stage;

  /** The kernel's error number, or 0. */
  private final int errno;

  private StartException(String message, Stage stage, int errno, @Nullable Throwable cause) {
    super(message, cause);
    this.stage = stage;
    this.errno = errno;
  }

  /** A call of the kernel failed. */
  static StartException failed(String what, Stage stage, int errno) {
    String detail = stage.text.isEmpty() || stage == Stage.DIRECTORY ? "" : stage.text + ": ";
    String reason =
        errno == 0
            ? "the process died before the program could start"
            : "error=" + errno + ", " + Errno.message(errno);
    return new StartException(
        "Cannot run program " + what + ": " + detail + reason, stage, errno, null);
  }

  /** Something else stands in the way. */
  static StartException refused(String what, Stage stage, String reason) {
    return new StartException("Cannot run program " + what + ": " + reason, stage, 0, null);
  }

  /** A call of the kernel failed, and its exception has the words. */
  static StartException failed(String what, Stage stage, int errno, IOException cause) {
    return new StartException(
        "Cannot run program " + what + ": " + cause.getMessage(), stage, errno, cause);
  }

  /**
   * Returns how far the start came.
   *
   * @return the step that failed
   */
  public Stage stage() {
    return stage;
  }

  /**
   * Returns the kernel's error number.
   *
   * @return the errno, or empty when it was not the kernel that refused
   */
  public OptionalInt errno() {
    return errno == 0 ? OptionalInt.empty() : OptionalInt.of(errno);
  }
}
