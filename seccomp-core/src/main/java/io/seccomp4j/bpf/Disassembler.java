package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes filters for people to review, and as C.
 *
 * <p>A line of the text has the number of the instruction, the instruction with its jump targets as
 * such numbers, and what it means:
 *
 * <pre>
 *    0: ld [4]                   A = architecture
 *    1: jeq #0xc000003e, 2, 5    if architecture == AUDIT_ARCH_X86_64 goto 2, else goto 5
 *    2: ld [0]                   A = syscall number
 *    3: jeq #0x53, 4, 6          if syscall number == 83 (mkdir) goto 4, else goto 6
 *    4: ret #0x00050001          return errno(EPERM)
 * </pre>
 *
 * <p>Names of syscalls and arguments stand where the architecture and the number are certain on
 * every way to the instruction.
 */
public final class Disassembler {
  private Disassembler() {}

  /**
   * Returns a filter as readable text.
   *
   * @param filter the program
   * @param arch the architecture of the machine that loads it: it gives the word order, and the
   *     names in a program that does not look at the architecture (which a comment says then)
   * @return the lines, each with a line feed
   */
  public static String disassemble(Filter filter, Arch arch) {
    List<Instruction> program = filter.instructions();
    boolean checksArch =
        program.stream()
            .anyMatch(each -> each.code() == Opcode.LD_ABS && each.k() == Knowledge.ARCH_OFFSET);
    StringBuilder text = new StringBuilder();
    if (!checksArch) {
      text.append("; the architecture is not checked: names are those of ")
          .append(arch)
          .append('\n');
    }
    OptionalInt token = checksArch ? OptionalInt.empty() : OptionalInt.of(arch.token());
    @Nullable Knowledge[] before = Knowledge.follow(filter, token);
    for (int pc = 0; pc < program.size(); pc++) {
      Instruction instruction = program.get(pc);
      Knowledge known = before[pc];
      String meaning =
          known == null ? "never reached" : new Meaning(arch, known).of(pc, instruction);
      text.append(
          String.format(Locale.ROOT, "%4d: %-24s %s\n", pc, mnemonic(pc, instruction), meaning));
    }
    return text.toString();
  }

  /**
   * Returns a filter as the inside of a C array of {@code struct sock_filter}.
   *
   * @param filter the program
   * @return a line for each instruction, as <code>{ 0x20, 0, 0, 0x00000004 },</code>, each with a
   *     line feed
   */
  public static String toC(Filter filter) {
    StringBuilder text = new StringBuilder();
    for (Instruction each : filter.instructions()) {
      text.append(
          String.format(
              Locale.ROOT,
              "{ 0x%02x, %d, %d, 0x%08x },\n",
              each.code(),
              each.jt(),
              each.jf(),
              each.k()));
    }
    return text.toString();
  }

  static String mnemonic(int pc, Instruction instruction) {
    int code = instruction.code();
    int k = instruction.k();
    if (Opcode.isConditionalJump(code)) {
      return String.format(
          Locale.ROOT,
          "%s %s, %d, %d",
          jumpName(Opcode.operation(code)),
          operand(code, k),
          pc + 1 + instruction.jt(),
          pc + 1 + instruction.jf());
    }
    return switch (code) {
      case Opcode.LD_ABS -> "ld [" + k + "]";
      case Opcode.LD_IMM -> "ld " + constant(k);
      case Opcode.LD_MEM -> "ld M[" + k + "]";
      case Opcode.LD_LEN -> "ld #len";
      case Opcode.LDX_IMM -> "ldx " + constant(k);
      case Opcode.LDX_MEM -> "ldx M[" + k + "]";
      case Opcode.LDX_LEN -> "ldx #len";
      case Opcode.ST -> "st M[" + k + "]";
      case Opcode.STX -> "stx M[" + k + "]";
      case Opcode.TAX -> "tax";
      case Opcode.TXA -> "txa";
      case Opcode.ALU_NEG -> "neg";
      case Opcode.JMP_JA -> "ja " + (pc + 1 + k);
      case Opcode.RET_K -> String.format("ret #0x%08x", k);
      case Opcode.RET_A -> "ret a";
      default -> arithmeticName(Opcode.operation(code)) + " " + operand(code, k);
    };
  }

  private static String operand(int code, int k) {
    return Opcode.takesX(code) ? "x" : constant(k);
  }

  private static String constant(int k) {
    return "#0x" + Integer.toHexString(k);
  }

  private static String jumpName(int operation) {
    return switch (operation) {
      case Opcode.JEQ -> "jeq";
      case Opcode.JGT -> "jgt";
      case Opcode.JGE -> "jge";
      default -> "jset";
    };
  }

  private static String arithmeticName(int operation) {
    return switch (operation) {
      case Opcode.ADD -> "add";
      case Opcode.SUB -> "sub";
      case Opcode.MUL -> "mul";
      case Opcode.DIV -> "div";
      case Opcode.OR -> "or";
      case Opcode.AND -> "and";
      case Opcode.LSH -> "lsh";
      case Opcode.RSH -> "rsh";
      default -> "xor";
    };
  }
}
