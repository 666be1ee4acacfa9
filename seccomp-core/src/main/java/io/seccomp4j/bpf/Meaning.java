package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/** Says in words what an instruction does. */
final class Meaning {
  private static final int ARGUMENTS_OFFSET = 16;
  private static final int ARGUMENT_BYTES = 8;

  private final Arch arch;
  private final Knowledge known;

  Meaning(Arch arch, Knowledge known) {
    this.arch = arch;
    this.known = known;
  }

  String of(int pc, Instruction instruction) {
    int code = instruction.code();
    int k = instruction.k();
    if (Opcode.isConditionalJump(code)) {
      int yes = pc + 1 + instruction.jt();
      int no = pc + 1 + instruction.jf();
      return "if " + condition(code, k) + " goto " + yes + ", else goto " + no;
    }
    return switch (code) {
      case Opcode.LD_ABS -> "A = " + word(k);
      case Opcode.LD_IMM -> "A = " + hex(k);
      case Opcode.LD_MEM -> "A = M[" + k + "]";
      case Opcode.LD_LEN -> "A = " + Filter.DATA_BYTES;
      case Opcode.LDX_IMM -> "X = " + hex(k);
      case Opcode.LDX_MEM -> "X = M[" + k + "]";
      case Opcode.LDX_LEN -> "X = " + Filter.DATA_BYTES;
      case Opcode.ST -> "M[" + k + "] = A";
      case Opcode.STX -> "M[" + k + "] = X";
      case Opcode.TAX -> "X = A";
      case Opcode.TXA -> "A = X";
      case Opcode.ALU_NEG -> "A = -A";
      case Opcode.JMP_JA -> "goto " + (pc + 1 + k);
      case Opcode.RET_K -> "return " + action(k);
      case Opcode.RET_A -> "return A";
      default -> arithmetic(code, k);
    };
  }

  private static String arithmetic(int code, int k) {
    String operator =
        switch (Opcode.operation(code)) {
          case Opcode.ADD -> "+=";
          case Opcode.SUB -> "-=";
          case Opcode.MUL -> "*=";
          case Opcode.DIV -> "/=";
          case Opcode.OR -> "|=";
          case Opcode.AND -> "&=";
          case Opcode.LSH -> "<<=";
          case Opcode.RSH -> ">>=";
          default -> "^=";
        };
    return "A " + operator + " " + (Opcode.takesX(code) ? "X" : hex(k));
  }

  private String condition(int code, int k) {
    int operation = Opcode.operation(code);
    String left = accumulator();
    String right = Opcode.takesX(code) ? "X" : value(operation, k);
    if (operation == Opcode.JSET) {
      return "(" + left + " & " + right + ") != 0";
    }
    String operator =
        switch (operation) {
          case Opcode.JEQ -> " == ";
          case Opcode.JGT -> " > ";
          default -> " >= ";
        };
    return (known.accumulator().isMasked() ? "(" + left + ")" : left) + operator + right;
  }

  private String accumulator() {
    Knowledge.Word word = known.accumulator();
    if (word.offset() == Knowledge.Word.OTHER) {
      return "A";
    }
    String name = word(word.offset());
    return word.isMasked() ? name + " & " + hex(word.mask()) : name;
  }

  /** Names a word of {@code seccomp_data}. */
  private String word(int offset) {
    if (offset == Knowledge.NR_OFFSET) {
      return "syscall number";
    }
    if (offset == Knowledge.ARCH_OFFSET) {
      return "architecture";
    }
    boolean first = offset % ARGUMENT_BYTES == 0;
    String half =
        first == (arch.byteOrder() == ByteOrder.LITTLE_ENDIAN) ? " low word" : " high word";
    if (offset < ARGUMENTS_OFFSET) {
      return "instruction pointer" + half;
    }
    int index = (offset - ARGUMENTS_OFFSET) / ARGUMENT_BYTES;
    return "args[" + index + "]" + parameter(index).map(" (%s)"::formatted).orElse("") + half;
  }

  private Optional<String> parameter(int index) {
    if (known.nr().isEmpty()) {
      return Optional.empty();
    }
    int nr = known.nr().getAsInt();
    return architecture(nr)
        .flatMap(its -> Syscalls.of(its).name(nr).map(Syscalls.of(its)::parameters))
        .filter(parameters -> index < parameters.size())
        .map(parameters -> parameters.get(index))
        .map(Parameter::name);
  }

  /** Writes the constant that the accumulator is compared with. */
  private String value(int operation, int k) {
    Knowledge.Word word = known.accumulator();
    if (word.isWhole(Knowledge.ARCH_OFFSET) && operation == Opcode.JEQ) {
      return architecture(OptionalInt.of(k)).map(Meaning::auditName).orElseGet(() -> hex(k));
    }
    if (!word.isWhole(Knowledge.NR_OFFSET) || operation == Opcode.JSET) {
      return hex(k) + x32Note(operation, k);
    }
    return operation == Opcode.JEQ ? syscall(k) : number(k) + x32Note(operation, k);
  }

  private String syscall(int nr) {
    String number = number(nr);
    return architecture(nr)
        .flatMap(its -> Syscalls.of(its).name(nr).map(name -> name + note(its)))
        .map(name -> number + " (" + name + ")")
        .orElse(number);
  }

  /** Marks the test that tells x32 calls from those of x86_64. */
  private String x32Note(int operation, int k) {
    boolean isTest = k == (operation == Opcode.JGT ? Arch.X32_BIT - 1 : Arch.X32_BIT);
    boolean onX86 = architecture(known.token()).filter(Arch.X86_64::equals).isPresent();
    boolean ofNumber = known.accumulator().isWhole(Knowledge.NR_OFFSET);
    return isTest && onX86 && ofNumber ? " (x32 bit)" : "";
  }

  private static String note(Arch arch) {
    return arch == Arch.X32 ? ", x32" : "";
  }

  /** Returns the architecture of a call with this number, where the program has compared it. */
  private Optional<Arch> architecture(int nr) {
    boolean isX32 = nr >= Arch.X32_BIT;
    return architecture(known.token()).map(its -> its == Arch.X86_64 && isX32 ? Arch.X32 : its);
  }

  /** Returns the architecture of a token; of the two that share one, x86_64. */
  private static Optional<Arch> architecture(OptionalInt token) {
    for (Arch each : Arch.values()) {
      if (token.isPresent() && each != Arch.X32 && each.token() == token.getAsInt()) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static String auditName(Arch arch) {
    String name =
        switch (arch) {
          case X86 -> "I386";
          case SH -> "SHEL";
          case SHEB -> "SH";
          default -> arch.name();
        };
    return "AUDIT_ARCH_" + name;
  }

  private static String action(int returnValue) {
    Action action = Action.ofReturnValue(returnValue);
    boolean isKnown = action.returnValue() >>> 16 == returnValue >>> 16;
    return isKnown ? action.toString() : action + " (the kernel knows no such action)";
  }

  private static boolean isDecimal(int number) {
    return number >= 0 && number < Arch.X32_BIT - 1;
  }

  private static String number(int number) {
    return isDecimal(number) ? Integer.toString(number) : hex(number);
  }

  private static String hex(int word) {
    return "0x" + Integer.toHexString(word);
  }
}
