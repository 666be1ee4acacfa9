package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.Branch;
import io.seccomp4j.policy.Policy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rules of a policy as libseccomp is given them, by architecture and syscall number. */
final class LibSeccompShapes {
  private static final int NAMED = 3;

  private final Map<Arch, Map<Integer, List<Branch>>> shapes = new LinkedHashMap<>();
  private final Map<String, Integer> sizes = new LinkedHashMap<>();

  /**
   * Shapes the rules, which takes time but no libseccomp.
   *
   * @param compiler who asks: {@link Compiler#AUTO} or {@link Compiler#LIBSECCOMP}
   * @throws CompileException when they cannot be brought into a shape that libseccomp handles
   */
  LibSeccompShapes(Policy policy, Compiler compiler) {
    Map<Object, List<Branch>> known = new HashMap<>();
    int total = 0;
    for (Arch arch : policy.effectiveArchitectures()) {
      ArchRules rules = policy.rulesOn(arch);
      Map<Integer, List<Branch>> ofArch = new LinkedHashMap<>();
      for (int number : rules.numbers()) {
        List<Branch> branches =
            known.computeIfAbsent(
                LibSeccompShape.key(rules, number),
                any -> LibSeccompShape.of(rules, number, compiler));
        ofArch.put(number, branches);
        sizes.put(name(arch, number) + " on " + arch, branches.size());
        total += branches.size();
        if (total > Filter.MAX_INSTRUCTIONS) {
          throw tooLong();
        }
      }
      shapes.put(arch, ofArch);
    }
  }

  Map<Integer, List<Branch>> of(Arch arch) {
    return shapes.getOrDefault(arch, Map.of());
  }

  CompileException tooLong() {
    String largest =
        sizes.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(NAMED)
            .map(size -> size.getKey() + " with " + size.getValue() + " rules")
            .collect(Collectors.joining(", "));
    return new CompileException(
        "libseccomp's filter takes more than the "
            + Filter.MAX_INSTRUCTIONS
            + " instructions that a kernel loads; most come from "
            + largest);
  }

  static String name(Arch arch, int number) {
    return Syscalls.of(arch).name(number).orElse("%" + number);
  }
}
