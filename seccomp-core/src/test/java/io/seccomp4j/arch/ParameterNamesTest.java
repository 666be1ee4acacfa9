package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ParameterNamesTest {
  /** Else {@code arg2} would mean one argument as a name and another one as a position. */
  @ParameterizedTest
  @EnumSource(Arch.class)
  void namesThatLookLikePositions_areThePositions(Arch arch) {
    Syscalls syscalls = Syscalls.of(arch);
    for (String syscall : syscalls.names()) {
      List<Parameter> parameters = syscalls.parameters(syscall);
      for (int i = 0; i < parameters.size(); i++) {
        String name = parameters.get(i).name();
        if (name.matches("arg[0-9]")) {
          assertThat(name).as("%s of %s", syscall, arch).isEqualTo("arg" + i);
        }
      }
    }
  }
}
