package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("smoke")
final class JvmIT {
  private static final String PROFILE = "jvm.json";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @TempDir Path work;

  @Test
  void version_isPrinted() throws Exception {
    Run run = Run.under(PROFILE, JAVA, "-version");

    assertThat(run.succeeded().err()).contains(System.getProperty("java.version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC"})
  void program_runsThreadsCollectsAndWritesFiles(String collector) throws Exception {
    Run run = program("-Xmx64m", "-XX:+" + collector);

    assertThat(run.succeeded().out()).contains("threads 400", "files ok", "events ok", "memory ok");
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void program_hasNoNetworkAndStartsNoOther() throws Exception {
    Run run = program();

    assertThat(run.succeeded().out())
        .contains("connect: java.net.SocketException: Operation not permitted")
        .containsPattern("start: java.io.IOException: Cannot run program .*true.* error(=|: )1\\b");
  }

  private Run program(String... options) throws Exception {
    String[] fixed = {"-cp", classes(), JavaProgram.class.getName(), work.toString()};
    String[] command = new String[1 + options.length + fixed.length];
    command[0] = JAVA;
    System.arraycopy(options, 0, command, 1, options.length);
    System.arraycopy(fixed, 0, command, 1 + options.length, fixed.length);
    return Run.under(PROFILE, work, "", command);
  }

  private static String classes() throws Exception {
    return new File(JavaProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .getPath();
  }
}
