package io.seccomp4j.cli;

/** What the command answers to its caller. */
public final class ExitCode {
  /** All is well. */
  public static final int FINE = 0;

  /** The answer is no: the file has errors, or the host cannot. */
  public static final int NEGATIVE = 1;

  /** The command line is wrong; for {@code run} that is {@link #RUN_FAILED}. */
  public static final int USAGE = 2;

  /** {@code run}: the time was up. */
  public static final int TIMED_OUT = 124;

  /** {@code run}: we failed, whatever the reason. */
  public static final int RUN_FAILED = 125;

  /** {@code run}: the program was found but cannot be executed. */
  public static final int NOT_EXECUTABLE = 126;

  /** {@code run}: there is no such program. */
  public static final int NOT_FOUND = 127;

  private ExitCode() {}
}
