package io.seccomp4j.arch;

import io.seccomp4j.internal.data.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of all syscalls, from {@code parameters.txt}: name, architectures ({@code *} for
 * all), then type and name of each parameter, tabs between. A name may have several lines.
 */
final class ParameterTable {
  private static final Map<String, List<String>> LINES = new HashMap<>(1024);

  static {
    for (String line : DataFile.lines(ParameterTable.class, "parameters.txt")) {
      String name = line.substring(0, line.indexOf('\t'));
      List<String> lines = LINES.get(name);
      if (lines == null) {
        lines = new ArrayList<>(1);
        LINES.put(name, lines);
      }
      lines.add(line);
    }
  }

  private ParameterTable() {}

  /** Returns the parameters in the order of the registers; empty without data. */
  static List<Parameter> of(Arch arch, String syscall) {
    for (String line : LINES.getOrDefault(syscall, List.of())) {
      List<String> fields = DataFile.split(line, '\t');
      if (fields.get(1).equals("*")
          || DataFile.split(fields.get(1), ',').contains(arch.toString())) {
        List<Parameter> parameters = new ArrayList<>(6);
        for (String field : fields.subList(2, fields.size())) {
          int space = field.lastIndexOf(' ');
          String type = field.substring(0, space);
          String name = field.substring(space + 1);
          parameters.add(
              new Parameter(
                  name, type, WidthTable.width(arch, syscall, name, type), CType.isSigned(type)));
        }
        return List.copyOf(parameters);
      }
    }
    return List.of();
  }
}
