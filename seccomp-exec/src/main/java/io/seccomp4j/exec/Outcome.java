package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Linux;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a process ended: by itself with an exit code, or by a signal. Immutable.
 *
 * <p>A program that its filter killed ended by SIGSYS. Nobody else sends that signal, unless
 * somebody does so by hand.
 */
public final class Outcome {
  /** What shells add to a signal's number. */
  private static final int SIGNALLED = 128;

  private static final List<String> SIGNALS =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private final boolean exited;
  private final int number;
  private final boolean coreDumped;

  private Outcome(boolean exited, int number, boolean coreDumped) {
    this.exited = exited;
    this.number = number;
    this.coreDumped = coreDumped;
  }

  /**
   * Returns the outcome of a process that ended by itself.
   *
   * @param code its exit code, 0 to 255
   * @return the outcome
   * @throws IllegalArgumentException when the code is out of range
   */
  public static Outcome exited(int code) {
    if (code < 0 || code > 255) {
      throw new IllegalArgumentException("exit code " + code + " is out of range: 0 to 255");
    }
    return new Outcome(true, code, false);
  }

  /**
   * Returns the outcome of a process that a signal ended.
   *
   * @param signal its number, 1 to 64
   * @return the outcome
   * @throws IllegalArgumentException when there is no such signal
   */
  public static Outcome signalled(int signal) {
    if (signal < 1 || signal > 64) {
      throw new IllegalArgumentException("signal " + signal + " is out of range: 1 to 64");
    }
    return new Outcome(false, signal, false);
  }

  /** Reads what waitid(2) says of an ended child. */
  static Outcome ofWait(int code, int status) {
    if (code == Linux.CLD_EXITED) {
      return exited(status & 0xff);
    }
    return new Outcome(false, status, code == Linux.CLD_DUMPED);
  }

  /**
   * Returns the exit code.
   *
   * @return 0 to 255, or empty when a signal ended the process
   */
  public OptionalInt exitCode() {
    return exited ? OptionalInt.of(number) : OptionalInt.empty();
  }

  /**
   * Returns the signal that ended the process.
   *
   * @return its number, or empty when the process ended by itself
   */
  public OptionalInt signal() {
    return exited ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /**
   * Says whether the program ended by itself with exit code 0.
   *
   * @return false also when a signal ended it
   */
  public boolean isSuccess() {
    return exited && number == 0;
  }

  /**
   * Says whether the filter killed the program: SIGSYS ended it, by a kill action or by a trap that
   * it did not handle.
   *
   * @return whether it was SIGSYS
   */
  public boolean isKilledByFilter() {
    return !exited && number == Linux.SIGSYS;
  }

  /**
   * Says whether the kernel wrote a core file.
   *
   * @return whether it did, as far as waitid(2) tells
   */
  public boolean isCoreDumped() {
    return coreDumped;
  }

  /**
   * Returns what a shell shows in {@code $?}, and {@link Process#exitValue} returns.
   *
   * @return the exit code, or 128 and the signal's number; 159 when the filter killed it
   */
  public int exitValue() {
    return exited ? number : SIGNALLED + number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Outcome that
        && exited == that.exited
        && number == that.number
        && coreDumped == that.coreDumped;
  }

  @Override
  public int hashCode() {
    return Objects.hash(exited, number, coreDumped);
  }

  /** Returns for example {@code exited with 3} or {@code killed by its filter (SIGSYS)}. */
  @Override
  public String toString() {
    if (exited) {
      return "exited with " + number;
    }
    String text =
        isKilledByFilter() ? "killed by its filter (SIGSYS)" : "killed by " + name(number);
    return coreDumped ? text + ", core dumped" : text;
  }

  private static String name(int signal) {
    return signal <= SIGNALS.size() ? "SIG" + SIGNALS.get(signal - 1) : "signal " + signal;
  }
}
