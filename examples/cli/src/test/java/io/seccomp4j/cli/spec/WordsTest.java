package io.seccomp4j.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "allow, allow",
    "log, log",
    "notify, notify",
    "errno, errno(EPERM)",
    "errno:ENOENT, errno(ENOENT)",
    "errno:38, errno(ENOSYS)",
    "errno:0, errno(0)",
    "errno:4095, errno(4095)",
    "trap, trap",
    "trace:7, trace(7)",
    "trace:65535, trace(65535)",
    "kill, kill-process",
    "kill-process, kill-process",
    "kill-thread, kill-thread"
  })
  void action_isRead(String text, String action) {
    assertThat(Actions.parse(text)).hasToString(action);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ALLOW",
        "deny",
        "errno:",
        "errno:4096",
        "errno:-1",
        "errno:EFOO",
        "trace",
        "trace:",
        "trace:65536",
        "trace:x",
        "kill_process",
        "allow ",
        "SCMP_ACT_ALLOW"
      })
  void otherActions_areRefused(String text) {
    assertThatThrownBy(() -> Actions.parse(text)).isInstanceOf(UsageException.class);
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "1s, PT1S", "2m, PT2M", "3h, PT3H"})
  void duration_isRead(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "0s", "-1s", "1.5s", "1 s", "1d", "05s", "99999999999h"})
  void otherDurations_areRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(UsageException.class);
  }

  @Test
  void call_isRead() {
    var call = CallParser.parse(Arch.X86_64, "socket(AF_INET, SOCK_STREAM, _)");
    assertThat(call.number()).isEqualTo(41);
    assertThat(call.args())
        .containsExactly(
            OptionalLong.of(2),
            OptionalLong.of(1),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkdir", "mkdir()", "%83", "mkdir(_,0o755)", "openat(-100, _, 0x1|2)"})
  void call_maySayLess(String text) {
    assertThat(CallParser.parse(Arch.X86_64, text).args()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mkdri; 'mkdri': position 1: unknown syscall \"mkdri\" (did you mean mkdir?)",
        "mkdir(; 'mkdir(': position 7: expected a constant or an integer, found the end",
        "mkdir(1; 'mkdir(1': position 8: expected a comma or ), found the end",
        "mkdir(1) x; 'mkdir(1) x': position 10: expected the end, found \"x\"",
        "mkdir(\"/x\"); 'mkdir(\"/x\")': position 7: a filter sees no text",
        "read(1,2,3,4,5,6,7); 'read(1,2,3,4,5,6,7)': position 18: a syscall has at most six",
        "%x; '%x': position 1: %N is a syscall",
        "socketcall; 'socketcall': position 1: x86_64 has no syscall socketcall"
      })
  void otherCalls_areRefused(String text, String message) {
    assertThatThrownBy(() -> CallParser.parse(Arch.X86_64, text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message);
  }
}
