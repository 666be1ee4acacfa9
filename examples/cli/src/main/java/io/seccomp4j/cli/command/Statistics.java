package io.seccomp4j.cli.command;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.cli.spec.Compilers;
import io.seccomp4j.exec.CompiledFilter;
import io.seccomp4j.policy.Policy;
import java.util.List;

/** Numbers about a policy and its program. */
final class Statistics {
  private static final int CLASS = 0x07;
  private static final int JUMP = 0x05;
  private static final int RETURN = 0x06;
  private static final int JUMP_ALWAYS = 0x05;

  private Statistics() {}

  static String of(Policy policy, CompiledFilter compiled) {
    Filter filter = compiled.filter();
    int rules = policy.layers().stream().mapToInt(layer -> layer.rules().size()).sum();
    Arch arch = policy.nativeArchitecture();
    return line("rules", rules, "")
        + line("syscalls", policy.rulesOn(arch).numbers().size(), "named on " + arch)
        + line("instructions", filter.instructions().size(), "")
        + line("longest path", longestPath(filter.instructions()), "instructions")
        + line(
            "typical path",
            typicalPath(filter, arch),
            "instructions, the median of all syscalls of " + arch + " with zeros as arguments")
        + String.format("%-13s %5s %s%n", "compiled by", "", Compilers.describe(compiled));
  }

  private static String line(String name, int number, String unit) {
    return String.format("%-13s %5d %s", name, number, unit).stripTrailing() + "\n";
  }

  /**
   * Jumps only go forward, so the longest way from each instruction follows from the later ones.
   */
  static int longestPath(List<Instruction> program) {
    int[] longest = new int[program.size()];
    for (int pc = program.size() - 1; pc >= 0; pc--) {
      Instruction instruction = program.get(pc);
      int code = instruction.code();
      longest[pc] = 1;
      if ((code & CLASS) == JUMP) {
        longest[pc] +=
            code == JUMP_ALWAYS
                ? longest[pc + 1 + instruction.k()]
                : Math.max(longest[pc + 1 + instruction.jt()], longest[pc + 1 + instruction.jf()]);
      } else if ((code & CLASS) != RETURN) {
        longest[pc] += longest[pc + 1];
      }
    }
    return longest[0];
  }

  private static int typicalPath(Filter filter, Arch arch) {
    Syscalls table = Syscalls.of(arch);
    int[] executed =
        table.names().stream()
            .mapToInt(name -> table.number(name).orElseThrow())
            .map(number -> Simulator.count(filter, arch, number, 0).executed())
            .sorted()
            .toArray();
    return executed.length == 0 ? 0 : executed[executed.length / 2];
  }
}
