package io.seccomp4j.cli.command;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Call;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of a file of calls, as {@code
 * {"arch":"SCMP_ARCH_X86_64","syscall":"openat","args":[0,1,2,3,4,5]}}. Not thread-safe.
 *
 * <p>It knows these four keys, text without escapes and integers, and refuses everything else: the
 * files are made by programs, and a misread call would be answered wrongly.
 */
final class CallLine {
  private static final int MOST_DIGITS = 21;

  private final String line;
  private int position;
  private @Nullable String arch;
  private @Nullable String syscall;
  private @Nullable Integer number;
  private @Nullable List<OptionalLong> args;

  private CallLine(String line) {
    this.line = line;
  }

  /**
   * Reads a line.
   *
   * @param nativeArch the architecture of a line that names none
   * @throws IllegalArgumentException when the line is no call
   */
  static Call parse(String line, Arch nativeArch) {
    CallLine parser = new CallLine(line);
    parser.object();
    return parser.call(nativeArch);
  }

  private Call call(Arch nativeArch) {
    String archName = arch;
    Arch on =
        archName == null
            ? nativeArch
            : Arch.named(archName)
                .orElseThrow(() -> wrong("unknown architecture \"" + archName + "\""));
    String name = syscall;
    Integer nr = number;
    if (name == null && nr == null) {
      throw wrong("neither \"syscall\" nor \"nr\"");
    }
    OptionalInt named = name == null ? OptionalInt.empty() : Syscalls.of(on).number(name);
    if (nr == null) {
      nr = named.isPresent() ? named.getAsInt() : unknown(on, name);
    } else if (named.isPresent() && named.getAsInt() != nr) {
      throw wrong(name + " is " + named.getAsInt() + " on " + on + ", not " + nr);
    }
    return new Call(on, nr, args == null ? List.of() : args);
  }

  private int unknown(Arch on, @Nullable String name) {
    throw wrong(on + " has no syscall \"" + name + "\"");
  }

  private void object() {
    expect('{');
    if (!take('}')) {
      do {
        String key = text();
        expect(':');
        switch (key) {
          case "arch" -> arch = text();
          case "syscall" -> syscall = text();
          case "nr" -> number = nr();
          case "args" -> args = array();
          default -> throw wrong("unknown key \"" + key + "\": there are arch, syscall, nr, args");
        }
      } while (take(','));
      expect('}');
    }
    if (peek() != 0) {
      throw wrong("expected the end of the line");
    }
  }

  private int nr() {
    long value = integer();
    if (value != (int) value && value != Integer.toUnsignedLong((int) value)) {
      throw wrong("\"nr\" does not fit 32 bits");
    }
    return (int) value;
  }

  private List<OptionalLong> array() {
    List<OptionalLong> values = new ArrayList<>(Call.ARGUMENTS);
    expect('[');
    if (!take(']')) {
      do {
        values.add(OptionalLong.of(integer()));
      } while (take(','));
      expect(']');
    }
    if (values.size() > Call.ARGUMENTS) {
      throw wrong("\"args\" has more than six numbers");
    }
    return values;
  }

  private String text() {
    expect('"');
    int end = line.indexOf('"', position);
    if (end < 0 || line.substring(position, end).indexOf('\\') >= 0) {
      throw wrong("expected a name in quotes");
    }
    String text = line.substring(position, end);
    position = end + 1;
    return text;
  }

  /** Reads a number of 64 bits, signed or unsigned. */
  private long integer() {
    peek();
    int start = position;
    while (position < line.length() && "-0123456789".indexOf(line.charAt(position)) >= 0) {
      position++;
    }
    String digits = line.substring(start, position);
    try {
      if (digits.length() < MOST_DIGITS - 2) {
        return Long.parseLong(digits);
      }
      BigInteger value = digits.length() > MOST_DIGITS ? null : new BigInteger(digits);
      if (value != null && value.bitLength() <= (value.signum() < 0 ? Long.SIZE - 1 : Long.SIZE)) {
        return value.longValue();
      }
    } catch (NumberFormatException e) {
      throw wrong("expected an integer");
    }
    throw wrong("the integer does not fit 64 bits");
  }

  private void expect(char wanted) {
    if (!take(wanted)) {
      throw wrong("expected " + wanted);
    }
  }

  private boolean take(char wanted) {
    boolean found = peek() == wanted;
    if (found) {
      position++;
    }
    return found;
  }

  /** Skips white space and returns what follows, 0 at the end. */
  private char peek() {
    while (position < line.length() && " \t\r".indexOf(line.charAt(position)) >= 0) {
      position++;
    }
    return position < line.length() ? line.charAt(position) : 0;
  }

  private IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException((position + 1) + ": " + message);
  }
}
