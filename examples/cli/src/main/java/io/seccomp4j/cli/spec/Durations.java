package io.seccomp4j.cli.spec;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;

/** Reads a DURATION: an integer with {@code ms}, {@code s}, {@code m} or {@code h}. */
public final class Durations {
  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param text for example {@code 500ms} or {@code 2m}
   * @return the duration, more than zero
   * @throws UsageException when the text is none
   */
  public static Duration parse(String text) {
    int end = 0;
    while (end < text.length() && Scanner.isDigit(text.charAt(end))) {
      end++;
    }
    OptionalInt amount = Numbers.decimal(text.substring(0, end));
    ChronoUnit unit =
        switch (text.substring(end)) {
          case "ms" -> ChronoUnit.MILLIS;
          case "s" -> ChronoUnit.SECONDS;
          case "m" -> ChronoUnit.MINUTES;
          case "h" -> ChronoUnit.HOURS;
          default -> ChronoUnit.FOREVER;
        };
    if (amount.isEmpty() || amount.getAsInt() == 0 || unit == ChronoUnit.FOREVER) {
      throw new UsageException(
          "\"" + text + "\" is no duration: an integer from 1 with ms, s, m or h, as 500ms or 30s");
    }
    return Duration.of(amount.getAsInt(), unit);
  }
}
