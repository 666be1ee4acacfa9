package io.seccomp4j.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A seccomp program in classic BPF: one to 4096 instructions. Immutable. */
public final class Filter {
  /** The most instructions that the kernel takes (BPF_MAXINSNS). */
  public static final int MAX_INSTRUCTIONS = 4096;

  private static final int INSTRUCTION_BYTES = 8;

  private final List<Instruction> instructions;

  private Filter(List<Instruction> instructions) {
    this.instructions = instructions;
  }

  /** Returns a filter of the given instructions. */
  public static Filter of(List<Instruction> instructions) {
    return new Filter(List.copyOf(instructions));
  }

  /** Reads an array of {@code struct sock_filter} in the byte order of its architecture. */
  public static Filter fromBytes(byte[] bytes, ByteOrder order) {
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

  /** Returns the array of {@code struct sock_filter} in a byte order. */
  public byte[] toBytes(ByteOrder order) {
    ByteBuffer buffer = ByteBuffer.allocate(instructions.size() * INSTRUCTION_BYTES).order(order);
    for (Instruction instruction : instructions) {
      buffer
          .putShort((short) instruction.code())
          .put((byte) instruction.jt())
          .put((byte) instruction.jf())
          .putInt(instruction.k());
    }
    return buffer.array();
  }

  /** Returns the instructions, first to last. */
  public List<Instruction> instructions() {
    return instructions;
  }
}
