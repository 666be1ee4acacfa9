package io.seccomp4j.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Walks through JSON text once and knows where it is. Values of a wrong type become problems and
 * are skipped, so that the rest is read too; nothing is kept but what the caller takes. Not
 * thread-safe.
 */
final class JsonCursor implements AutoCloseable {
  /** A profile in a config.json nests nine deep. */
  static final int MAX_DEPTH = 100;

  private static final int LONGEST_NUMBER = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Foreign names must not fill the JVM's table of interned strings.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** An object or array that the cursor is in. */
  private static final class Frame {
    private final Collection<String> known;
    private final Set<String> seen = new HashSet<>();
    private final Spot start;
    private String segment = "";
    private int index = -1;
    private int keyLine;
    private int keyColumn;

    Frame(Collection<String> known, Spot start) {
      this.known = known;
      this.start = start;
    }
  }

  private final JsonParser parser;
  private final Problems problems;
  private final Problems warnings;
  private final List<Frame> frames = new ArrayList<>();

  JsonCursor(String text, Problems problems, Problems warnings) throws IOException {
    this.parser = FACTORY.createParser(text.toCharArray());
    this.problems = problems;
    this.warnings = warnings;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Goes to the first value; false when there is none. */
  boolean start() throws IOException {
    return parser.nextToken() != null;
  }

  /** Reads on to the end of the text; false when something follows the value. */
  boolean end() throws IOException {
    return parser.nextToken() == null;
  }

  /**
   * Enters an object, if the value is one.
   *
   * @param known the names of its fields that must not repeat
   */
  boolean object(Collection<String> known) throws IOException {
    return enter(JsonToken.START_OBJECT, "an object", known);
  }

  /** Enters an array, if the value is one. */
  boolean array() throws IOException {
    return enter(JsonToken.START_ARRAY, "an array", List.of());
  }

  private boolean enter(JsonToken start, String what, Collection<String> known) throws IOException {
    if (parser.currentToken() != start) {
      wrongType(what);
      return false;
    }
    frames.add(new Frame(known, here()));
    return true;
  }

  /** Goes to the next field's value, or leaves the object. */
  boolean nextField() throws IOException {
    if (parser.nextToken() == JsonToken.END_OBJECT) {
      leave();
      return false;
    }
    Frame frame = top();
    frame.segment = parser.currentName();
    JsonLocation location = parser.currentTokenLocation();
    frame.keyLine = location.getLineNr();
    frame.keyColumn = location.getColumnNr();
    if (frame.known.contains(frame.segment) && !frame.seen.add(frame.segment)) {
      problemAtKey(() -> "duplicate field " + Words.quoted(frame.segment));
    }
    parser.nextToken();
    return true;
  }

  /** Goes to the next element, or leaves the array. */
  boolean nextElement() throws IOException {
    if (parser.nextToken() == JsonToken.END_ARRAY) {
      leave();
      return false;
    }
    top().segment = Integer.toString(++top().index);
    return true;
  }

  private void leave() {
    frames.remove(frames.size() - 1);
  }

  private Frame top() {
    return frames.get(frames.size() - 1);
  }

  /** Returns the name of the field that the cursor is at. */
  String key() {
    return top().segment;
  }

  /** Returns where the object or array starts that the cursor is in. */
  Spot container() {
    return top().start;
  }

  /** Returns how far the text was read, without a pointer. */
  Spot reached() {
    JsonLocation location = parser.currentLocation();
    return new Spot("", location.getLineNr(), location.getColumnNr());
  }

  /** Steps over the value. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** Says whether the value is null. */
  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Returns a string; anything else is a problem. */
  Optional<String> string() throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      wrongType("a string");
      return Optional.empty();
    }
    return Optional.of(parser.getText());
  }

  /**
   * Returns a whole number; anything else is a problem.
   *
   * @param max the greatest that is allowed
   * @return the number, unsigned
   */
  OptionalLong unsigned(BigInteger max) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      wrongType("a whole number");
      return OptionalLong.empty();
    }
    String text = parser.getText();
    Optional<BigInteger> number = whole(text).filter(value -> value.compareTo(max) <= 0);
    if (number.isEmpty()) {
      problem("expected a whole number from 0 to " + max + ", found " + shortened(text));
      return OptionalLong.empty();
    }
    return OptionalLong.of(number.get().longValue());
  }

  /** Returns the value of a number's text where it is whole and not huge. */
  private static Optional<BigInteger> whole(String text) {
    if (text.startsWith("-") || text.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    try {
      BigDecimal value = new BigDecimal(text).stripTrailingZeros();
      boolean huge = value.precision() - (long) value.scale() > 20;
      return value.scale() > 0 || huge ? Optional.empty() : Optional.of(value.toBigIntegerExact());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String shortened(String text) {
    return text.length() <= 24 ? text : text.substring(0, 24) + "...";
  }

  private void wrongType(String expected) throws IOException {
    problem("expected " + expected + ", found " + found());
    parser.skipChildren();
  }

  private String found() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "the string " + Words.quoted(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shortened(parser.getText());
      default -> parser.getText();
    };
  }

  /** Returns where the value stands. */
  Spot here() {
    JsonLocation location = parser.currentTokenLocation();
    return new Spot(pointer(), location.getLineNr(), location.getColumnNr());
  }

  /** Returns where the name of the field stands. */
  Spot keySpot() {
    return new Spot(pointer(), top().keyLine, top().keyColumn);
  }

  private String pointer() {
    StringBuilder pointer = new StringBuilder();
    for (Frame frame : frames) {
      String segment = frame.segment.replace("~", "~0").replace("/", "~1");
      String quoted = Words.quoted(segment);
      pointer.append('/').append(quoted, 1, quoted.length() - 1);
    }
    return pointer.toString();
  }

  /** Says whether the value is null, which runtimes take as absent; that is worth a warning. */
  boolean nullIsAbsent() {
    if (isNull()) {
      warning(() -> "null is taken as if the field were absent");
      return true;
    }
    return false;
  }

  void problem(Spot spot, String message) {
    problems.add(spot, message);
  }

  void warning(Spot spot, String message) {
    warnings.add(spot, message);
  }

  void problem(String message) {
    problems.add(this::here, () -> message);
  }

  void problemAtKey(Supplier<String> message) {
    problems.add(this::keySpot, message);
  }

  void warning(Supplier<String> message) {
    warnings.add(this::here, message);
  }
}
