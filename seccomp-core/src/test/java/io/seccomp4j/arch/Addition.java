package io.seccomp4j.arch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A syscall that is younger than the source tree; see {@code additions.txt}.
 *
 * @param number its number
 * @param architectures short names, or {@code *}
 * @param name its name
 * @param parameters type and name of each, as {@code int dfd}
 */
record Addition(int number, List<String> architectures, String name, List<String> parameters) {
  boolean isFor(Arch arch) {
    return architectures.contains("*") || architectures.contains(arch.toString());
  }

  /** Reads all of them. */
  static List<Addition> readAll() throws IOException {
    return Resources.lines("additions.txt").map(Addition::parse).toList();
  }

  private static Addition parse(String line) {
    String[] fields = line.split("\t", -1);
    return new Addition(
        Integer.parseInt(fields[0]),
        List.of(fields[1].split(",", -1)),
        fields[2],
        Arrays.asList(fields).subList(3, fields.length));
  }

  /** Text files beside the generator. */
  static final class Resources {
    private Resources() {}

    static java.util.stream.Stream<String> lines(String name) throws IOException {
      try (InputStream in =
          Objects.requireNonNull(Addition.class.getResourceAsStream(name), name)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"));
      }
    }
  }
}
