package io.seccomp4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ActionTest {
  private static final List<Action> STRICTEST_FIRST =
      List.of(
          Action.KILL_PROCESS,
          Action.KILL_THREAD,
          Action.TRAP,
          Action.errno(1),
          Action.NOTIFY,
          Action.trace(0),
          Action.LOG,
          Action.ALLOW);

  @Test
  void order_isTheKernels() {
    assertThat(STRICTEST_FIRST).isSorted();
    for (int i = 1; i < STRICTEST_FIRST.size(); i++) {
      assertThat(STRICTEST_FIRST.get(i - 1).isStricterThan(STRICTEST_FIRST.get(i))).isTrue();
    }
    assertThat(Action.errno(1).isStricterThan(Action.errno(2))).isFalse();
  }

  @Test
  void returnValue_readsBack() {
    for (Action action : STRICTEST_FIRST) {
      assertThat(Action.ofReturnValue(action.returnValue())).isEqualTo(action);
    }
    assertThat(Action.ofReturnValue(0x0005_ffff)).isEqualTo(Action.errno(4095));
    assertThat(Action.ofReturnValue(0x1234_0000)).isEqualTo(Action.KILL_PROCESS);
  }

  @Test
  void errno_takesNamesAndNumbersInRange() {
    assertThat(Action.errno("EPERM")).isEqualTo(Action.errno(1)).hasToString("errno(EPERM)");
    assertThat(Action.errno(4095).data()).isEqualTo(4095);
    assertThatThrownBy(() -> Action.errno("EPREM")).hasMessageContaining("EPREM");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4096, 65_549})
  void errno_outOfRangeIsRefused(int number) {
    assertThatThrownBy(() -> Action.errno(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Integer.toString(number));
  }

  @Test
  void equality_isByKindAndData() {
    EqualsVerifier.forClass(Action.class).withNonnullFields("kind").verify();
  }
}
