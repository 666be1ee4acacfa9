package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Constant;
import java.math.BigInteger;
import java.util.OptionalInt;

/** Reads integers and named constants: decimal, {@code 0x}, {@code 0o}, {@code O_RDONLY}. */
final class Numbers {
  private static final BigInteger BOUND = BigInteger.ONE.shiftLeft(Long.SIZE);
  private static final BigInteger SMALLEST = BigInteger.ONE.shiftLeft(Long.SIZE - 1);

  /** More digits than any 64-bit number has, so that a long text is not calculated with. */
  private static final int MOST_DIGITS = 80;

  private static final int MOST_INT_DIGITS = 10;

  private Numbers() {}

  /** Takes a value: an integer that may be negative, or constants and integers joined with |. */
  static Constant value(Scanner scanner) {
    if (scanner.take("-")) {
      return negative(scanner);
    }
    Constant value = term(scanner);
    while (!scanner.sees("||") && scanner.take("|")) {
      value = value.or(term(scanner));
    }
    return value;
  }

  private static Constant negative(Scanner scanner) {
    int start = scanner.position();
    String word =
        scanner
            .word()
            .filter(text -> Scanner.isDigit(text.charAt(0)))
            .orElseThrow(() -> scanner.wrong(start, "a minus goes with an integer"));
    BigInteger magnitude = integer(scanner, start, word);
    if (magnitude.compareTo(SMALLEST) > 0) {
      throw scanner.wrong(start, "-" + word + " does not fit 64 bits");
    }
    if (scanner.sees("|")) {
      throw scanner.wrong("a negative number cannot be joined with |");
    }
    return Constant.of(magnitude.negate().longValue());
  }

  private static Constant term(Scanner scanner) {
    int start = scanner.position();
    String word =
        scanner
            .word()
            .orElseThrow(
                () ->
                    scanner.wrong(
                        start, "expected a constant or an integer, found " + scanner.next()));
    if (Scanner.isDigit(word.charAt(0))) {
      return Constant.of(integer(scanner, start, word).longValue());
    }
    return Constant.named(word)
        .orElseThrow(() -> scanner.wrong(start, Names.unknownConstant(word)));
  }

  /** Reads a word that starts with a digit; the result has at most 64 bits. */
  private static BigInteger integer(Scanner scanner, int start, String word) {
    if (word.length() > 1 && word.charAt(0) == '0' && Scanner.isDigit(word.charAt(1))) {
      throw scanner.wrong(
          start, "leading zero in " + brief(word) + ": write 0o for octal, or no zero");
    }
    int radix = word.startsWith("0x") ? 16 : word.startsWith("0o") ? 8 : 10;
    String digits = radix == 10 ? word : word.substring(2);
    boolean valid =
        !digits.isEmpty() && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
    if (!valid) {
      throw scanner.wrong(start, "\"" + brief(word) + "\" is no integer: write 17, 0x11 or 0o21");
    }
    if (digits.length() > MOST_DIGITS) {
      throw scanner.wrong(start, brief(word) + " does not fit 64 bits");
    }
    BigInteger number = new BigInteger(digits, radix);
    if (number.compareTo(BOUND) >= 0) {
      throw scanner.wrong(start, brief(word) + " does not fit 64 bits");
    }
    return number;
  }

  /** Reads a decimal integer that fits an int, without sign and leading zero. */
  static OptionalInt decimal(String text) {
    boolean plain =
        !text.isEmpty()
            && text.length() <= MOST_INT_DIGITS
            && text.chars().allMatch(c -> Scanner.isDigit((char) c))
            && (text.length() == 1 || text.charAt(0) != '0');
    long number = plain ? Long.parseLong(text) : Long.MAX_VALUE;
    return number <= Integer.MAX_VALUE ? OptionalInt.of((int) number) : OptionalInt.empty();
  }

  private static String brief(String word) {
    return word.length() <= MOST_DIGITS ? word : word.substring(0, MOST_DIGITS) + "...";
  }
}
