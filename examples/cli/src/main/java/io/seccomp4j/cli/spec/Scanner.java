package io.seccomp4j.cli.spec;

import java.util.Optional;

/**
 * Reads a short text from left to right. Not thread-safe.
 *
 * <p>Only ASCII letters and digits make words: a look-alike from another script is no name.
 */
final class Scanner {
  private final String text;
  private int position;

  Scanner(String text) {
    this.text = text;
  }

  /** Returns where the next token starts, after spaces. */
  int position() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
    return position;
  }

  boolean atEnd() {
    return position() == text.length();
  }

  /** Says what comes next without taking it. */
  boolean sees(String token) {
    return text.startsWith(token, position());
  }

  /** Takes a token when it comes next. */
  boolean take(String token) {
    boolean found = sees(token);
    if (found) {
      position += token.length();
    }
    return found;
  }

  /** Takes a name or a number: letters, digits and underscores. */
  Optional<String> word() {
    int start = position();
    while (position < text.length() && isWord(text.charAt(position))) {
      position++;
    }
    return start == position ? Optional.empty() : Optional.of(text.substring(start, position));
  }

  /** Takes what may stand in a group's name after its {@code @}; possibly nothing. */
  String groupName() {
    int start = position;
    while (position < text.length()
        && (isWord(text.charAt(position)) || "-./".indexOf(text.charAt(position)) >= 0)) {
      position++;
    }
    return text.substring(start, position);
  }

  /** Takes {@code _}, but not the start of a name. */
  boolean takeUnknown() {
    int start = position();
    boolean found = word().filter(text -> text.equals("_")).isPresent();
    if (!found) {
      position = start;
    }
    return found;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  /** Returns what comes next, for a message. */
  String next() {
    return atEnd() ? "the end" : '"' + text.substring(position, position + 1) + '"';
  }

  UsageException wrong(String message) {
    return wrong(position(), message);
  }

  /** Makes the exception, with a position counted from 1. */
  UsageException wrong(int where, String message) {
    return new UsageException("position " + (where + 1) + ": " + message);
  }
}
