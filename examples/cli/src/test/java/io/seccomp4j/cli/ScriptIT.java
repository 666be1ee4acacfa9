package io.seccomp4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.cli.Command.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptIT {
  @TempDir private Path directory;

  @Test
  void script_worksThroughLinksFromAnywhere() throws Exception {
    Path links = Files.createDirectory(directory.resolve("some dir"));
    Path first = links.resolve("first");
    Files.createSymbolicLink(first, Path.of(Command.line().get(0)));
    Files.createSymbolicLink(directory.resolve("second"), Path.of("some dir/first"));
    Result result =
        new Command(directory).run(new byte[0], List.of("./second", "run", "--", "echo", "hi"));
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("hi\n");
  }

  @Test
  void script_needsAJavaThatIsThere() throws Exception {
    ProcessBuilder builder = new Command(directory).builder(Command.line("run", "--", "true"));
    builder.environment().put("JAVA_HOME", directory.toString());
    assertThat(builder.redirectErrorStream(true).start().waitFor()).isEqualTo(125);
    builder.command(Command.line("check", "x"));
    assertThat(builder.start().waitFor()).isEqualTo(1);
  }

  @Test
  void script_namesAJavaThatIsTooOld() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("jdk/bin"));
    Files.writeString(bin.resolve("java"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        bin.resolve("java"), Files.getPosixFilePermissions(Path.of("/bin/sh")));
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
    ProcessBuilder builder = new Command(directory).builder(Command.line("run", "--", "true"));
    builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
    Process process = builder.start();
    assertThat(process.errorReader().readLine())
        .endsWith("is Java 11.0.2, and 17 or later is needed");
    assertThat(process.waitFor()).isEqualTo(125);
  }

  @Test
  void script_namesWhatIsMissingToBuild() throws Exception {
    Path examples = Files.createDirectories(directory.resolve("tree/examples"));
    Path script = Files.copy(Path.of(Command.line().get(0)), examples.resolve("seccomp4j"));
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String tool : List.of("sh", "mkdir", "find", "sed", "readlink", "flock")) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
    }
    ProcessBuilder builder =
        new Command(directory).builder(List.of(script.toString(), "run", "--", "true"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", bin.toString());
    Process process = builder.start();
    assertThat(process.errorReader().lines())
        .singleElement()
        .asString()
        .startsWith("seccomp4j: missing: a JDK from 17 on, mvn, gcc; apt-get install ")
        .contains("openjdk-17-jdk-headless maven gcc");
    assertThat(process.waitFor()).isEqualTo(125);
  }

  @Test
  void closedDescriptors_areNotFilledWithFilesOfJava() throws Exception {
    String script = Command.line().get(0);
    List<String> line = List.of("sh", "-c", script + " run -- readlink /proc/self/fd/0 <&-");
    assertThat(new Command(directory).run(new byte[0], line).out()).isEqualTo("/dev/null\n");
  }
}
