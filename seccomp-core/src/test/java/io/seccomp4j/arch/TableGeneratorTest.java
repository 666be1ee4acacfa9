package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableGeneratorTest {
  @TempDir Path scratch;

  @Test
  void output_isWhatTheModuleShips() throws IOException {
    String tree = System.getProperty("seccomp4j.linux", "");
    assumeTrue(
        !tree.isEmpty(),
        "no Linux source tree given: -Dseccomp4j.linux=DIRECTORY compares its tables");
    for (Map.Entry<String, String> file :
        TableGenerator.generate(Path.of(tree), scratch).entrySet()) {
      assertThat(Files.readString(Path.of(file.getKey()))).isEqualTo(file.getValue());
    }
  }

  @Test
  void additions_areInTheTables() throws IOException {
    assertThat(Addition.readAll()).isNotEmpty();
    for (Addition addition : Addition.readAll()) {
      for (Arch arch : KernelTables.ARCHITECTURES) {
        if (addition.isFor(arch)) {
          int base = arch == Arch.X32 ? Arch.X32_BIT : 0;
          assertThat(Syscalls.of(arch).number(addition.name())).hasValue(base + addition.number());
          assertThat(Syscalls.of(arch).parameters(addition.name()))
              .hasSameSizeAs(addition.parameters());
        }
      }
    }
  }
}
