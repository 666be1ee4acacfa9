package io.seccomp4j.arch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The choice of constants: {@code constants-wanted.txt}. */
final class Wanted {
  private static final Pattern DEFINE = Pattern.compile("#\\s*define\\s+(\\w+)\\s+([^/]+).*");

  private final StringBuilder preamble =
      new StringBuilder(
          "typedef __SIZE_TYPE__ size_t;\ntypedef long time_t;\ntypedef long long loff_t;\n");
  private final Map<String, String> prefixes = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> skipped = new HashSet<>();

  private Wanted() {}

  static Wanted read(Path tree) throws IOException {
    Wanted wanted = new Wanted();
    for (String line : Addition.Resources.lines("constants-wanted.txt").toList()) {
      String[] words = line.split(" ", 3);
      switch (words[0]) {
        case "include" -> wanted.preamble.append("#include <").append(words[1]).append(">\n");
        case "optional" ->
            wanted
                .preamble
                .append("#if __has_include(<")
                .append(words[1])
                .append(">)\n#include <")
                .append(words[1])
                .append(">\n#endif\n");
        case "scan" -> wanted.scan(tree.resolve(words[1]), List.of(words[2].split(" ", -1)));
        case "define" -> wanted.define(words[1], words[2]);
        case "prefix" -> wanted.prefixes.put(words[1], words[2]);
        case "name" -> wanted.names.put(words[1], words[2]);
        case "skip" -> wanted.skipped.add(words[1]);
        default -> throw new IOException("constants-wanted.txt: " + line);
      }
    }
    return wanted;
  }

  private void scan(Path header, List<String> wantedPrefixes) throws IOException {
    for (String line : Files.readAllLines(header)) {
      Matcher macro = DEFINE.matcher(line);
      if (macro.matches()
          && !line.endsWith("\\")
          && wantedPrefixes.stream().anyMatch(macro.group(1)::startsWith)) {
        define(macro.group(1), macro.group(2).trim());
      }
    }
  }

  private void define(String name, String value) {
    preamble
        .append("#ifndef ")
        .append(name)
        .append("\n#define ")
        .append(name)
        .append(' ')
        .append(value)
        .append("\n#endif\n");
  }

  /** Returns what a C file has to start with. */
  String preamble() {
    return preamble.toString();
  }

  /** Returns the names that are wanted whether or not they are macros. */
  Set<String> names() {
    return names.keySet();
  }

  /** Returns what a name is, by the longest prefix; null when it is not wanted. */
  @Nullable String description(String name) {
    if (skipped.contains(name) || name.indexOf('(') >= 0) {
      return null;
    }
    for (int end = name.length(); end > 0; end--) {
      if (skipped.contains(name.substring(0, end) + "*")) {
        return null;
      }
    }
    String own = names.get(name);
    for (int end = name.length() - 1; own == null && end > 0; end--) {
      own = prefixes.get(name.substring(0, end));
    }
    return own;
  }
}
