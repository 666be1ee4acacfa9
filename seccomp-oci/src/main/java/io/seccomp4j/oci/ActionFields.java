package io.seccomp4j.oci;

import io.seccomp4j.arch.Errno;
import io.seccomp4j.policy.Action;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An action and its errno or trace data, which stand in two fields of an object in any order. */
final class ActionFields {
  private static final BigInteger UINT32 = BigInteger.valueOf(0xffff_ffffL);
  private static final int MAX_TRACE_DATA = 0xffff;
  private static final Map<String, Action.Kind> KINDS = kinds();

  private final JsonCursor cursor;
  private final String field;
  private @Nullable Spot actionSpot;
  private Action.@Nullable Kind kind;
  private @Nullable Spot dataSpot;
  private OptionalLong data = OptionalLong.empty();
  private boolean excused;

  ActionFields(JsonCursor cursor, String field) {
    this.cursor = cursor;
    this.field = field;
  }

  private static Map<String, Action.Kind> kinds() {
    Map<String, Action.Kind> kinds = Words.named(Action.Kind.values(), Action.Kind::ociName);
    // The oldest name: every runtime reads it as the thread's end.
    kinds.put("SCMP_ACT_KILL", Action.Kind.KILL_THREAD);
    return kinds;
  }

  void readAction() throws IOException {
    actionSpot = cursor.here();
    Optional<String> name = cursor.string();
    if (name.isPresent()) {
      kind = KINDS.get(name.get());
      if (kind == null) {
        cursor.problem(Words.unknown("action", name.get(), "SCMP_ACT_", KINDS.keySet()));
      }
    }
  }

  void readData() throws IOException {
    if (!cursor.nullIsAbsent()) {
      dataSpot = cursor.here();
      data = cursor.unsigned(UINT32);
    }
  }

  /** Lets the action be missing: the whole object is no object. */
  void excuse() {
    excused = true;
  }

  /** Returns where the action stands, if it is NOTIFY. */
  Optional<Spot> notifySpot() {
    return kind == Action.Kind.NOTIFY ? Optional.ofNullable(actionSpot) : Optional.empty();
  }

  /** Returns the action, or empty when something is wrong with it, which is a problem by now. */
  Optional<Action> finish(Spot object) {
    if (actionSpot == null && !excused) {
      cursor.problem(object, "the field \"" + field + "\" is missing");
    }
    if (kind == null) {
      return Optional.empty();
    }
    boolean takesData = kind == Action.Kind.ERRNO || kind == Action.Kind.TRACE;
    long number = data.orElse(Errno.EPERM);
    if (dataSpot == null) {
      number = takesData ? Errno.EPERM : 0;
    } else if (data.isEmpty()) {
      return Optional.empty();
    } else if (!takesData) {
      cursor.problem(
          dataSpot,
          kind.ociName() + " takes no errno: this goes with SCMP_ACT_ERRNO and SCMP_ACT_TRACE");
      return Optional.empty();
    }
    return action(kind, number);
  }

  private Optional<Action> action(Action.Kind kind, long number) {
    return switch (kind) {
      case ERRNO -> inRange(number, Action.MAX_ERRNO, "errno").map(Action::errno);
      case TRACE -> inRange(number, MAX_TRACE_DATA, "trace data").map(Action::trace);
      case KILL_PROCESS -> Optional.of(Action.KILL_PROCESS);
      case KILL_THREAD -> Optional.of(Action.KILL_THREAD);
      case TRAP -> Optional.of(Action.TRAP);
      case NOTIFY -> Optional.of(Action.NOTIFY);
      case LOG -> Optional.of(Action.LOG);
      case ALLOW -> Optional.of(Action.ALLOW);
    };
  }

  private Optional<Integer> inRange(long number, int max, String what) {
    if (number > max && dataSpot != null) {
      cursor.problem(dataSpot, what + " " + number + " is out of range: 0 to " + max);
      return Optional.empty();
    }
    return Optional.of((int) number);
  }
}
