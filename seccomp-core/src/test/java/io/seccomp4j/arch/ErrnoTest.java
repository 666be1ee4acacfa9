package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrnoTest {
  @ParameterizedTest
  @CsvSource({
    "EPERM, 1, Operation not permitted",
    "ENOENT, 2, No such file or directory",
    "EAGAIN, 11, Resource temporarily unavailable",
    "EACCES, 13, Permission denied",
    "EDEADLK, 35, Resource deadlock avoided",
    "ENOSYS, 38, Function not implemented",
    "EOPNOTSUPP, 95, Operation not supported",
    "EHWPOISON, 133, Memory page has hardware error"
  })
  void name_number_andMessage_belongTogether(String name, int number, String message) {
    assertThat(Errno.number(name)).hasValue(number);
    assertThat(Errno.name(number)).hasValue(name);
    assertThat(Errno.message(number)).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({"EWOULDBLOCK, 11, EAGAIN", "EDEADLOCK, 35, EDEADLK", "ENOTSUP, 95, EOPNOTSUPP"})
  void alias_resolvesToTheNumberButIsNotItsName(String alias, int number, String name) {
    assertThat(Errno.number(alias)).hasValue(number);
    assertThat(Errno.name(number)).hasValue(name);
    assertThat(Errno.names()).contains(name).doesNotContain(alias);
  }

  @Test
  void fields_areTheTable() throws IllegalAccessException {
    int fields = 0;
    for (Field field : Errno.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        assertThat(Errno.number(field.getName())).as(field.getName()).hasValue(field.getInt(null));
        fields++;
      }
    }
    assertThat(fields).isEqualTo(Errno.names().size() + 3);
  }

  @Test
  void numbers_reach133_without41And58() {
    for (int number = 1; number <= 133; number++) {
      boolean gap = number == 41 || number == 58;
      assertThat(Errno.name(number).isEmpty()).as("%d", number).isEqualTo(gap);
    }
    assertThat(Errno.names()).hasSize(131).startsWith("EPERM").endsWith("EHWPOISON");
  }

  @Test
  void unknown_hasNoNameAndSaysItsNumber() {
    assertThat(Errno.number("EPREM")).isEmpty();
    assertThat(Errno.name(0)).isEmpty();
    assertThat(Errno.name(134)).isEmpty();
    assertThat(Errno.message(999)).isEqualTo("Unknown error 999");
  }
}
