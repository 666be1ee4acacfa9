package io.seccomp4j.cli.command;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Writes JSON in one line: maps, iterables, numbers, booleans, and text of all else. */
final class Json {
  /** The value of a key that has none. */
  static final Object NULL = Optional.empty();

  private Json() {}

  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value.equals(NULL)) {
      text.append("null");
    } else if (value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof Map<?, ?> map) {
      text.append('{');
      Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<?, ?> entry = entries.next();
        quote(text, String.valueOf(entry.getKey()));
        text.append(':');
        append(text, entry.getValue());
        text.append(entries.hasNext() ? "," : "");
      }
      text.append('}');
    } else if (value instanceof Iterable<?> items) {
      text.append('[');
      String separator = "";
      for (Object item : items) {
        text.append(separator);
        append(text, item);
        separator = ",";
      }
      text.append(']');
    } else {
      quote(text, value.toString());
    }
  }

  private static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
