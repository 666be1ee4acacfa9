package io.seccomp4j.arch;

import io.seccomp4j.internal.data.DataFile;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The values of named constants per architecture, from {@code constants.txt}: a line for each name
 * in sorted order with one value for all architectures, or with a column for each and {@code -}
 * where it does not exist.
 */
final class ConstantTable {
  private static final Map<String, String> VALUES = new LinkedHashMap<>(4096);
  private static final Map<Arch, Integer> COLUMNS = new HashMap<>();

  static {
    List<String> lines = DataFile.lines(ConstantTable.class, "constants.txt");
    List<String> columns = DataFile.split(lines.get(0), ' ');
    for (Arch arch : Arch.values()) {
      int column = columns.indexOf(arch.toString());
      if (column > 0) {
        COLUMNS.put(arch, column - 1);
      }
    }
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      int space = line.indexOf(' ');
      VALUES.put(line.substring(0, space), line.substring(space + 1));
    }
  }

  private ConstantTable() {}

  static boolean contains(String name) {
    return VALUES.containsKey(name);
  }

  /** Returns all names in sorted order. */
  static Set<String> names() {
    return Collections.unmodifiableSet(VALUES.keySet());
  }

  static OptionalLong value(String name, Arch arch) {
    String values = VALUES.get(name);
    Integer column = COLUMNS.get(arch);
    if (values == null || column == null) {
      return OptionalLong.empty();
    }
    if (values.indexOf(' ') < 0) {
      return OptionalLong.of(Long.parseLong(values));
    }
    String value = DataFile.split(values, ' ').get(column);
    return value.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
  }
}
