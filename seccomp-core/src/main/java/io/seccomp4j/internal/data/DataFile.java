package io.seccomp4j.internal.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text resources beside classes. A command that starts in tens of milliseconds reads them: no
 * regular expressions, streams, lambdas or string concatenations on that way, whose first use in a
 * JVM costs more than the reading.
 */
public final class DataFile {
  private DataFile() {}

  /**
   * Returns the lines of a resource; those that start with {@code #} are comments.
   *
   * @param beside a class of the same package
   * @param name the file's name
   * @return the lines that are neither empty nor comments
   */
  public static List<String> lines(Class<?> beside, String name) {
    byte[] bytes;
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside " + beside);
      }
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " beside " + beside, e);
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

  /**
   * Splits a line at every occurrence of a character.
   *
   * @param line the line
   * @param separator the character
   * @return the parts, possibly empty ones
   */
  public static List<String> split(String line, char separator) {
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
