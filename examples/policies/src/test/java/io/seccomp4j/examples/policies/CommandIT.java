package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same profiles with the seccomp4j command, as the README of this directory shows it. */
final class CommandIT {
  @TempDir Path work;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no-network.json             | echo x > file; cat file                   |   0 | x
          no-network.json             | perl -MSocket -e "socket S,2,1,0 or die"  |  13 | Died
          no-new-processes.json       | true; exec cat /etc/passwd              |   0 |
          no-new-processes.json       | cat /etc/passwd; true                   |   2 | fork
          less-kernel.json            | echo a > file; exec sort file              |   0 | a
          less-kernel.json            | unshare --user true                       |   1 | not permitted
          read-only-tools.json        | exec cat /etc/passwd                    |   0 |
          read-only-tools.json        | echo x > file                             |   2 | file
          filter-stdin-to-stdout.json | exec tr a b                               |   0 |
          filter-stdin-to-stdout.json | exec tee file                             | 159 |
          convert-files.json          | echo x > file; exec gzip file             |   0 |
          convert-files.json          | cat /etc/passwd; true                   |   2 | fork
          compiler.json               | gcc --version                             |   0 | gcc
          compiler.json               | perl -MSocket -e "socket S,2,1,0 or die"  |   1 | Died
          """)
  void command_endsAsTheProgramDoes(String profile, String script, int code, String text)
      throws Exception {
    for (String program : List.of("perl", "gcc", "unshare")) {
      Run.needs(program);
    }
    List<String> command = seccomp4j("run", "--policy", Run.profiles().resolve(profile).toString());
    command.addAll(List.of("--", "/bin/sh", "-c", script));

    String output = output(command, code);

    assertThat(output).contains(text == null ? "" : text);
  }

  private String output(List<String> command, int code) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(code);
    return output;
  }

  /** Returns a command line without the script in examples/, which would build while we test. */
  private static List<String> seccomp4j(String... arguments) {
    Path jar = Run.profiles().resolve("../cli/target/seccomp4j.jar").normalize();
    assumeTrue(Files.exists(jar), jar + " is not built: it comes with the whole project");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
