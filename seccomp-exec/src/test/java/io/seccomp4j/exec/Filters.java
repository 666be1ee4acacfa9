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
