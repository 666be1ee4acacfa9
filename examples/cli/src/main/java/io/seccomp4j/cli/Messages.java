package io.seccomp4j.cli;

import java.io.PrintStream;

/** Writes the lines that are no results: to standard error, one line each. */
public final class Messages {
  private final PrintStream stream;

  /**
   * Writes to a stream.
   *
   * @param stream usually standard error
   */
  public Messages(PrintStream stream) {
    this.stream = stream;
  }

  /**
   * Says what went wrong.
   *
   * @param message one sentence; line breaks and other control characters, which may come from a
   *     file or a name, are written as escapes
   */
  public void error(String message) {
    say(message);
  }

  /**
   * Says what was done.
   *
   * @param message one sentence
   */
  public void say(String message) {
    stream.println("seccomp4j: " + oneLine(message));
  }

  /**
   * Says what is doubtful.
   *
   * @param message one sentence
   */
  public void warning(String message) {
    say("warning: " + message);
  }

  /**
   * Writes control characters as escapes, so that a text cannot steer a terminal.
   *
   * @param text any text
   * @return the text in one line
   */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line.append("\\n");
      } else if (Character.isISOControl(c)) {
        line.append(String.format("\\x%02x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
