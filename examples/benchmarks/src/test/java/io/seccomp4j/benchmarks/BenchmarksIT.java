package io.seccomp4j.benchmarks;

import static io.seccomp4j.policy.Call.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each benchmark starts and says something; how fast things are is no matter of a test. */
final class BenchmarksIT {
  @BeforeAll
  static void list() {
    assumeTrue(ContainersPolicy.isInstalled(), ContainersPolicy.FILE + " is not installed");
  }

  @Test
  void list_hasTheCallsOfThisArchitecture() throws IOException {
    assertThat(ContainersPolicy.names()).contains("read", "openat", "exit_group");
    if (Arch.host() == Arch.X86_64) {
      assertThat(ContainersPolicy.names()).contains("arch_prctl").hasSizeGreaterThan(300);
    }
  }

  @Test
  void startBenchmark_printsItsTables() throws Exception {
    String out = run(StartBenchmark.class, "3");

    assertThat(out).contains("Start and wait", "Without clone3", "Beside others");
    assertThat(out.split("Sandbox, 331 calls allowed", -1)).hasSize(4);
  }

  @Test
  void compilersBenchmark_printsItsTables() throws Exception {
    assertThat(run(CompilersBenchmark.class, "2"))
        .contains("instructions", "compile and prove", "million calls in a second")
        .contains("Loading", "Sandbox, built-in");
  }

  @Test
  void commandBenchmark_printsItsTable() throws Exception {
    Path script = Files.writeString(Files.createTempFile("command", ""), "#!/bin/sh\n");
    try {
      assertThat(script.toFile().setExecutable(true)).isTrue();

      assertThat(run(CommandBenchmark.class, script.toString(), "2"))
          .contains("empty main", "run --deny mkdir", "run --policy");
    } finally {
      Files.delete(script);
    }
  }

  @Test
  void policyBenchmark_doesWhatItTimes() throws IOException {
    PolicyBenchmark benchmark = new PolicyBenchmark();
    benchmark.prepare();
    try {
      assertThat(benchmark.compile().filter().size()).isGreaterThan(1);
      assertThat(benchmark.read().syscalls()).isNotEmpty();
      assertThat(benchmark.readToPolicy().decide(call("read"))).isEqualTo(Action.ALLOW);
      assertThat(benchmark.decide()).isInstanceOf(Action.class);
      assertThat(benchmark.simulate()).isNotZero();
    } finally {
      benchmark.clean();
    }
  }

  private static String run(Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
