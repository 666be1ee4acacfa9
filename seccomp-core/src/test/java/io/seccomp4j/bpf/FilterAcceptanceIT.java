package io.seccomp4j.bpf;

import static io.seccomp4j.bpf.Programs.op;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel itself says which programs it takes, and what they answer. */
@Tag("smoke")
final class FilterAcceptanceIT {
  private static final String TAKEN = "0 none";
  private static final String INVALID = "22 none";

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @TempDir private Path directory;

  @Test
  void everyOperation_isTakenAsByTheKernel() throws IOException, InterruptedException {
    List<List<Instruction>> programs = new ArrayList<>();
    for (int code = 0; code < 0x200; code++) {
      List<Instruction> program = new ArrayList<>(List.of(op(0x02, 4), op(code, 4)));
      program.addAll(Collections.nCopies(6, op(0x06, 0x7fff_0000)));
      programs.add(program);
    }

    assertAnswersAreOurs(programs);
  }

  @Test
  void size_isTakenAsByTheKernel() throws IOException, InterruptedException {
    List<List<Instruction>> programs = new ArrayList<>();
    for (int size : new int[] {0, 1, 4095, 4096, 4097, 65535}) {
      programs.add(Collections.nCopies(size, op(0x06, 0x7fff_0000)));
    }
    List<Instruction> divisions = new ArrayList<>(Collections.nCopies(4095, op(0x3c, 0)));
    divisions.add(op(0x06, 0x7fff_0000));
    programs.add(divisions);

    assertAnswersAreOurs(programs);
  }

  @Test
  void edges_areTakenAsByTheKernel() throws IOException, InterruptedException {
    List<List<Instruction>> programs = new ArrayList<>();
    int[] edges = {-4, -1, 0x7fff_fffc, 0x8000_0000, 0x3fff_ffff, 252, 255, 256};
    for (int code : new int[] {0x20, 0x60, 0x61, 0x02, 0x03, 0x34, 0x64, 0x74, 0x05}) {
      for (int k = 0; k < 70 + edges.length; k++) {
        programs.add(followedByReturns(op(code, k < 70 ? k : edges[k - 70]), 3));
      }
    }
    for (int code : new int[] {0x15, 0x1d, 0x25, 0x35, 0x45}) {
      for (int distance : new int[] {0, 1, 2, 3, 254, 255}) {
        for (int returns : new int[] {1, 2, 3, 254, 255, 256}) {
          programs.add(followedByReturns(new Instruction(code, distance, 0, 0), returns));
          programs.add(followedByReturns(new Instruction(code, 0, distance, 0), returns));
        }
      }
    }

    assertAnswersAreOurs(programs);
  }

  private static List<Instruction> followedByReturns(Instruction first, int returns) {
    List<Instruction> program = new ArrayList<>(List.of(first));
    program.addAll(Collections.nCopies(returns, op(0x06, 0x7fff_0000)));
    return program;
  }

  @Test
  void mutatedPrograms_areTakenAsByTheKernel() throws IOException, InterruptedException {
    List<List<Instruction>> programs = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      programs.add(Programs.mutated(random));
    }

    assertThat(assertAnswersAreOurs(programs)).as("seed %d", seed).isBetween(400L, 1600L);
  }

  @Test
  void randomPrograms_answerAsInTheKernel() throws IOException, InterruptedException {
    KernelFilters kernel = new KernelFilters(directory);
    List<String> expected = new ArrayList<>();
    List<Object> programs = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      List<Instruction> program = Programs.answeringWithAnError(random);
      // Should ever a call run, then one that does not exist.
      int nr = 1000 + random.nextInt(1000) + (random.nextBoolean() ? 0 : 0x3000_0000);
      long[] args = random.longs(6).toArray();
      kernel.add(program, nr, args);
      programs.add(program);
      int answer = Simulator.run(Filter.of(program), Arch.host(), nr, 0, args);
      expected.add(answer == 0 ? "0 killed" : "0 " + -(answer & 0xfff));
    }

    List<String> actual = kernel.ask();

    assertSame(actual, expected, programs);
    assertThat(expected.stream().distinct().count()).as("seed %d", seed).isGreaterThan(300);
  }

  /** Returns how many programs were taken. */
  private long assertAnswersAreOurs(List<List<Instruction>> programs)
      throws IOException, InterruptedException {
    KernelFilters kernel = new KernelFilters(directory);
    programs.forEach(kernel::add);
    List<String> expected = programs.stream().map(FilterAcceptanceIT::ours).toList();

    assertSame(kernel.ask(), expected, programs);

    return expected.stream().filter(TAKEN::equals).count();
  }

  private void assertSame(List<String> actual, List<String> expected, List<?> programs) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i))
          .as("seed %d, program %d: %s", seed, i, programs.get(i))
          .isEqualTo(expected.get(i));
    }
  }

  private static String ours(List<Instruction> program) {
    try {
      Filter.of(program);
      return TAKEN;
    } catch (IllegalArgumentException refused) {
      return INVALID;
    }
  }
}
