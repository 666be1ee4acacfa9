package io.seccomp4j.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Programs for tests, written with the numbers of the kernel's headers. */
final class Programs {
  /** Every code that seccomp allows, apart from jumps and returns. */
  private static final int[] STRAIGHT = {
    0x00, 0x20, 0x60, 0x80, 0x01, 0x61, 0x81, 0x02, 0x03, 0x07, 0x87, 0x84, 0x04, 0x0c, 0x14, 0x1c,
    0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0xa4, 0xac, 0x64, 0x6c, 0x74, 0x7c
  };

  private static final int[] JUMPS = {0x05, 0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d};

  private static final int[] EDGES = {
    0,
    1,
    2,
    3,
    4,
    15,
    16,
    31,
    32,
    60,
    63,
    64,
    0x3fff_ffff,
    0x4000_0000,
    0x7fff_ffff,
    0x8000_0000,
    -2,
    -1
  };

  private Programs() {}

  static Instruction op(int code, int k) {
    return new Instruction(code, 0, 0, k);
  }

  static Instruction jump(int code, int k, int jt, int jf) {
    return new Instruction(code, jt, jf, k);
  }

  static Filter filter(Instruction... instructions) {
    return Filter.of(List.of(instructions));
  }

  /** Returns a program that the kernel takes: every cell of M[] is written first. */
  static List<Instruction> valid(RandomGenerator random) {
    List<Instruction> program = new ArrayList<>();
    for (int cell = 0; cell < 16; cell++) {
      program.add(op(0x20, 4 * random.nextInt(16)));
      program.add(op(0x02, cell));
    }
    int size = program.size() + 1 + random.nextInt(60);
    while (program.size() < size) {
      int left = size - program.size();
      program.add(random.nextInt(3) == 0 ? jump(random, left) : straight(random));
    }
    program.add(random.nextBoolean() ? op(0x16, 0) : op(0x06, word(random)));
    return program;
  }

  /**
   * Returns a valid program that answers every call with an error, or kills at a division by zero.
   * It does not look at the instruction pointer.
   */
  static List<Instruction> answeringWithAnError(RandomGenerator random) {
    List<Instruction> program = valid(random);
    program.replaceAll(
        each -> each.code() == 0x20 && each.k() / 8 == 1 ? op(0x20, each.k() + 8) : each);
    // Jumps of the program end at the first of these at the latest, so none gets round them.
    program.set(program.size() - 1, op(0x54, 0xfff));
    program.add(op(0x44, 0x0005_0000));
    program.add(op(0x16, 0));
    return program;
  }

  /** Returns a valid program with one to three changes, which the kernel may take or not. */
  static List<Instruction> mutated(RandomGenerator random) {
    List<Instruction> program = valid(random);
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      int at = random.nextInt(program.size());
      Instruction old = program.get(at);
      switch (random.nextInt(6)) {
        case 0 -> program.remove(at);
        case 1 -> program.add(at, program.get(random.nextInt(program.size())));
        case 2 -> program.set(at, new Instruction(code(random), old.jt(), old.jf(), old.k()));
        case 3 -> program.set(at, new Instruction(old.code(), old.jt(), old.jf(), word(random)));
        case 4 -> program.set(at, jump(code(random), word(random), byteOf(random), byteOf(random)));
        default -> program.set(at, straight(random));
      }
    }
    return program;
  }

  private static int code(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(0x100);
      case 1 -> JUMPS[random.nextInt(JUMPS.length)];
      default -> STRAIGHT[random.nextInt(STRAIGHT.length)];
    };
  }

  private static int byteOf(RandomGenerator random) {
    return random.nextInt(random.nextBoolean() ? 8 : 256);
  }

  private static Instruction jump(RandomGenerator random, int left) {
    int code = JUMPS[random.nextInt(JUMPS.length)];
    if (code == 0x05) {
      return op(code, random.nextInt(left));
    }
    return jump(code, word(random), random.nextInt(left), random.nextInt(left));
  }

  private static Instruction straight(RandomGenerator random) {
    int code = STRAIGHT[random.nextInt(STRAIGHT.length)];
    return switch (code) {
      case 0x20 -> op(code, 4 * random.nextInt(16));
      case 0x60, 0x61, 0x02, 0x03 -> op(code, random.nextInt(16));
      case 0x64, 0x74 -> op(code, random.nextInt(32));
      case 0x34 -> op(code, word(random) | 1);
      default -> op(code, word(random));
    };
  }

  /** Returns a number that is likely to stand at an edge of something. */
  static int word(RandomGenerator random) {
    return random.nextInt(3) == 0 ? random.nextInt() : EDGES[random.nextInt(EDGES.length)];
  }
}
