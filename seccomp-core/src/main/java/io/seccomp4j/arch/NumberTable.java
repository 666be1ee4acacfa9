package io.seccomp4j.arch;

import io.seccomp4j.internal.data.DataFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names and numbers of all architectures, from {@code numbers.txt}: a line for each name in sorted
 * order, a column for each architecture, {@code -} where it lacks the call. x32 numbers stand there
 * without bit 30.
 */
final class NumberTable {
  private static final List<String> LINES = DataFile.lines(NumberTable.class, "numbers.txt");
  private static final List<String> COLUMNS = DataFile.split(LINES.get(0), ' ');

  private NumberTable() {}

  /** Returns the numbers of an architecture by name, in sorted order; empty without a table. */
  static Map<String, Integer> of(Arch arch) {
    int column = COLUMNS.indexOf(arch.toString());
    if (column < 1) {
      return Map.of();
    }
    int base = arch == Arch.X32 ? Arch.X32_BIT : 0;
    Map<String, Integer> numbers = new LinkedHashMap<>(1024);
    for (int i = 1; i < LINES.size(); i++) {
      String line = LINES.get(i);
      int start = field(line, column);
      if (line.charAt(start) != '-') {
        int end = line.indexOf(' ', start);
        numbers.put(
            line.substring(0, line.indexOf(' ')),
            base | Integer.parseInt(line, start, end < 0 ? line.length() : end, 10));
      }
    }
    return Collections.unmodifiableMap(numbers);
  }

  private static int field(String line, int column) {
    int start = 0;
    for (int i = 0; i < column; i++) {
      start = line.indexOf(' ', start) + 1;
    }
    return start;
  }

  /** All names of all architectures. */
  static final class Names {
    static final Set<String> ALL = all();

    private Names() {}

    private static Set<String> all() {
      Map<String, @Nullable Object> names = new LinkedHashMap<>(1024);
      for (int i = 1; i < LINES.size(); i++) {
        names.put(LINES.get(i).substring(0, LINES.get(i).indexOf(' ')), null);
      }
      return Collections.unmodifiableSet(names.keySet());
    }
  }
}
