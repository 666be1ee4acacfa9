package io.seccomp4j.bpf;

import static io.seccomp4j.bpf.Programs.filter;
import static io.seccomp4j.bpf.Programs.jump;
import static io.seccomp4j.bpf.Programs.op;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FilterTest {
  private static final Instruction RETURN = op(0x06, 0x7fff_0000);

  /** The codes in {@code seccomp_check_filter}, written down once more. */
  private static final Set<Integer> ALLOWED =
      Set.of(
          0x00, 0x20, 0x60, 0x80, 0x01, 0x61, 0x81, 0x02, 0x03, 0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c,
          0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c, 0x84, 0xa4, 0xac, 0x05, 0x15,
          0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d, 0x06, 0x16, 0x07, 0x87);

  @Test
  void codes_areThoseOfTheKernel() {
    Set<Integer> taken = new TreeSet<>();
    for (int code = 0; code <= 0xffff; code++) {
      // A store first, so that a load from M[] is not refused for another reason; 4 suits all.
      List<Instruction> program = new ArrayList<>(List.of(op(0x02, 4), op(code, 4)));
      program.addAll(Collections.nCopies(6, RETURN));
      if (isTaken(program)) {
        taken.add(code);
      }
    }

    assertThat(taken).isEqualTo(ALLOWED);
  }

  private static boolean isTaken(List<Instruction> program) {
    try {
      Filter.of(program);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(List.of(), "a filter of 0 instructions: the kernel takes 1 to 4096"),
        arguments(
            Collections.nCopies(4097, RETURN),
            "a filter of 4097 instructions: the kernel takes 1 to 4096"),
        arguments(
            List.of(op(0x28, 0), RETURN),
            "instruction 0: operation 0x28 is not allowed in seccomp"),
        arguments(
            List.of(RETURN, op(0x94, 1), RETURN),
            "instruction 1: operation 0x94 is not allowed in seccomp"),
        arguments(
            List.of(op(0x120, 0), RETURN),
            "instruction 0: operation 0x120 is not allowed in seccomp"),
        arguments(List.of(op(0x20, 64), RETURN), badLoad("64")),
        arguments(List.of(op(0x20, 2), RETURN), badLoad("2")),
        arguments(List.of(op(0x20, -4), RETURN), badLoad("4294967292")),
        arguments(List.of(op(0x02, 16), RETURN), badCell("16")),
        arguments(List.of(op(0x03, 16), RETURN), badCell("16")),
        arguments(List.of(op(0x60, 16), RETURN), badCell("16")),
        arguments(List.of(op(0x61, -1), RETURN), badCell("4294967295")),
        arguments(List.of(op(0x34, 0), RETURN), "instruction 0: division by zero"),
        arguments(List.of(op(0x64, 32), RETURN), "instruction 0: shift by 32: a word has 32 bits"),
        arguments(
            List.of(op(0x74, -1), RETURN),
            "instruction 0: shift by 4294967295: a word has 32 bits"),
        arguments(List.of(op(0x05, 1), RETURN), badJump("2", "1")),
        arguments(List.of(op(0x05, -1), RETURN), badJump("4294967296", "1")),
        arguments(List.of(op(0x05, -2), RETURN), badJump("4294967295", "1")),
        arguments(List.of(jump(0x15, 0, 1, 0), RETURN), badJump("2", "1")),
        arguments(List.of(jump(0x4d, 0, 0, 255), RETURN), badJump("256", "1")),
        arguments(List.of(op(0x20, 0)), "instruction 0: the last instruction must be a return"),
        arguments(
            List.of(RETURN, op(0x00, 0)), "instruction 1: the last instruction must be a return"),
        arguments(List.of(op(0x05, 0)), badJump("1", "0")));
  }

  private static String badLoad(String offset) {
    return "instruction 0: load at offset "
        + offset
        + ": seccomp_data is read in aligned words at offsets 0 to 60";
  }

  private static String badCell(String cell) {
    return "instruction 0: M[" + cell + "]: only M[0] to M[15] exist";
  }

  private static String badJump(String target, String last) {
    return "instruction 0: jump to " + target + ": the last instruction is " + last;
  }

  @ParameterizedTest
  @MethodSource("refused")
  void invalidProgram_isRefusedWithItsReason(List<Instruction> program, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> Filter.of(program)).withMessage(message);
  }

  static Stream<Arguments> unwrittenCells() {
    return Stream.of(
        arguments(0, List.of(op(0x60, 0), RETURN)),
        arguments(1, List.of(op(0x02, 0), op(0x61, 1), RETURN)),
        // Only one way writes the cell.
        arguments(2, List.of(jump(0x15, 0, 1, 0), op(0x02, 0), op(0x60, 0), RETURN)),
        arguments(2, List.of(jump(0x15, 0, 0, 1), op(0x02, 0), op(0x60, 0), RETURN)),
        arguments(3, List.of(jump(0x15, 0, 1, 0), op(0x02, 0), RETURN, op(0x60, 0), RETURN)),
        arguments(2, List.of(op(0x05, 1), RETURN, op(0x60, 0), RETURN)),
        // The kernel does not see that nothing runs on behind a return.
        arguments(1, List.of(RETURN, op(0x60, 0), RETURN)));
  }

  @ParameterizedTest
  @MethodSource("unwrittenCells")
  void readOfUnwrittenCell_isRefused(int pc, List<Instruction> program) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Filter.of(program))
        .withMessageMatching(
            "instruction " + pc + ": M\\[\\d] is read, but not every path here has written it");
  }

  static Stream<List<Instruction>> taken() {
    return Stream.of(
        List.of(RETURN),
        List.of(op(0x16, -1)),
        Collections.nCopies(4096, RETURN),
        List.of(op(0x20, 60), RETURN),
        List.of(op(0x34, -1), RETURN),
        List.of(op(0x3c, 0), RETURN),
        List.of(op(0x64, 31), op(0x74, 0), op(0x6c, 99), RETURN),
        List.of(op(0x05, 0), RETURN),
        List.of(jump(0x15, 0, 1, 0), RETURN, RETURN),
        // Fields that an operation does not use may hold anything.
        List.of(new Instruction(0x84, 255, 255, -1), new Instruction(0x06, 255, 255, 0)),
        // Both ways write the cell.
        List.of(jump(0x15, 0, 0, 2), op(0x02, 0), op(0x05, 1), op(0x03, 0), op(0x60, 0), RETURN),
        // Nothing reaches the read, and here the kernel sees it.
        List.of(op(0x05, 1), op(0x60, 0), RETURN));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void validProgram_isTaken(List<Instruction> program) {
    assertThat(Filter.of(program).instructions()).isEqualTo(program);
  }

  @Test
  void bytes_readBackEqualInBothOrders() {
    Filter filter = filter(op(0x20, 4), jump(0x15, 0xc000_003e, 0, 1), RETURN, op(0x06, -2));

    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      assertThat(Filter.fromBytes(filter.toBytes(order), order)).isEqualTo(filter);
    }
  }

  @Test
  void bytes_areStructSockFilter() {
    Filter filter = filter(jump(0x15, 0x0102_0304, 0, 1), RETURN, RETURN);

    assertThat(filter.toBytes(ByteOrder.LITTLE_ENDIAN)).startsWith(0x15, 0, 0, 1, 4, 3, 2, 1);
    assertThat(filter.toBytes(ByteOrder.BIG_ENDIAN)).startsWith(0, 0x15, 0, 1, 1, 2, 3, 4);
  }

  @Test
  void bytes_ofOddLengthAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Filter.fromBytes(new byte[13], ByteOrder.LITTLE_ENDIAN))
        .withMessage("a filter of 13 bytes: an instruction has 8");
  }

  @Test
  void bytes_ofTooManyOrNoInstructionsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Filter.fromBytes(new byte[4097 * 8], ByteOrder.LITTLE_ENDIAN))
        .withMessage("a filter of 4097 instructions: the kernel takes 1 to 4096");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Filter.fromBytes(new byte[0], ByteOrder.LITTLE_ENDIAN))
        .withMessage("a filter of 0 instructions: the kernel takes 1 to 4096");
  }

  @Test
  void list_isCopied() {
    List<Instruction> program = new ArrayList<>(List.of(RETURN));
    Filter filter = Filter.of(program);
    program.clear();

    assertThat(filter.instructions()).containsExactly(RETURN).isUnmodifiable();
  }

  @Test
  void equality_isThatOfTheInstructions() {
    assertThat(filter(RETURN))
        .isEqualTo(filter(RETURN))
        .hasSameHashCodeAs(filter(RETURN))
        .isNotEqualTo(filter(op(0x06, 0)))
        .isNotEqualTo(filter(RETURN, RETURN))
        .isNotEqualTo(RETURN);
    EqualsVerifier.forClass(Instruction.class).verify();
  }

  @Test
  void text_isOneLine() {
    assertThat(filter(RETURN)).hasToString("filter of 1 instruction");
    assertThat(filter(RETURN, RETURN)).hasToString("filter of 2 instructions");
    assertThat(filter(RETURN, RETURN).size()).isEqualTo(2);
  }
}
