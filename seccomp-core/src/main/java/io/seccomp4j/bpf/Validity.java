package io.seccomp4j.bpf;

import java.util.Arrays;
import java.util.List;

/**
 * Decides whether the kernel would take a program, as {@code bpf_check_classic} and {@code
 * seccomp_check_filter} do.
 */
final class Validity {
  private static final int WORD_BITS = 32;
  private static final int ALL_CELLS = 0xffff;

  private final List<Instruction> program;

  private Validity(List<Instruction> program) {
    this.program = program;
  }

  /** Throws an IllegalArgumentException that names the first instruction the kernel refuses. */
  static void check(List<Instruction> program) {
    checkSize(program.size());
    Validity validity = new Validity(program);
    for (int pc = 0; pc < program.size(); pc++) {
      validity.checkInstruction(pc);
    }
    int last = program.size() - 1;
    if (!Opcode.isReturn(program.get(last).code())) {
      throw refused(last, "the last instruction must be a return");
    }
    validity.checkMemory();
  }

  static void checkSize(int size) {
    if (size == 0 || size > Filter.MAX_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          "a filter of "
              + size
              + " instructions: the kernel takes 1 to "
              + Filter.MAX_INSTRUCTIONS);
    }
  }

  private void checkInstruction(int pc) {
    Instruction instruction = program.get(pc);
    int code = instruction.code();
    int k = instruction.k();
    if (!Opcode.isAllowed(code)) {
      throw refused(pc, String.format("operation 0x%02x is not allowed in seccomp", code));
    }
    if (code == Opcode.LD_ABS) {
      checkLoad(pc, k);
    } else if (Opcode.usesMemory(code)) {
      checkCell(pc, k);
    } else if (code == Opcode.JMP_JA) {
      checkTarget(pc, Integer.toUnsignedLong(k));
    } else if (Opcode.isConditionalJump(code)) {
      checkTarget(pc, instruction.jt());
      checkTarget(pc, instruction.jf());
    } else if (Opcode.isArithmetic(code) && !Opcode.takesX(code)) {
      checkConstant(pc, Opcode.operation(code), k);
    }
  }

  private static void checkLoad(int pc, int offset) {
    if (Integer.compareUnsigned(offset, Filter.DATA_BYTES) >= 0 || offset % Integer.BYTES != 0) {
      throw refused(
          pc,
          "load at offset "
              + Integer.toUnsignedString(offset)
              + ": seccomp_data is read in aligned words at offsets 0 to 60");
    }
  }

  private static void checkCell(int pc, int cell) {
    if (Integer.compareUnsigned(cell, Filter.MEMORY_WORDS) >= 0) {
      throw refused(pc, "M[" + Integer.toUnsignedString(cell) + "]: only M[0] to M[15] exist");
    }
  }

  private void checkTarget(int pc, long skip) {
    long target = pc + 1 + skip;
    if (target >= program.size()) {
      throw refused(pc, "jump to " + target + ": the last instruction is " + (program.size() - 1));
    }
  }

  private static void checkConstant(int pc, int operation, int k) {
    if (operation == Opcode.DIV && k == 0) {
      throw refused(pc, "division by zero");
    }
    boolean shifts = operation == Opcode.LSH || operation == Opcode.RSH;
    if (shifts && Integer.compareUnsigned(k, WORD_BITS) >= 0) {
      throw refused(pc, "shift by " + Integer.toUnsignedString(k) + ": a word has 32 bits");
    }
  }

  /**
   * Refuses a read of a cell that some path has not written. One pass is enough because jumps only
   * go forward. Like the kernel, this does not forget the cells at a return, although nothing runs
   * on from there: so a program may be refused for a read that no path reaches.
   */
  private void checkMemory() {
    int[] written = new int[program.size()];
    Arrays.fill(written, ALL_CELLS);
    int cells = 0;
    for (int pc = 0; pc < written.length; pc++) {
      cells &= written[pc];
      Instruction instruction = program.get(pc);
      int code = instruction.code();
      int k = instruction.k();
      if (code == Opcode.ST || code == Opcode.STX) {
        cells |= 1 << k;
      } else if (Opcode.usesMemory(code) && (cells & 1 << k) == 0) {
        throw refused(pc, "M[" + k + "] is read, but not every path here has written it");
      } else if (code == Opcode.JMP_JA) {
        written[pc + 1 + k] &= cells;
        cells = ALL_CELLS;
      } else if (Opcode.isConditionalJump(code)) {
        written[pc + 1 + instruction.jt()] &= cells;
        written[pc + 1 + instruction.jf()] &= cells;
        cells = ALL_CELLS;
      }
    }
  }

  private static IllegalArgumentException refused(int pc, String reason) {
    return new IllegalArgumentException("instruction " + pc + ": " + reason);
  }
}
