package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.seccomp4j.exec.internal.linux.Linux;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
  @Test
  void exited_hasACodeAndNoSignal() {
    Outcome outcome = Outcome.exited(3);

    assertThat(outcome.exitCode()).hasValue(3);
    assertThat(outcome.signal()).isEmpty();
    assertThat(outcome.exitValue()).isEqualTo(3);
    assertThat(outcome.isSuccess()).isFalse();
    assertThat(outcome).hasToString("exited with 3");
    assertThat(Outcome.exited(0).isSuccess()).isTrue();
  }

  @Test
  void signalled_hasASignalAndNoCode() {
    Outcome outcome = Outcome.signalled(9);

    assertThat(outcome.exitCode()).isEmpty();
    assertThat(outcome.signal()).hasValue(9);
    assertThat(outcome.exitValue()).isEqualTo(137);
    assertThat(outcome).hasToString("killed by SIGKILL");
    assertThat(Outcome.signalled(34)).hasToString("killed by signal 34");
  }

  @Test
  void sigsys_isTheFilters() {
    assertThat(Outcome.signalled(Linux.SIGSYS).isKilledByFilter()).isTrue();
    assertThat(Outcome.signalled(Linux.SIGSYS)).hasToString("killed by its filter (SIGSYS)");
    assertThat(Outcome.exited(Linux.SIGSYS).isKilledByFilter()).isFalse();
    assertThat(Outcome.exited(159).isKilledByFilter()).isFalse();
  }

  @Test
  void coreDump_isTold() {
    Outcome outcome = Outcome.ofWait(Linux.CLD_DUMPED, 11);

    assertThat(outcome.isCoreDumped()).isTrue();
    assertThat(outcome).hasToString("killed by SIGSEGV, core dumped");
  }

  @Test
  void impossibleNumbers_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Outcome.exited(256));
    assertThatIllegalArgumentException().isThrownBy(() -> Outcome.exited(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Outcome.signalled(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Outcome.signalled(65));
  }

  @Test
  void equality_isByValue() {
    EqualsVerifier.forClass(Outcome.class).verify();
  }
}
