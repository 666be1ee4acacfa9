package io.seccomp4j.exec.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class SystemCallTest {
  @Test
  void numbers_areThoseOfTheTables() {
    for (SystemCall call : SystemCall.values()) {
      String name = call.name().toLowerCase(Locale.ROOT);

      assertThat(Syscalls.of(Arch.X86_64).number(name)).hasValue(call.number(false));
      assertThat(Syscalls.of(Arch.AARCH64).number(name)).hasValue(call.number(true));
    }
  }
}
