package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.exec.internal.linux.SpawnRequest;
import io.seccomp4j.exec.internal.linux.SystemCall;
import io.seccomp4j.policy.Action;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A filter from the point of view of the child that installs it. Until execve that child shares
 * this JVM's memory: a kill there would write the JVM's secrets to a core file, and a denied exit
 * would leave it stuck. So the filter is asked before there is a child.
 */
final class StartFilter {
  private static final int RETURN = 0x06;
  private static final int RETURN_COMPUTED = 0x16;
  private static final int LOAD_WORD = 0x20;
  private static final int INSTRUCTION_POINTER = 8;
  private static final int ARGUMENTS = 16;

  private final Filter filter;
  private final byte[] bytes;
  private final int flags;
  private final Arch arch;
  private final boolean looksAtArguments;
  private final boolean looksAtInstructionPointer;
  private final boolean letsChildLeave;

  /**
   * Looks at a filter.
   *
   * @param flags SECCOMP_FILTER_FLAG_...
   */
  StartFilter(Filter filter, int flags) {
    this.filter = filter;
    this.flags = flags;
    arch = Arch.host();
    bytes = filter.toBytes(ByteOrder.nativeOrder());
    looksAtArguments = loads(filter, ARGUMENTS, Integer.MAX_VALUE);
    looksAtInstructionPointer = loads(filter, INSTRUCTION_POINTER, ARGUMENTS - 1);
    letsChildLeave = runs(SystemCall.EXIT_GROUP) && runs(SystemCall.EXIT);
  }

  byte[] bytes() {
    return bytes;
  }

  int flags() {
    return flags;
  }

  Filter filter() {
    return filter;
  }

  /** Whether a child whose execve failed can exit; else it needs memory of its own. */
  boolean letsChildLeave() {
    return letsChildLeave;
  }

  /**
   * Returns why the program cannot be started under this filter, or null when it can.
   *
   * @param executions path, argv and envp of every execve that may be tried
   */
  @Nullable String objection(long[] executions) {
    if (looksAtInstructionPointer) {
      return "the filter looks at the instruction pointer, so nobody can tell beforehand whether it"
          + " lets the start through: take that condition out";
    }
    String asked = supervision();
    if (asked != null) {
      return asked;
    }
    int calls = looksAtArguments ? executions.length / 3 : 1;
    for (int i = 0; i < calls; i++) {
      Action action =
          ask(SystemCall.EXECVE, executions[3 * i], executions[3 * i + 1], executions[3 * i + 2]);
      if (!action.runsTheCall()) {
        return "the policy answers execve with "
            + action
            + ", so the program itself could not start; to keep it from starting others, deny"
            + " fork, vfork, clone and clone3 instead";
      }
    }
    return null;
  }

  private @Nullable String supervision() {
    for (Instruction instruction : filter.instructions()) {
      if (instruction.code() == RETURN_COMPUTED) {
        return "the filter computes its answer, so nobody can tell beforehand what it may be";
      }
      Action.Kind kind = Action.ofReturnValue(instruction.k()).kind();
      if (instruction.code() == RETURN
          && (kind == Action.Kind.NOTIFY || kind == Action.Kind.TRACE)) {
        return "the policy asks a supervisor or a tracer ("
            + kind
            + "), and there is none: those calls would fail with ENOSYS";
      }
    }
    return null;
  }

  private boolean runs(SystemCall call) {
    return ask(call, SpawnRequest.EXIT_NOT_STARTED, 0, 0).runsTheCall();
  }

  private Action ask(SystemCall call, long a, long b, long c) {
    return Action.ofReturnValue(Simulator.run(filter, arch, call.number(), 0, a, b, c));
  }

  private static boolean loads(Filter filter, int from, int to) {
    for (Instruction instruction : filter.instructions()) {
      if (instruction.code() == LOAD_WORD && instruction.k() >= from && instruction.k() <= to) {
        return true;
      }
    }
    return false;
  }
}
