package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import java.nio.ByteOrder;

/**
 * Runs a filter on one syscall, as the kernel does, without the kernel.
 *
 * <p>Words are unsigned 32-bit numbers that wrap around. A shift by X uses the lowest five bits of
 * X. A division by X ends the program with 0, which is kill-thread, when X is zero.
 *
 * @see <a
 *     href="https://github.com/torvalds/linux/blob/v6.18/net/core/filter.c">bpf_convert_filter</a>
 */
public final class Simulator {
  /**
   * What a run of a filter came to.
   *
   * @param returnValue what the filter returned, for {@link
   *     io.seccomp4j.policy.Action#ofReturnValue}
   * @param executed how many instructions ran, the return included
   */
  public record Run(int returnValue, int executed) {}

  private static final int MAX_ARGUMENTS = 6;
  private static final int DATA_WORDS = Filter.DATA_BYTES / Integer.BYTES;
  private static final int INSTRUCTION_POINTER_WORD = 2;
  private static final int FIRST_ARGUMENT_WORD = 4;
  private static final int[] NO_MEMORY = {};

  private Simulator() {}

  /**
   * Returns what a filter answers to a call.
   *
   * <p>The numbers are taken as they stand in {@code struct seccomp_data}: an x32 call carries
   * {@link Arch#X32_BIT}, and a 32-bit architecture leaves the upper half of each argument zero.
   *
   * @param filter the program
   * @param arch the architecture of the call, which gives the AUDIT_ARCH token and the word order
   * @param nr the syscall number
   * @param instructionPointer the address of the call
   * @param args up to six arguments; those left out are zero
   * @return the 32-bit return value, for {@link io.seccomp4j.policy.Action#ofReturnValue}
   * @throws IllegalArgumentException when there are more than six arguments
   */
  public static int run(Filter filter, Arch arch, int nr, long instructionPointer, long... args) {
    return run(filter, arch.byteOrder(), arch, nr, instructionPointer, args);
  }

  /** Runs on a kernel of a byte order, even where that has no programs of the architecture. */
  static int run(
      Filter filter, ByteOrder order, Arch arch, int nr, long instructionPointer, long... args) {
    return (int) execute(filter, data(order, arch, nr, instructionPointer, args));
  }

  /**
   * Returns what a filter answers to a call, and how many instructions that takes.
   *
   * @param filter the program
   * @param arch the architecture of the call
   * @param nr the syscall number
   * @param instructionPointer the address of the call
   * @param args up to six arguments; those left out are zero
   * @return the return value and the number of instructions
   * @throws IllegalArgumentException when there are more than six arguments
   * @see #run
   */
  public static Run count(Filter filter, Arch arch, int nr, long instructionPointer, long... args) {
    long result = execute(filter, data(arch.byteOrder(), arch, nr, instructionPointer, args));
    return new Run((int) result, (int) (result >>> Integer.SIZE));
  }

  /** Lays out {@code struct seccomp_data} in words. */
  private static int[] data(
      ByteOrder order, Arch arch, int nr, long instructionPointer, long[] args) {
    if (args.length > MAX_ARGUMENTS) {
      throw new IllegalArgumentException(
          args.length + " arguments: a syscall has at most " + MAX_ARGUMENTS);
    }
    int[] data = new int[DATA_WORDS];
    data[0] = nr;
    data[1] = arch.token();
    int low = order == ByteOrder.LITTLE_ENDIAN ? 0 : 1;
    put(data, INSTRUCTION_POINTER_WORD, low, instructionPointer);
    for (int i = 0; i < args.length; i++) {
      put(data, FIRST_ARGUMENT_WORD + 2 * i, low, args[i]);
    }
    return data;
  }

  private static void put(int[] data, int index, int low, long value) {
    data[index + low] = (int) value;
    data[index + 1 - low] = (int) (value >>> Integer.SIZE);
  }

  /** Returns the return value in the low word and the number of steps in the high one. */
  private static long execute(Filter filter, int[] data) {
    long[] program = filter.packed();
    int[] memory = filter.usesMemory() ? new int[Filter.MEMORY_WORDS] : NO_MEMORY;
    int a = 0;
    int x = 0;
    long executed = 0;
    // Ends: jumps only go forward, and the last instruction is a return.
    for (int pc = 0; ; pc++) {
      executed++;
      long instruction = program[pc];
      int code = Filter.code(instruction);
      int k = Filter.k(instruction);
      switch (code) {
        case Opcode.LD_ABS -> a = data[k / Integer.BYTES];
        case Opcode.LD_IMM -> a = k;
        case Opcode.LD_MEM -> a = memory[k];
        case Opcode.LD_LEN -> a = Filter.DATA_BYTES;
        case Opcode.LDX_IMM -> x = k;
        case Opcode.LDX_MEM -> x = memory[k];
        case Opcode.LDX_LEN -> x = Filter.DATA_BYTES;
        case Opcode.ST -> memory[k] = a;
        case Opcode.STX -> memory[k] = x;
        case Opcode.TAX -> x = a;
        case Opcode.TXA -> a = x;
        case Opcode.ALU_NEG -> a = -a;
        case Opcode.JMP_JA -> pc += k;
        case Opcode.RET_K -> {
          return result(k, executed);
        }
        case Opcode.RET_A -> {
          return result(a, executed);
        }
        default -> {
          int operand = Opcode.takesX(code) ? x : k;
          if ((code & Opcode.CLASS) == Opcode.JMP) {
            boolean taken = holds(Opcode.operation(code), a, operand);
            pc += taken ? Filter.jt(instruction) : Filter.jf(instruction);
          } else if (operand == 0 && Opcode.operation(code) == Opcode.DIV) {
            return result(0, executed);
          } else {
            a = calculate(Opcode.operation(code), a, operand);
          }
        }
      }
    }
  }

  private static long result(int returnValue, long executed) {
    return executed << Integer.SIZE | Integer.toUnsignedLong(returnValue);
  }

  static boolean holds(int operation, int a, int operand) {
    return switch (operation) {
      case Opcode.JEQ -> a == operand;
      case Opcode.JGT -> Integer.compareUnsigned(a, operand) > 0;
      case Opcode.JGE -> Integer.compareUnsigned(a, operand) >= 0;
      case Opcode.JSET -> (a & operand) != 0;
      default -> throw new IllegalStateException("no such test: " + operation);
    };
  }

  private static int calculate(int operation, int a, int operand) {
    return switch (operation) {
      case Opcode.ADD -> a + operand;
      case Opcode.SUB -> a - operand;
      case Opcode.MUL -> a * operand;
      case Opcode.DIV -> Integer.divideUnsigned(a, operand);
      case Opcode.OR -> a | operand;
      case Opcode.AND -> a & operand;
      case Opcode.XOR -> a ^ operand;
      case Opcode.LSH -> a << operand;
      case Opcode.RSH -> a >>> operand;
      default -> throw new IllegalStateException("no such arithmetic: " + operation);
    };
  }
}
