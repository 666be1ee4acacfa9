package io.seccomp4j.internal.compiler;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.bpf.UncompilableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Knows which syscalls make a filter long, for the message when it is too long. */
final class Contributors {
  private static final int NAMED = 3;

  /** Beyond that many tests nobody wants to know the exact length. */
  private static final int MOST_TESTS_WRITTEN = 4 * Filter.MAX_INSTRUCTIONS;

  private record Contribution(String syscalls, int instructions) {}

  /** The syscalls of each decision: those with the same one share its instructions. */
  private final Map<Decision, List<String>> users = new LinkedHashMap<>();

  void add(Arch arch, int number, Decision decision) {
    String name = Syscalls.of(arch).name(number).orElse("%" + number);
    users.computeIfAbsent(decision, any -> new ArrayList<>()).add(name + " on " + arch);
  }

  /**
   * Returns the instructions of a whole filter.
   *
   * @throws UncompilableException when they are more than the kernel takes
   */
  List<Instruction> program(Decision whole) {
    int tests = whole.choices().size();
    if (tests > MOST_TESTS_WRITTEN) {
      throw tooLong("more than " + MOST_TESTS_WRITTEN);
    }
    List<Instruction> program = Assembler.assemble(whole);
    if (program.size() > Filter.MAX_INSTRUCTIONS) {
      throw tooLong(Integer.toString(program.size()));
    }
    return program;
  }

  private UncompilableException tooLong(String instructions) {
    List<Contribution> contributions = new ArrayList<>();
    users.forEach(
        (decision, names) ->
            contributions.add(
                new Contribution(
                    names.get(0)
                        + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more"),
                    Assembler.assemble(decision).size())));
    contributions.sort(Comparator.comparingInt(Contribution::instructions).reversed());
    List<String> most =
        contributions.stream()
            .limit(NAMED)
            .map(each -> each.syscalls() + " (" + each.instructions() + ")")
            .toList();
    return new UncompilableException(
        "the filter would have "
            + instructions
            + " instructions, and the kernel takes "
            + Filter.MAX_INSTRUCTIONS
            + "; most come from the conditions on "
            + String.join(", ", most)
            + ": leave some out");
  }
}
