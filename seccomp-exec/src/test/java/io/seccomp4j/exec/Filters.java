package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.policy.Action;
import java.util.ArrayList;
import java.util.List;

/** Small filters, written by hand. */
final class Filters {
  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_SET = 0x45;
  private static final int FIRST_ARGUMENT = 16;
  private static final int CLONE_PIDFD = 0x1000;
  private static final int RETURN = 0x06;

  private Filters() {}

  /** Answers the named calls with an action, and lets all others run. */
  static Filter answering(Action action, String... names) {
    return switching(action, Action.ALLOW, names);
  }

  /** Lets the named calls run, and answers all others with an action. */
  static Filter allowingOnly(Action other, String... names) {
    return switching(Action.ALLOW, other, names);
  }

  /**
   * Answers ENOSYS to the named calls, as containers and old kernels do; {@code clone-with-pidfd}
   * is clone with CLONE_PIDFD, which then fails with EINVAL.
   */
  static Filter unknown(String... names) {
    List<Instruction> program = new ArrayList<>();
    for (String name : names) {
      program.add(new Instruction(LOAD, 0, 0, 0));
      if (name.equals("clone-with-pidfd")) {
        program.add(new Instruction(JUMP_EQUAL, 0, 3, number("clone")));
        program.add(new Instruction(LOAD, 0, 0, FIRST_ARGUMENT));
        program.add(new Instruction(JUMP_SET, 0, 1, CLONE_PIDFD));
        program.add(new Instruction(RETURN, 0, 0, Action.errno("EINVAL").returnValue()));
      } else {
        program.add(new Instruction(JUMP_EQUAL, 0, 1, number(name)));
        program.add(new Instruction(RETURN, 0, 0, Action.errno("ENOSYS").returnValue()));
      }
    }
    program.add(new Instruction(RETURN, 0, 0, Action.ALLOW.returnValue()));
    return Filter.of(program);
  }

  /** Raises SIGSYS for one call and answers ENOSYS to another. */
  static Filter trappingAndUnknown(String trapped, String unknown) {
    return Filter.of(
        List.of(
            new Instruction(LOAD, 0, 0, 0),
            new Instruction(JUMP_EQUAL, 0, 1, number(trapped)),
            new Instruction(RETURN, 0, 0, Action.TRAP.returnValue()),
            new Instruction(JUMP_EQUAL, 0, 1, number(unknown)),
            new Instruction(RETURN, 0, 0, Action.errno("ENOSYS").returnValue()),
            new Instruction(RETURN, 0, 0, Action.ALLOW.returnValue())));
  }

  static Filter allowingAll() {
    return Filter.of(List.of(new Instruction(RETURN, 0, 0, Action.ALLOW.returnValue())));
  }

  static int number(String name) {
    return Syscalls.of(Arch.host()).number(name).orElseThrow();
  }

  private static Filter switching(Action then, Action otherwise, String... names) {
    List<Instruction> program = new ArrayList<>();
    program.add(new Instruction(LOAD, 0, 0, 0));
    for (int i = 0; i < names.length; i++) {
      program.add(new Instruction(JUMP_EQUAL, names.length - i, 0, number(names[i])));
    }
    program.add(new Instruction(RETURN, 0, 0, otherwise.returnValue()));
    program.add(new Instruction(RETURN, 0, 0, then.returnValue()));
    return Filter.of(program);
  }
}
