package io.seccomp4j.arch;

import io.seccomp4j.internal.data.DataFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How many bits of each argument count: by the C type, and where that is not enough by {@code
 * widths.txt}, whose every line a test puts to the running kernel.
 */
final class WidthTable {
  /** {@code mmap.prot}, or {@code prctl.arg2 PR_SET_NAME}. */
  private static final Map<String, Width> MEASURED = new HashMap<>();

  static {
    for (String line : DataFile.lines(WidthTable.class, "widths.txt")) {
      List<String> words = DataFile.split(line, ' ');
      Width width = Width.valueOf(words.get(1));
      if (words.size() == 2) {
        MEASURED.put(words.get(0), width);
      }
      for (String selector : words.subList(2, words.size())) {
        MEASURED.put(words.get(0).concat(" ").concat(selector), width);
      }
    }
  }

  private WidthTable() {}

  /** Returns the keys of all measured lines. */
  static List<String> measured() {
    return MEASURED.keySet().stream().sorted().toList();
  }

  /** Returns the width when it is not known which operation the call selects. */
  static Width width(Arch arch, String syscall, String parameter, String type) {
    Width byType = CType.width(type);
    if (!arch.hasWideArguments()) {
      return byType == Width.LOW_16 ? Width.LOW_16 : Width.LOW_32;
    }
    return MEASURED.getOrDefault(syscall.concat(".").concat(parameter), byType);
  }

  /** Returns the width for the operation that a selector's value chooses. */
  static Width width(Arch arch, String syscall, Parameter parameter, long selector) {
    Width general = parameter.width();
    if (general != Width.UNKNOWN) {
      return general;
    }
    String prefix = syscall.concat(".").concat(parameter.name()).concat(" ");
    for (Map.Entry<String, Width> line : MEASURED.entrySet()) {
      if (line.getKey().startsWith(prefix)) {
        OptionalLong value = ConstantTable.value(line.getKey().substring(prefix.length()), arch);
        if (value.isPresent() && (int) value.getAsLong() == (int) selector) {
          return line.getValue();
        }
      }
    }
    return general;
  }

  /** Returns which argument selects the operation. */
  static OptionalInt selector(String syscall) {
    return switch (syscall) {
      case "prctl" -> OptionalInt.of(0);
      case "fcntl", "fcntl64" -> OptionalInt.of(1);
      default -> OptionalInt.empty();
    };
  }
}
