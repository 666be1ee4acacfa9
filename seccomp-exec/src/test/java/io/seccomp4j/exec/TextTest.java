package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TextTest {
  @Test
  void ascii_isItself() throws Exception {
    assertThat(Text.encoded("a=b")).isEqualTo("a=b".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatTheLocaleLacks_isAnErrorAndNotAQuestionMark() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Text.encoded("half a pair: \ud800"))
        .withMessageContaining("LC_ALL=C.UTF-8");
  }

  @Test
  void nul_isRefused() {
    assertThat(Text.withoutNul("it", "fine")).isEqualTo("fine");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Text.withoutNul("it", "a\0b"))
        .withMessage("it contains a NUL character");
  }
}
