package io.seccomp4j.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A seccomp program in classic BPF that the kernel takes. Immutable.
 *
 * <p>A filter is checked when it is made, by the kernel's own rules: 1 to 4096 instructions of the
 * kinds that seccomp allows, jumps that only go forward and end inside, no constant division by
 * zero or shift beyond 31, no read of a scratch cell before it is written, a return at the end.
 *
 * @see <a
 *     href="https://github.com/torvalds/linux/blob/v6.18/net/core/filter.c">bpf_check_classic</a>
 * @see <a
 *     href="https://github.com/torvalds/linux/blob/v6.18/kernel/seccomp.c">seccomp_check_filter</a>
 */
public final class Filter {
  /** The most instructions that the kernel takes (BPF_MAXINSNS). */
  public static final int MAX_INSTRUCTIONS = 4096;

  /** The bytes of {@code struct seccomp_data}. */
  static final int DATA_BYTES = 64;

  /** The cells of the scratch memory M[]. */
  static final int MEMORY_WORDS = 16;

  private static final int INSTRUCTION_BYTES = 8;
  private static final int CODE_SHIFT = 48;
  private static final int JT_SHIFT = 40;
  private static final int JF_SHIFT = 32;

  private final List<Instruction> instructions;
  // One word an instruction, so that a step of the simulator is one read.
  private final long[] packed;
  private final boolean usesMemory;

  private Filter(List<Instruction> instructions) {
    this.instructions = instructions;
    this.packed = instructions.stream().mapToLong(Filter::pack).toArray();
    this.usesMemory = instructions.stream().anyMatch(each -> Opcode.usesMemory(each.code()));
  }

  /**
   * Returns a filter of the given instructions.
   *
   * @param instructions the program, first to last
   * @return the filter
   * @throws IllegalArgumentException when the kernel would refuse it; the message names the
   *     instruction, counted from 0, and the reason
   */
  public static Filter of(List<Instruction> instructions) {
    List<Instruction> program = List.copyOf(instructions);
    Validity.check(program);
    return new Filter(program);
  }

  /**
   * Reads an array of {@code struct sock_filter}, which is what {@code bwrap --seccomp} takes.
   *
   * @param bytes eight bytes an instruction
   * @param order the byte order of the machine that the program is for
   * @return the filter
   * @throws IllegalArgumentException when the length is not that of 1 to 4096 instructions, or the
   *     kernel would refuse the program
   */
  public static Filter fromBytes(byte[] bytes, ByteOrder order) {
    if (bytes.length % INSTRUCTION_BYTES != 0) {
      throw new IllegalArgumentException(
          "a filter of " + bytes.length + " bytes: an instruction has " + INSTRUCTION_BYTES);
    }
    Validity.checkSize(bytes.length / INSTRUCTION_BYTES);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    List<Instruction> instructions = new ArrayList<>(bytes.length / INSTRUCTION_BYTES);
    while (buffer.hasRemaining()) {
      int code = Short.toUnsignedInt(buffer.getShort());
      int jt = Byte.toUnsignedInt(buffer.get());
      int jf = Byte.toUnsignedInt(buffer.get());
      instructions.add(new Instruction(code, jt, jf, buffer.getInt()));
    }
    return of(instructions);
  }

  /**
   * Returns the array of {@code struct sock_filter} in a byte order.
   *
   * @param order the byte order of the machine that will load the program
   * @return eight bytes an instruction
   */
  public byte[] toBytes(ByteOrder order) {
    ByteBuffer buffer = ByteBuffer.allocate(size() * INSTRUCTION_BYTES).order(order);
    for (Instruction instruction : instructions) {
      buffer
          .putShort((short) instruction.code())
          .put((byte) instruction.jt())
          .put((byte) instruction.jf())
          .putInt(instruction.k());
    }
    return buffer.array();
  }

  /**
   * Returns the instructions, first to last.
   *
   * @return an unmodifiable list
   */
  public List<Instruction> instructions() {
    return instructions;
  }

  /**
   * Returns the number of instructions.
   *
   * @return 1 to 4096
   */
  public int size() {
    return packed.length;
  }

  /** Returns one instruction a word, to be read with {@link #code} and its siblings. */
  long[] packed() {
    return packed;
  }

  boolean usesMemory() {
    return usesMemory;
  }

  private static long pack(Instruction instruction) {
    return (long) instruction.code() << CODE_SHIFT
        | (long) instruction.jt() << JT_SHIFT
        | (long) instruction.jf() << JF_SHIFT
        | Integer.toUnsignedLong(instruction.k());
  }

  static int code(long packed) {
    return (int) (packed >>> CODE_SHIFT);
  }

  static int jt(long packed) {
    return (int) (packed >>> JT_SHIFT) & 0xff;
  }

  static int jf(long packed) {
    return (int) (packed >>> JF_SHIFT) & 0xff;
  }

  static int k(long packed) {
    return (int) packed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Filter that && Arrays.equals(packed, that.packed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(packed);
  }

  /** Returns the size, as {@code filter of 42 instructions}. */
  @Override
  public String toString() {
    return "filter of " + size() + (size() == 1 ? " instruction" : " instructions");
  }
}
