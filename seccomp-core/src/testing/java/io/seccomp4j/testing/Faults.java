package io.seccomp4j.testing;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Plants one fault in a program: in a jump, constant, mask, return or load. */
public final class Faults {
  private static final int LOAD = 0x20;
  private static final int RETURN = 0x06;
  private static final int JUMP_CLASS = 0x05;
  private static final int CLASS = 0x07;
  private static final int[] TESTS = {0x15, 0x25, 0x35, 0x45};
  private static final int[] RETURNS = {0x7fff_0000, 0x8000_0000, 0, 0x0005_0001, 0x7fff_0001};

  private Faults() {}

  /** Returns a program with one other instruction, or empty when the kernel would not take it. */
  public static Optional<Filter> plant(Filter filter, RandomGenerator random) {
    List<Instruction> program = new ArrayList<>(filter.instructions());
    int at = random.nextInt(program.size());
    Instruction old = program.get(at);
    Instruction changed = changed(old, random);
    program.set(at, changed);
    try {
      return changed.equals(old) ? Optional.empty() : Optional.of(Filter.of(program));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private static Instruction changed(Instruction old, RandomGenerator random) {
    if (old.code() == LOAD) {
      return new Instruction(LOAD, 0, 0, 4 * random.nextInt(16));
    }
    if (old.code() == RETURN) {
      return new Instruction(RETURN, 0, 0, RETURNS[random.nextInt(RETURNS.length)]);
    }
    boolean isTest = (old.code() & CLASS) == JUMP_CLASS && old.code() != JUMP_CLASS;
    return isTest ? jump(old, random) : withOperand(old, random);
  }

  private static Instruction jump(Instruction old, RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> new Instruction(old.code(), old.jf(), old.jt(), old.k());
      case 1 -> new Instruction(old.code(), near(old.jt(), random), old.jf(), old.k());
      case 2 -> new Instruction(old.code(), old.jt(), near(old.jf(), random), old.k());
      case 3 -> new Instruction(TESTS[random.nextInt(TESTS.length)], old.jt(), old.jf(), old.k());
      default -> withOperand(old, random);
    };
  }

  private static int near(int distance, RandomGenerator random) {
    return Math.max(0, Math.min(255, distance + random.nextInt(-2, 3)));
  }

  private static Instruction withOperand(Instruction old, RandomGenerator random) {
    int k =
        switch (random.nextInt(4)) {
          case 0 -> old.k() - 1;
          case 1 -> old.k() + 1;
          case 2 -> old.k() ^ 1 << random.nextInt(3);
          default -> old.k() ^ 1 << random.nextInt(Integer.SIZE);
        };
    return new Instruction(old.code(), old.jt(), old.jf(), k);
  }
}
