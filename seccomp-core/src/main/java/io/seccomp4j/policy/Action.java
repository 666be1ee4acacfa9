package io.seccomp4j.policy;

import io.seccomp4j.arch.Errno;
import java.util.Objects;

/**
 * What the kernel does with a syscall. Immutable.
 *
 * <p>Actions are ordered as the kernel orders them when several filters disagree: the strictest
 * comes first.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class Action implements Comparable<Action> {
  /** The kinds of actions, strictest first. */
  public enum Kind {
    /** Ends the whole process with SIGSYS. */
    KILL_PROCESS(0x8000_0000),
    /** Ends the calling thread with SIGSYS; the process, when it is the only one. */
    KILL_THREAD(0x0000_0000),
    /** Sends SIGSYS, which the program may catch. */
    TRAP(0x0003_0000),
    /** Fails the call with an error number; it does not run. */
    ERRNO(0x0005_0000),
    /** Asks a supervisor. */
    NOTIFY(0x7fc0_0000),
    /** Asks a ptrace tracer. */
    TRACE(0x7ff0_0000),
    /** Runs the call and writes it to the audit log. */
    LOG(0x7ffc_0000),
    /** Runs the call. */
    ALLOW(0x7fff_0000);

    private final int returnValue;

    Kind(int returnValue) {
      this.returnValue = returnValue;
    }

    /**
     * Returns the name in an OCI profile.
     *
     * @return for example {@code SCMP_ACT_ERRNO}
     */
    public String ociName() {
      return "SCMP_ACT_" + name();
    }
  }

  /** The largest error number that the kernel returns; a larger one would be cut to this. */
  public static final int MAX_ERRNO = 4095;

  /** Runs the call. */
  public static final Action ALLOW = new Action(Kind.ALLOW, 0);

  /** Runs the call and writes it to the audit log. */
  public static final Action LOG = new Action(Kind.LOG, 0);

  /** Asks the supervisor. */
  public static final Action NOTIFY = new Action(Kind.NOTIFY, 0);

  /** Sends SIGSYS, which the program may catch. */
  public static final Action TRAP = new Action(Kind.TRAP, 0);

  /** Ends the calling thread. */
  public static final Action KILL_THREAD = new Action(Kind.KILL_THREAD, 0);

  /** Ends the process. */
  public static final Action KILL_PROCESS = new Action(Kind.KILL_PROCESS, 0);

  private static final int DATA_MASK = 0xffff;

  private final Kind kind;
  private final int data;

  private Action(Kind kind, int data) {
    this.kind = kind;
    this.data = data;
  }

  /**
   * Fails the call with an error number.
   *
   * @param number 0 to {@value #MAX_ERRNO}; 0 makes the call seem to succeed without running it
   * @return the action
   * @throws IllegalArgumentException when the number is out of range
   */
  public static Action errno(int number) {
    if (number < 0 || number > MAX_ERRNO) {
      throw new IllegalArgumentException(
          "errno " + number + " is out of range: the kernel knows 0 to " + MAX_ERRNO);
    }
    return new Action(Kind.ERRNO, number);
  }

  /**
   * Fails the call with a named error.
   *
   * @param name as {@code EPERM}
   * @return the action
   * @throws IllegalArgumentException when there is no such error
   */
  public static Action errno(String name) {
    return errno(
        Errno.number(name)
            .orElseThrow(() -> new IllegalArgumentException("unknown errno \"" + name + "\"")));
  }

  /**
   * Asks a ptrace tracer.
   *
   * @param data 0 to 65535, which the tracer reads with PTRACE_GETEVENTMSG
   * @return the action
   * @throws IllegalArgumentException when the data is out of range
   */
  public static Action trace(int data) {
    if ((data & ~DATA_MASK) != 0) {
      throw new IllegalArgumentException("trace data " + data + " is out of range: 0 to 65535");
    }
    return new Action(Kind.TRACE, data);
  }

  /**
   * Reads what a filter returned, as the kernel does: an unknown action kills the process.
   *
   * @param value the 32-bit return value of a seccomp program
   * @return the action
   * @see <a
   *     href="https://github.com/torvalds/linux/blob/v6.18/kernel/seccomp.c">__seccomp_filter</a>
   */
  public static Action ofReturnValue(int value) {
    int code = value & ~DATA_MASK;
    int data = value & DATA_MASK;
    for (Kind kind : Kind.values()) {
      if (kind.returnValue == code) {
        return switch (kind) {
          case ERRNO -> errno(Math.min(data, MAX_ERRNO));
          case TRACE -> trace(data);
          default -> new Action(kind, 0);
        };
      }
    }
    return KILL_PROCESS;
  }

  /**
   * Returns the kind, without its data.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns the errno or the trace data.
   *
   * @return the 16-bit data; 0 for other actions
   */
  public int data() {
    return data;
  }

  /**
   * Returns what a filter has to return for this action.
   *
   * @return the 32-bit value, {@code SECCOMP_RET_...} with its data
   */
  public int returnValue() {
    return kind.returnValue | data;
  }

  /**
   * Says whether the call runs without anybody being asked.
   *
   * @return true for ALLOW and LOG
   */
  public boolean runsTheCall() {
    return kind == Kind.ALLOW || kind == Kind.LOG;
  }

  /**
   * Says whether this action is stricter than another: its kind comes first in the kernel's order.
   *
   * @param other what to compare with
   * @return false also when both are of one kind
   */
  public boolean isStricterThan(Action other) {
    return kind.compareTo(other.kind) < 0;
  }

  /** Orders by strictness, strictest first; within a kind by data. */
  @Override
  public int compareTo(Action other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : Integer.compare(data, other.data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Action that && kind == that.kind && data == that.data;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, data);
  }

  /** Returns the action in lower case with its data by name, as {@code errno(EPERM)}. */
  @Override
  public String toString() {
    return switch (kind) {
      case KILL_PROCESS -> "kill-process";
      case KILL_THREAD -> "kill-thread";
      case TRAP -> "trap";
      case ERRNO -> "errno(" + Errno.name(data).orElseGet(() -> Integer.toString(data)) + ")";
      case NOTIFY -> "notify";
      case TRACE -> "trace(" + data + ")";
      case LOG -> "log";
      case ALLOW -> "allow";
    };
  }
}
