package io.seccomp4j.bpf;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is certain before an instruction runs, whichever way the program came there.
 *
 * @param accumulator what A holds
 * @param token the AUDIT_ARCH token of the call, where the program has compared it
 * @param nr the syscall number, where the program has compared it
 */
record Knowledge(Word accumulator, OptionalInt token, OptionalInt nr) {
  /**
   * What a register holds: a masked word of {@code seccomp_data}, or something else.
   *
   * @param offset where the word stands; {@link #OTHER} for anything else
   * @param mask the bits that are left of it
   */
  record Word(int offset, int mask) {
    static final int OTHER = -1;
    static final int ALL_BITS = -1;
    static final Word UNKNOWN = new Word(OTHER, ALL_BITS);

    static Word at(int offset) {
      return new Word(offset, ALL_BITS);
    }

    boolean isMasked() {
      return mask != ALL_BITS;
    }

    boolean isWhole(int wanted) {
      return offset == wanted && !isMasked();
    }
  }

  static final int NR_OFFSET = 0;
  static final int ARCH_OFFSET = 4;

  /**
   * Follows a program from its start. One pass is enough because jumps only go forward.
   *
   * @param filter the program
   * @param token the architecture that is certain at the start, if any
   * @return for each instruction what is known before it; null where nothing leads to it
   */
  static @Nullable Knowledge[] follow(Filter filter, OptionalInt token) {
    List<Instruction> program = filter.instructions();
    @Nullable Knowledge[] before = new @Nullable Knowledge[program.size()];
    before[0] = new Knowledge(Word.UNKNOWN, token, OptionalInt.empty());
    for (int pc = 0; pc < before.length; pc++) {
      Knowledge known = before[pc];
      Instruction instruction = program.get(pc);
      int code = instruction.code();
      if (known == null || Opcode.isReturn(code)) {
        continue;
      }
      if (code == Opcode.JMP_JA) {
        join(before, pc + 1 + instruction.k(), known);
      } else if (Opcode.isConditionalJump(code)) {
        join(before, pc + 1 + instruction.jt(), known.whenEqual(instruction));
        join(before, pc + 1 + instruction.jf(), known);
      } else {
        join(before, pc + 1, known.after(instruction));
      }
    }
    return before;
  }

  private static void join(@Nullable Knowledge[] before, int pc, Knowledge known) {
    Knowledge other = before[pc];
    before[pc] = other == null ? known : known.common(other);
  }

  private Knowledge common(Knowledge other) {
    return new Knowledge(
        accumulator.equals(other.accumulator) ? accumulator : Word.UNKNOWN,
        token.equals(other.token) ? token : OptionalInt.empty(),
        nr.equals(other.nr) ? nr : OptionalInt.empty());
  }

  private Knowledge whenEqual(Instruction jump) {
    if (jump.code() != (Opcode.JMP | Opcode.JEQ)) {
      return this;
    }
    if (accumulator.isWhole(ARCH_OFFSET)) {
      return new Knowledge(accumulator, OptionalInt.of(jump.k()), nr);
    }
    if (accumulator.isWhole(NR_OFFSET)) {
      return new Knowledge(accumulator, token, OptionalInt.of(jump.k()));
    }
    return this;
  }

  private Knowledge after(Instruction instruction) {
    int code = instruction.code();
    if (code == Opcode.LD_ABS) {
      return with(Word.at(instruction.k()));
    }
    if (code == (Opcode.ALU | Opcode.AND) && accumulator.offset() != Word.OTHER) {
      return with(new Word(accumulator.offset(), accumulator.mask() & instruction.k()));
    }
    return changesAccumulator(code) ? with(Word.UNKNOWN) : this;
  }

  private Knowledge with(Word newAccumulator) {
    return new Knowledge(newAccumulator, token, nr);
  }

  private static boolean changesAccumulator(int code) {
    return switch (code) {
      case Opcode.LDX_IMM, Opcode.LDX_MEM, Opcode.LDX_LEN -> false;
      case Opcode.ST, Opcode.STX, Opcode.TAX -> false;
      default -> true;
    };
  }
}
