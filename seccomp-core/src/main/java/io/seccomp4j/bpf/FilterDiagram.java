package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.Variables;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a filter returns for every call, as a diagram.
 *
 * <p>First every instruction is visited with each accumulator that it may find: a constant, or a
 * masked word of {@code seccomp_data}. Jumps go forward only, so the diagrams are then made from
 * the last instruction to the first.
 */
final class FilterDiagram {
  private static final int WORDS_BEFORE_ARGUMENTS = 4;
  private static final long LOW_WORD = 0xffff_ffffL;
  private static final long CONSTANT = 1L << 62;

  /** A program that jumps round masks may double what A can hold with each of them. */
  private static final int MOST_ACCUMULATORS = 1 << 18;

  private final Diagrams diagrams;
  private final List<Instruction> program;
  private final boolean bigEndian;

  /** For each instruction, the diagram of the rest of the program by what A holds. */
  private final List<Map<Long, Integer>> rest;

  private int accumulators;

  /** The byte order is that of the machine that loads the filter. */
  FilterDiagram(Diagrams diagrams, Filter filter, Arch nativeArchitecture) {
    this.diagrams = diagrams;
    this.program = filter.instructions();
    this.bigEndian = nativeArchitecture.byteOrder() == ByteOrder.BIG_ENDIAN;
    this.rest =
        IntStream.range(0, program.size())
            .<Map<Long, Integer>>mapToObj(pc -> new HashMap<>(4))
            .toList();
  }

  /** Returns the diagram. */
  int root() {
    rest.get(0).put(constant(0), Diagrams.NO);
    for (int pc = 0; pc < program.size(); pc++) {
      visit(pc);
    }
    for (int pc = program.size() - 1; pc >= 0; pc--) {
      int at = pc;
      rest.get(pc).replaceAll((accumulator, none) -> make(at, accumulator));
    }
    return after(-1, constant(0));
  }

  /** A is either a constant, or the word at an index with a mask. */
  private static long constant(int value) {
    return CONSTANT | Integer.toUnsignedLong(value);
  }

  private static long word(int index, int mask) {
    return mask == 0 ? constant(0) : (long) index << Integer.SIZE | Integer.toUnsignedLong(mask);
  }

  private static boolean isConstant(long accumulator) {
    return (accumulator & CONSTANT) != 0;
  }

  private int first(long accumulator) {
    int index = (int) (accumulator >>> Integer.SIZE);
    int upper = bigEndian ? 0 : 1;
    return switch (index) {
      case 0 -> Variables.NUMBER;
      case 1 -> Variables.ARCH;
      default -> {
        int of64 =
            index < WORDS_BEFORE_ARGUMENTS
                ? Variables.INSTRUCTION_POINTER
                : Variables.argument((index - WORDS_BEFORE_ARGUMENTS) / 2);
        yield index % 2 == upper ? of64 : of64 + Integer.SIZE;
      }
    };
  }

  private int after(int pc, long accumulator) {
    return rest.get(pc + 1).getOrDefault(accumulator, Diagrams.NO);
  }

  private void reach(int pc, long accumulator) {
    boolean isNew = rest.get(pc).put(accumulator, Diagrams.NO) == null;
    if (isNew && ++accumulators > MOST_ACCUMULATORS) {
      throw new UnfollowedException(
          "up to instruction "
              + pc
              + " there are more than "
              + MOST_ACCUMULATORS
              + " masks and constants that A may hold");
    }
  }

  /** Notes which instructions come next, with which accumulator. */
  private void visit(int pc) {
    Instruction instruction = program.get(pc);
    int code = instruction.code();
    for (long accumulator : rest.get(pc).keySet()) {
      if (code == Opcode.JMP_JA) {
        reach(pc + 1 + instruction.k(), accumulator);
      } else if (Opcode.isConditionalJump(code)) {
        visitJump(pc, instruction, accumulator);
      } else if (code == Opcode.RET_A) {
        if (!isConstant(accumulator)) {
          throw new UnfollowedException(pc, instruction);
        }
      } else if (code != Opcode.RET_K) {
        reach(pc + 1, accumulator(pc, instruction, accumulator));
      }
    }
  }

  private void visitJump(int pc, Instruction instruction, long accumulator) {
    if (Opcode.takesX(instruction.code())) {
      throw new UnfollowedException(pc, instruction);
    }
    int condition = condition(instruction, accumulator);
    if (condition != Diagrams.NO) {
      reach(pc + 1 + instruction.jt(), accumulator);
    }
    if (condition != Diagrams.YES) {
      reach(pc + 1 + instruction.jf(), accumulator);
    }
  }

  private int make(int pc, long accumulator) {
    Instruction instruction = program.get(pc);
    int code = instruction.code();
    if (code == Opcode.RET_K) {
      return diagrams.value(instruction.k());
    }
    if (code == Opcode.RET_A) {
      return diagrams.value((int) accumulator);
    }
    if (code == Opcode.JMP_JA) {
      return after(pc + instruction.k(), accumulator);
    }
    if (Opcode.isConditionalJump(code)) {
      return diagrams.choose(
          condition(instruction, accumulator),
          after(pc + instruction.jt(), accumulator),
          after(pc + instruction.jf(), accumulator));
    }
    return after(pc, accumulator(pc, instruction, accumulator));
  }

  /** Returns what A holds after an instruction that is no jump and no return. */
  private static long accumulator(int pc, Instruction instruction, long before) {
    int code = instruction.code();
    int k = instruction.k();
    if (code == Opcode.LD_ABS) {
      return word(k / Integer.BYTES, -1);
    }
    if (code == Opcode.LD_IMM) {
      return constant(k);
    }
    if (code == (Opcode.ALU | Opcode.AND)) {
      int masked = (int) (before & LOW_WORD) & k;
      return isConstant(before) ? constant(masked) : word((int) (before >>> Integer.SIZE), masked);
    }
    throw new UnfollowedException(pc, instruction);
  }

  private int condition(Instruction instruction, long accumulator) {
    int operation = Opcode.operation(instruction.code());
    int k = instruction.k();
    if (isConstant(accumulator)) {
      return Simulator.holds(operation, (int) accumulator, k) ? Diagrams.YES : Diagrams.NO;
    }
    int mask = (int) accumulator;
    int first = first(accumulator);
    if (operation == Opcode.JSET) {
      return diagrams.anyBit(first, mask & k);
    }
    boolean isGreater = operation != Opcode.JEQ;
    boolean isEqual = operation != Opcode.JGT;
    return diagrams.compare(
        first,
        Integer.SIZE,
        Integer.toUnsignedLong(mask),
        Integer.toUnsignedLong(k),
        Diagrams.NO,
        isEqual ? Diagrams.YES : Diagrams.NO,
        isGreater ? Diagrams.YES : Diagrams.NO);
  }
}
