package io.seccomp4j.oci;

/**
 * Something in a profile that is wrong or doubtful, and where it stands.
 *
 * @param pointer the JSON pointer of the value, as {@code /syscalls/3/action}; empty for the whole
 *     document
 * @param line the line, from 1; 0 when the text was not read that far
 * @param column the column in characters, from 1; 0 when the text was not read that far
 * @param kind what it is about, a word for machines: {@code text} where the text itself is wrong or
 *     doubtful, else the id of a {@link io.seccomp4j.policy.PolicyReview.Kind}
 * @param message what is wrong, on one line
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901, JSON Pointer</a>
 */
public record Problem(String pointer, int line, int column, String kind, String message) {
  private static final String TEXT = "text";

  /**
   * Returns a problem of the text itself.
   *
   * @param pointer the JSON pointer of the value, empty for the whole document
   * @param line the line, from 1; 0 when the text was not read that far
   * @param column the column in characters, from 1; 0 when the text was not read that far
   * @param message what is wrong, on one line
   */
  public Problem(String pointer, int line, int column, String message) {
    this(pointer, line, column, TEXT, message);
  }

  /** Returns one line, as {@code 12:7 /syscalls/3/action: unknown action "SCMP_ACT_DENY"}. */
  @Override
  public String toString() {
    String place = line == 0 ? "" : line + ":" + column;
    String separator = place.isEmpty() || pointer.isEmpty() ? "" : " ";
    String where = place + separator + pointer;
    return where.isEmpty() ? message : where + ": " + message;
  }
}
