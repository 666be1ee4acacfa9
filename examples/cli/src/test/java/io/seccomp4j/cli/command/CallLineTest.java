package io.seccomp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Call;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallLineTest {
  private static Call parse(String line) {
    return CallLine.parse(line, Arch.X86_64);
  }

  @Test
  void line_isRead() {
    Call call =
        parse(
            "{\"arch\":\"SCMP_ARCH_X86_64\",\"syscall\":\"openat\",\"nr\":257,"
                + "\"args\":[18446744073709551516, 1, -1, 9223372036854775808, 0, 2]}");
    assertThat(call.arch()).isEqualTo(Arch.X86_64);
    assertThat(call.number()).isEqualTo(257);
    assertThat(call.args().stream().mapToLong(arg -> arg.orElseThrow()))
        .containsExactly(-100L, 1L, -1L, Long.MIN_VALUE, 0L, 2L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"syscall\":\"mkdir\"}; 83",
        "{\"nr\":83,\"args\":[]}; 83",
        "  { \"nr\" : 4294967295 } ; -1",
        "{\"nr\":-1}; -1",
        "{\"arch\":\"SCMP_ARCH_AARCH64\",\"syscall\":\"mkdirat\"}; 34",
        "{\"arch\":\"SCMP_ARCH_X86_64\",\"syscall\":\"not_known_here\",\"nr\":7}; 7"
      })
  void shorterLines_areRead(String line, int number) {
    assertThat(parse(line).number()).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "x; expected {",
        "{}; neither",
        "{\"nr\":1; expected }",
        "{\"nr\":1} x; expected the end",
        "{\"nr\":1.5}; expected }",
        "{\"nr\":\"1\"}; expected an integer",
        "{\"nr\":4294967296}; does not fit 32 bits",
        "{\"nr\":1,\"args\":[1,2,3,4,5,6,7]}; more than six",
        "{\"nr\":1,\"args\":[18446744073709551616]}; does not fit 64 bits",
        "{\"nr\":1,\"args\":[1e3]}; expected ]",
        "{\"nr\":1,\"args\":[null]}; expected an integer",
        "{\"syscall\":\"mkdri\"}; no syscall \"mkdri\"",
        "{\"syscall\":\"mkdir\",\"nr\":84}; mkdir is 83",
        "{\"arch\":\"VAX\",\"nr\":1}; unknown architecture",
        "{\"pid\":1}; unknown key \"pid\"",
        "{\"arch\":\"a\\\"b\"}; expected a name in quotes"
      })
  void otherLines_areRefused(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void garbage_isRefusedByOneException() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String[] pieces = {
      "{", "}", "[", "]", "\"nr\"", "\"args\"", ":", ",", "1", "-", "\"", " ", "é"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder("{");
      for (int n = random.nextInt(10); n >= 0; n--) {
        line.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        parse(line.toString());
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageMatching("(?s)\\d+: .*");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + line, e);
      }
    }
  }
}
