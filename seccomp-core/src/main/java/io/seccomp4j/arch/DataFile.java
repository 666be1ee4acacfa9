package io.seccomp4j.arch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text resources beside these classes. A command that starts in tens of milliseconds reads
 * them: no regular expressions, streams, lambdas or string concatenations on that way, whose first
 * use in a JVM costs more than the reading.
 */
final class DataFile {
  private DataFile() {}

  /** Returns the lines of a resource; those that start with {@code #} are comments. */
  static List<String> lines(String name) {
    byte[] bytes;
    try (InputStream in = DataFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside " + DataFile.class);
      }
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " beside " + DataFile.class, e);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>(600);
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (end > start && text.charAt(start) != '#') {
        lines.add(text.substring(start, end));
      }
      start = end + 1;
    }
    return lines;
  }

  /** Splits a line at every occurrence of a character. */
  static List<String> split(String line, char separator) {
    List<String> parts = new ArrayList<>(9);
    int start = 0;
    for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, start)) {
      parts.add(line.substring(start, end));
      start = end + 1;
    }
    parts.add(line.substring(start));
    return parts;
  }
}
