package io.seccomp4j.testing;

import io.seccomp4j.bpf.Instruction;
import java.util.List;

/** An instruction of the kinds that a proof follows, carried out in the plainest way. */
record PlainStep(int code, int jt, int jf, int k) {
  PlainStep(Instruction instruction) {
    this(instruction.code(), instruction.jt(), instruction.jf(), instruction.k());
  }

  boolean isLoad() {
    return code == 0x20;
  }

  boolean isMask() {
    return code == 0x54;
  }

  boolean isComparison() {
    return code == 0x15 || code == 0x25 || code == 0x35;
  }

  boolean isBitTest() {
    return code == 0x45;
  }

  boolean isReturn() {
    return code == 0x06;
  }

  boolean isConstant() {
    return code == 0x00;
  }

  boolean isAlwaysJump() {
    return code == 0x05;
  }

  static int run(List<PlainStep> program, int[] data) {
    int a = 0;
    int pc = 0;
    while (true) {
      PlainStep step = program.get(pc++);
      int k = step.k;
      switch (step.code) {
        case 0x20 -> a = data[k / 4];
        case 0x00 -> a = k;
        case 0x54 -> a &= k;
        case 0x05 -> pc += k;
        case 0x15 -> pc += a == k ? step.jt : step.jf;
        case 0x25 -> pc += Integer.compareUnsigned(a, k) > 0 ? step.jt : step.jf;
        case 0x35 -> pc += Integer.compareUnsigned(a, k) >= 0 ? step.jt : step.jf;
        case 0x45 -> pc += (a & k) != 0 ? step.jt : step.jf;
        case 0x06 -> {
          return k;
        }
        default -> throw new AssertionError(step);
      }
    }
  }
}
