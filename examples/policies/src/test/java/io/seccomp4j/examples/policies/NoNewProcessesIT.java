package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NoNewProcessesIT {
  private static final String PROFILE = "no-new-processes.json";

  @TempDir Path work;

  @Test
  @Tag("smoke")
  void shell_cannotStartACommand() throws Exception {
    Run run = Run.script(PROFILE, work, "echo before; ls / ; echo after");

    assertThat(run.out()).startsWith("before\n").doesNotContain("usr");
    run.failedWith("fork");
  }

  @Test
  void program_canBecomeAnother() throws Exception {
    Run run = Run.script(PROFILE, work, "exec ls /");

    assertThat(run.succeeded().out()).contains("usr");
  }

  @Test
  void threads_work() throws Exception {
    String lines =
        IntStream.rangeClosed(1, 200_000)
            .mapToObj(i -> Integer.toString(i * 7919 % 200_003))
            .collect(Collectors.joining("\n", "", "\n"));

    Run run = Run.under(PROFILE, work, lines, "sort", "-n", "--parallel=4", "-S", "64M");

    assertThat(run.succeeded().out()).startsWith("1\n2\n3\n").hasLineCount(200_000);
  }

  @Test
  void find_cannotExecute() throws Exception {
    Run.under(PROFILE, "find", "/etc/hostname", "-exec", "cat", "{}", ";").failedWith("fork");
  }
}
