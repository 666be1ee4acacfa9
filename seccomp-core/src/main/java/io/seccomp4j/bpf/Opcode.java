package io.seccomp4j.bpf;

/**
 * The operation codes that a seccomp program may use, named as in the kernel's headers.
 *
 * <p>A code is a class in its lowest three bits; arithmetic and jumps add an operation in bits 4 to
 * 7 and say with bit 3 whether the operand is X or the constant.
 */
final class Opcode {
  static final int LD_IMM = 0x00;
  static final int LD_ABS = 0x20;
  static final int LD_MEM = 0x60;
  static final int LD_LEN = 0x80;
  static final int LDX_IMM = 0x01;
  static final int LDX_MEM = 0x61;
  static final int LDX_LEN = 0x81;
  static final int ST = 0x02;
  static final int STX = 0x03;
  static final int RET_K = 0x06;
  static final int RET_A = 0x16;
  static final int TAX = 0x07;
  static final int TXA = 0x87;
  static final int ALU_NEG = 0x84;
  static final int JMP_JA = 0x05;

  /** The bits of a code that are its class. */
  static final int CLASS = 0x07;

  /** The class of arithmetic. */
  static final int ALU = 0x04;

  /** The class of jumps. */
  static final int JMP = 0x05;

  /** Set when the operand is X instead of the constant. */
  static final int X = 0x08;

  static final int ADD = 0x00;
  static final int SUB = 0x10;
  static final int MUL = 0x20;
  static final int DIV = 0x30;
  static final int OR = 0x40;
  static final int AND = 0x50;
  static final int LSH = 0x60;
  static final int RSH = 0x70;
  static final int XOR = 0xa0;

  static final int JEQ = 0x10;
  static final int JGT = 0x20;
  static final int JGE = 0x30;
  static final int JSET = 0x40;

  private static final int OPERATION = 0xf0;

  private Opcode() {}

  /** Returns the operation of an arithmetic instruction or a jump. */
  static int operation(int code) {
    return code & OPERATION;
  }

  /** Says whether the operand is X. */
  static boolean takesX(int code) {
    return (code & X) != 0;
  }

  /** Says whether it is arithmetic with two operands; NEG has one and is not among them. */
  static boolean isArithmetic(int code) {
    if ((code & ~(OPERATION | X)) != ALU) {
      return false;
    }
    return switch (operation(code)) {
      case ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, XOR -> true;
      default -> false;
    };
  }

  /** Says whether it is a jump with a test. */
  static boolean isConditionalJump(int code) {
    if ((code & ~(OPERATION | X)) != JMP) {
      return false;
    }
    return switch (operation(code)) {
      case JEQ, JGT, JGE, JSET -> true;
      default -> false;
    };
  }

  /** Says whether it reads or writes a cell of M[]. */
  static boolean usesMemory(int code) {
    return code == LD_MEM || code == LDX_MEM || code == ST || code == STX;
  }

  /** Says whether it ends the program. */
  static boolean isReturn(int code) {
    return code == RET_K || code == RET_A;
  }

  /** Says whether the kernel takes it in a seccomp program. */
  static boolean isAllowed(int code) {
    return switch (code) {
      case LD_IMM, LD_ABS, LD_MEM, LD_LEN, LDX_IMM, LDX_MEM, LDX_LEN -> true;
      case ST, STX, RET_K, RET_A, TAX, TXA, ALU_NEG, JMP_JA -> true;
      default -> isArithmetic(code) || isConditionalJump(code);
    };
  }
}
