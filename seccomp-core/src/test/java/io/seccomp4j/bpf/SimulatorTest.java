package io.seccomp4j.bpf;

import static io.seccomp4j.bpf.Programs.filter;
import static io.seccomp4j.bpf.Programs.jump;
import static io.seccomp4j.bpf.Programs.op;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.seccomp4j.arch.Arch;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulatorTest {
  private static final Instruction RETURN_A = op(0x16, 0);
  private static final List<Arch> ARCHITECTURES = List.copyOf(EnumSet.allOf(Arch.class));
  private static final int YES = 111;
  private static final int NO = 222;

  /** Each line: code, A, operand, result; once with the operand as constant, once in X. */
  @ParameterizedTest
  @CsvSource({
    "04, 2, 3, 5",
    "04, ffffffff, 1, 0",
    "04, 80000000, 80000000, 0",
    "14, 5, 3, 2",
    "14, 0, 1, ffffffff",
    "24, 6, 7, 2a",
    "24, ffffffff, ffffffff, 1",
    "24, 10000, 10000, 0",
    "34, 7, 2, 3",
    "34, ffffffff, 2, 7fffffff",
    "34, ffffffff, ffffffff, 1",
    "34, 1, ffffffff, 0",
    "44, f0, f, ff",
    "54, ff, c3, c3",
    "54, ffffffff, 80000000, 80000000",
    "a4, ff, f0, f",
    "a4, ffffffff, ffffffff, 0",
    "64, 1, 1f, 80000000",
    "64, 3, 1f, 80000000",
    "64, 1, 0, 1",
    "74, 80000000, 1f, 1",
    "74, ffffffff, 4, fffffff",
    "74, ffffffff, 0, ffffffff",
  })
  void arithmetic_wrapsUnsigned(String code, String a, String operand, String expected) {
    int constant = Integer.parseInt(code, 16);

    assertThat(answer(op(0x00, hex(a)), op(constant, hex(operand)), RETURN_A))
        .isEqualTo(hex(expected));
    assertThat(answer(op(0x00, hex(a)), op(0x01, hex(operand)), op(constant | 8, 0), RETURN_A))
        .isEqualTo(hex(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "6c, 1, 20, 1",
    "6c, 1, 21, 2",
    "6c, 1, ffffffff, 80000000",
    "7c, 8, 20, 8",
    "7c, 8, 23, 1"
  })
  void shiftByX_usesFiveBits(String code, String a, String x, String expected) {
    assertThat(answer(op(0x00, hex(a)), op(0x01, hex(x)), op(hex(code), 0), RETURN_A))
        .isEqualTo(hex(expected));
  }

  @Test
  void divisionByZeroInX_endsWithZero() {
    Filter filter = filter(op(0x00, 7), op(0x3c, 0), op(0x06, YES));

    assertThat(Simulator.count(filter, Arch.X86_64, 0, 0)).isEqualTo(new Simulator.Run(0, 2));
  }

  @Test
  void orWithZero_isNoDivision() {
    assertThat(answer(op(0x00, 7), op(0x44, 0), RETURN_A)).isEqualTo(7);
    assertThat(answer(op(0x00, 7), op(0x4c, 0), RETURN_A)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, ffffffff", "80000000, 80000000", "ffffffff, 1"})
  void negation_wraps(String a, String expected) {
    assertThat(answer(op(0x00, hex(a)), op(0x84, 99), RETURN_A)).isEqualTo(hex(expected));
  }

  /** Each line: code, A, operand, taken; once with the operand as constant, once in X. */
  @ParameterizedTest
  @CsvSource({
    "15, 5, 5, true",
    "15, 5, 6, false",
    "15, ffffffff, ffffffff, true",
    "25, 6, 5, true",
    "25, 5, 5, false",
    "25, 80000000, 7fffffff, true",
    "25, 7fffffff, 80000000, false",
    "25, ffffffff, 0, true",
    "35, 5, 5, true",
    "35, 4, 5, false",
    "35, 80000000, 7fffffff, true",
    "35, 7fffffff, ffffffff, false",
    "45, 6, 2, true",
    "45, 6, 1, false",
    "45, 80000000, 80000000, true",
    "45, ffffffff, 0, false",
  })
  void jump_comparesUnsigned(String code, String a, String operand, boolean taken) {
    int constant = Integer.parseInt(code, 16);
    int expected = taken ? YES : NO;

    assertThat(
            answer(
                op(0x00, hex(a)), jump(constant, hex(operand), 1, 0), op(0x06, NO), op(0x06, YES)))
        .isEqualTo(expected);
    assertThat(
            answer(
                op(0x00, hex(a)),
                op(0x01, hex(operand)),
                jump(constant | 8, 12345, 0, 1),
                op(0x06, YES),
                op(0x06, NO)))
        .isEqualTo(expected);
  }

  @Test
  void jumpAlways_skipsItsConstant() {
    Filter filter = filter(op(0x05, 2), op(0x06, 1), op(0x06, 2), op(0x06, 3));

    assertThat(Simulator.count(filter, Arch.X86_64, 0, 0)).isEqualTo(new Simulator.Run(3, 2));
  }

  @Test
  void conditionalJump_reaches255() {
    Instruction[] program = new Instruction[257];
    Arrays.fill(program, op(0x06, NO));
    program[0] = jump(0x15, 0, 255, 0);
    program[256] = op(0x06, YES);

    assertThat(answer(program)).isEqualTo(YES);
  }

  @Test
  void registers_startAtZero() {
    assertThat(answer(RETURN_A)).isZero();
    assertThat(answer(op(0x00, 5), op(0x87, 0), RETURN_A)).isZero();
  }

  @Test
  void moves_copyRegistersAndCells() {
    assertThat(answer(op(0x00, 5), op(0x07, 0), op(0x00, 6), op(0x87, 0), RETURN_A)).isEqualTo(5);
    assertThat(answer(op(0x00, 5), op(0x02, 15), op(0x00, 6), op(0x60, 15), RETURN_A)).isEqualTo(5);
    assertThat(answer(op(0x01, 5), op(0x03, 0), op(0x60, 0), RETURN_A)).isEqualTo(5);
    assertThat(answer(op(0x00, 5), op(0x02, 3), op(0x61, 3), op(0x00, 6), op(0x87, 0), RETURN_A))
        .isEqualTo(5);
  }

  @Test
  void length_is64() {
    assertThat(answer(op(0x80, 7), RETURN_A)).isEqualTo(64);
    assertThat(answer(op(0x81, 7), op(0x87, 0), RETURN_A)).isEqualTo(64);
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void loads_followTheByteOrder(Arch arch) {
    boolean little = arch.byteOrder() == ByteOrder.LITTLE_ENDIAN;
    long[] args = new long[6];
    for (int i = 0; i < args.length; i++) {
      args[i] = (0xa0000000L + i) << 32 | 0xb0000000L + i;
    }

    assertThat(load(arch, 0, args)).isEqualTo(0xffff_fffe);
    assertThat(load(arch, 4, args)).isEqualTo(arch.token());
    assertThat(load(arch, little ? 8 : 12, args)).isEqualTo(0x5566_7788);
    assertThat(load(arch, little ? 12 : 8, args)).isEqualTo(0x1122_3344);
    for (int i = 0; i < args.length; i++) {
      assertThat(load(arch, 16 + 8 * i + (little ? 0 : 4), args)).isEqualTo(0xb000_0000 + i);
      assertThat(load(arch, 16 + 8 * i + (little ? 4 : 0), args)).isEqualTo(0xa000_0000 + i);
    }
  }

  private static int load(Arch arch, int offset, long... args) {
    return Simulator.run(
        filter(op(0x20, offset), RETURN_A), arch, -2, 0x1122_3344_5566_7788L, args);
  }

  @Test
  void missingArguments_areZero() {
    assertThat(load(Arch.X86_64, 24, 1)).isZero();
    assertThat(load(Arch.X86_64, 16, 1)).isEqualTo(1);
  }

  @Test
  void sevenArguments_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(Arch.X86_64, 0, 1, 2, 3, 4, 5, 6, 7))
        .withMessage("7 arguments: a syscall has at most 6");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x7fff_0000, 0x8000_0000, 0xffff_ffff})
  void returnValue_keepsAllBits(int value) {
    assertThat(Simulator.count(filter(op(0x06, value)), Arch.X86_64, 0, 0))
        .isEqualTo(new Simulator.Run(value, 1));
    assertThat(answer(op(0x00, value), RETURN_A)).isEqualTo(value);
  }

  @Test
  void longestProgram_runsToItsEnd() {
    Instruction[] program = new Instruction[Filter.MAX_INSTRUCTIONS];
    Arrays.fill(program, op(0x04, 1));
    program[program.length - 1] = RETURN_A;

    assertThat(Simulator.count(filter(program), Arch.X86_64, 0, 0))
        .isEqualTo(new Simulator.Run(4095, 4096));
  }

  @Test
  void randomPrograms_runAsThePlainInterpreterRunsThem() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      Filter filter = Filter.of(Programs.valid(random));
      Arch arch = ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
      long[] args =
          random.longs(6).map(value -> random.nextBoolean() ? value : value & 7).toArray();
      int nr = Programs.word(random);
      long pointer = random.nextLong();
      PlainInterpreter plain = new PlainInterpreter(filter, arch, nr, pointer, args);
      int expected = (int) plain.run();

      assertThat(Simulator.count(filter, arch, nr, pointer, args))
          .as("seed %d, program %d: %s", seed, i, filter.instructions())
          .isEqualTo(new Simulator.Run(expected, plain.steps()));
    }
  }

  private static int answer(Instruction... program) {
    return Simulator.run(filter(program), Arch.X86_64, 0, 0);
  }

  private static int hex(String text) {
    return Integer.parseUnsignedInt(text, 16);
  }
}
