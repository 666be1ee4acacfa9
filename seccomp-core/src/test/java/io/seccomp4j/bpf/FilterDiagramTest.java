package io.seccomp4j.bpf;

import static io.seccomp4j.bpf.Programs.jump;
import static io.seccomp4j.bpf.Programs.op;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.Variables;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The diagram of a program has the value that the simulator returns, whatever the program is. */
final class FilterDiagramTest {
  private static final int[] TESTS = {0x15, 0x25, 0x35, 0x45};
  private static final List<Arch> KERNELS = List.of(Arch.X86_64, Arch.S390X);
  private static final List<Arch> ARCHITECTURES = List.of(Arch.values());
  private static final int PROGRAMS = 3000;
  private static final int CALLS = 60;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void diagram_returnsWhatTheSimulatorDoes() {
    for (int i = 0; i < PROGRAMS; i++) {
      Filter filter = Filter.of(program());
      Arch kernel = KERNELS.get(i % KERNELS.size());
      Diagrams diagrams = new Diagrams(2_000_000);
      int root = new FilterDiagram(diagrams, filter, kernel).root();
      for (int call = 0; call < CALLS; call++) {
        assertSame(diagrams, root, filter, kernel.byteOrder());
      }
    }
  }

  private void assertSame(Diagrams diagrams, int root, Filter filter, ByteOrder order) {
    Arch arch = ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
    int number = word(filter);
    long pointer = argument(filter);
    long[] args = new long[6];
    for (int i = 0; i < args.length; i++) {
      args[i] = argument(filter);
    }
    int rest = diagrams.fixed(root, Variables.ARCH, Integer.SIZE, arch.token());
    rest = diagrams.fixed(rest, Variables.NUMBER, Integer.SIZE, number);
    for (int i = 0; i < args.length; i++) {
      rest = diagrams.fixed(rest, Variables.argument(i), Long.SIZE, args[i]);
    }
    rest = diagrams.fixed(rest, Variables.INSTRUCTION_POINTER, Long.SIZE, pointer);

    assertThat(diagrams.isValue(rest)).isTrue();
    assertThat(diagrams.valueOf(rest))
        .as(() -> "seed " + seed + ": " + filter.instructions())
        .isEqualTo(Simulator.run(filter, order, arch, number, pointer, args));
  }

  private long argument(Filter filter) {
    return (long) word(filter) << Integer.SIZE | Integer.toUnsignedLong(word(filter));
  }

  /** Returns a number that the program is likely to tell from others. */
  private int word(Filter filter) {
    int operand = filter.instructions().get(random.nextInt(filter.size())).k();
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt();
      case 1 -> operand + random.nextInt(-1, 2);
      case 2 -> operand ^ 1 << random.nextInt(Integer.SIZE);
      case 3 -> Programs.word(random);
      case 4 -> operand | random.nextInt();
      default -> operand;
    };
  }

  /** Loads of every word, masks, all jumps, and returns of both kinds. */
  private List<Instruction> program() {
    List<Instruction> program = new ArrayList<>();
    int size = 3 + random.nextInt(30);
    while (program.size() < size) {
      int left = size - program.size();
      program.add(
          switch (random.nextInt(12)) {
            case 0, 1, 2 -> op(0x20, 4 * random.nextInt(16));
            case 3, 4 -> op(0x54, mask());
            case 5 -> op(0x05, random.nextInt(left));
            case 6 -> op(0x00, Programs.word(random));
            case 7 -> op(0x06, random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(3));
            default ->
                jump(
                    TESTS[random.nextInt(TESTS.length)],
                    constant(),
                    random.nextInt(left),
                    random.nextInt(left));
          });
    }
    if (random.nextBoolean()) {
      program.add(op(0x00, random.nextInt()));
      program.add(op(0x16, 0));
    } else {
      program.add(op(0x06, random.nextInt(3)));
    }
    return program;
  }

  private int mask() {
    return random.nextBoolean() ? random.nextInt(16) : Programs.word(random);
  }

  private int constant() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(16);
      case 1 -> ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size())).token();
      default -> Programs.word(random);
    };
  }
}
