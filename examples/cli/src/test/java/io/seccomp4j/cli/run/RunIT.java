package io.seccomp4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seccomp4j.cli.Command;
import io.seccomp4j.cli.Command.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RunIT {
  @TempDir private Path directory;
  private Command command;

  @BeforeEach
  void prepare() {
    command = new Command(directory);
  }

  private Result run(String... args) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(Arrays.asList(args));
    return command.run(all.toArray(String[]::new));
  }

  private Path file(String name, String content, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private Path policy(String syscalls) throws IOException {
    return file(
        "policy.json",
        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[" + syscalls + "]}",
        "rw-r--r--");
  }

  @Test
  @Tag("smoke")
  void deniedCall_fails() throws Exception {
    Result result = run("--deny", "mkdir,mkdirat", "--", "mkdir", "x");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.complaints()).contains("Operation not permitted");
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void guardOfIoUring_saysSoOnceInOneLine() throws Exception {
    assertThat(run("--deny", "mkdir", "--", "true").err().lines())
        .singleElement()
        .asString()
        .startsWith("seccomp4j: warning: io_uring_setup is denied, too: ");
    assertThat(run("--deny", "mkdir,io_uring_setup", "--", "true").err()).isEmpty();
    assertThat(run("--", "true").err()).isEmpty();
  }

  @Test
  @Tag("smoke")
  void killedProgram_gives159() throws Exception {
    assertThat(run("--kill", "mkdir,mkdirat", "--", "mkdir", "x").code()).isEqualTo(159);
    assertThat(run("--kill", "mkdir,mkdirat", "--timeout", "1m", "--", "mkdir", "x").code())
        .isEqualTo(159);
    assertThat(run("--trap", "mkdir,mkdirat", "--", "mkdir", "x").code()).isEqualTo(159);
  }

  @Test
  @Tag("smoke")
  void condition_looksAtTheArgument() throws Exception {
    file("there", "read me", "rw-r--r--");
    Result result =
        run(
            "--deny",
            "openat(flags & O_ACCMODE != O_RDONLY)",
            "--",
            "sh",
            "-c",
            "cat there; echo x > f");
    assertThat(result.out()).isEqualTo("read me");
    assertThat(result.code()).isNotZero();
    assertThat(directory.resolve("f")).doesNotExist();
  }

  @Test
  void groups_areAllowedAndSubtracted() throws Exception {
    file("list", "pear\n", "rw-r--r--");
    String groups = "@startup,@stdio,@read-files";
    Result cat = run("--default", "kill", "--allow", groups, "--", "cat", "list");
    assertThat(cat.code()).isZero();
    assertThat(cat.out()).isEqualTo("pear\n");
    assertThat(cat.err()).isEmpty();
    assertThat(run("--default", "kill", "--allow", groups, "--", "cp", "list", "x").code())
        .isEqualTo(159);
    Result ls = run("--default", "errno", "--allow", groups + ",!getdents64", "--", "ls");
    assertThat(ls.code()).isEqualTo(2);
    assertThat(ls.err()).contains("Operation not permitted");
    Result misspelt = run("--allow", "@read-file", "--", "true");
    assertThat(misspelt.code()).isEqualTo(125);
    assertThat(misspelt.err()).contains("unknown group \"@read-file\" (did you mean @read-files?)");
  }

  @Test
  void groups_standInAProfile() throws Exception {
    policy(
        "{\"names\":[\"@file-system\",\"!open\",\"!openat\",\"!fstat\",\"!newfstatat\",\"!@basic-io\"],"
            + "\"action\":\"SCMP_ACT_ERRNO\"}");
    assertThat(run("--policy", "policy.json", "--", "true").code()).isZero();
    Result mkdir = run("--policy", "policy.json", "--", "mkdir", "x");
    assertThat(mkdir.code()).isEqualTo(1);
    assertThat(directory.resolve("x")).doesNotExist();
    policy("{\"names\":[\"@fiel-system\"],\"action\":\"SCMP_ACT_ERRNO\"}");
    Result misspelt = run("--policy", "policy.json", "--", "true");
    assertThat(misspelt.code()).isEqualTo(125);
    assertThat(misspelt.err())
        .contains(
            "policy.json:1:", "/syscalls/0/names/0: unknown group \"@fiel-system\" (did you mean");
  }

  @Test
  void errnoOfAnItem_isWhatTheProgramSees() throws Exception {
    assertThat(run("--deny", "mkdir:ENOSPC,mkdirat:28", "--", "mkdir", "x").err())
        .contains("No space left on device");
  }

  @Test
  void options_decideOverTheFile() throws Exception {
    Path policy = policy("{\"names\":[\"mkdir\",\"mkdirat\"],\"action\":\"SCMP_ACT_ERRNO\"}");
    assertThat(run("--policy", policy.toString(), "--", "mkdir", "a").code()).isEqualTo(1);
    Result allowed =
        run("--policy", policy.toString(), "--allow", "mkdir,mkdirat", "--", "mkdir", "b");
    assertThat(allowed.code()).isZero();
    assertThat(directory.resolve("b")).isDirectory();
    Result logged =
        run("--policy", policy.toString(), "--log", "mkdir,mkdirat", "--", "mkdir", "c");
    assertThat(logged.code()).isEqualTo(1);
  }

  @Test
  void defaultAction_isReplaced() throws Exception {
    Result result = run("--default", "errno:EACCES", "--", "true");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains("execve");
  }

  @Test
  void program_hasThisProcessId() throws Exception {
    Process process =
        command
            .builder(Command.line("run", "--deny", "mkdir", "--", "sh", "-c", "echo $$"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String pid =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    assertThat(pid).isEqualTo(Long.toString(process.pid()));
  }

  @Test
  void nothingOfTheJvm_leaksIntoTheProgram() throws Exception {
    String look = "ls /proc/self/fd; ulimit -Sn; grep '^SigBlk' /proc/self/status";
    Result plain = command.run(new byte[0], List.of("sh", "-c", look));
    Result sandboxed = run("--deny", "mkdir", "--", "sh", "-c", look);
    assertThat(sandboxed.out()).isEqualTo(plain.out());
    assertThat(sandboxed.out()).contains("SigBlk:\t0000000000000000");
  }

  @Test
  void ignoredSignals_stayIgnored() throws Exception {
    List<String> line = new ArrayList<>(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"));
    line.addAll(Command.line("run", "--", "grep", "^SigIgn", "/proc/self/status"));
    assertThat(command.run(new byte[0], line).out()).matches("SigIgn:\\t.*[13579bdf]\n");
  }

  @Test
  void hsperfdata_isNotLeftOver() throws Exception {
    Result result = run("--", "sh", "-c", "ls /tmp/hsperfdata_$(id -un)/$$");
    assertThat(result.code()).isNotZero();
    assertThat(result.out()).isEmpty();
  }

  @Test
  void environment_isThatOfTheShell() throws Exception {
    Result plain = command.run(new byte[0], List.of("env", "ODD=a=b\n'\"", "sh", "-c", "env"));
    List<String> line = new ArrayList<>(List.of("env", "ODD=a=b\n'\""));
    line.addAll(Command.line("run", "--", "sh", "-c", "env"));
    assertThat(command.run(new byte[0], line).out().lines().filter(RunIT::isNotOfAShell))
        .containsExactlyInAnyOrderElementsOf(
            plain.out().lines().filter(RunIT::isNotOfAShell).toList());
  }

  private static boolean isNotOfAShell(String variable) {
    return !variable.matches("(_|PWD|OLDPWD|SHLVL)=.*");
  }

  @Test
  void environment_canBeChanged() throws Exception {
    assertThat(run("--clear-env", "--env", "A=b c", "--env=D=", "--", "/usr/bin/env").out())
        .isEqualTo("A=b c\nD=\n");
  }

  @Test
  void directory_canBeChanged() throws Exception {
    assertThat(run("--cd", "/usr", "--", "pwd").out()).isEqualTo("/usr\n");
  }

  @Test
  void arguments_arriveAsTheyAre() throws Exception {
    String[] odd = {"", "a b", "--policy", "ä€", "*", "$HOME", "\n", "@file", "-Dx=y"};
    List<String> line = new ArrayList<>(List.of("--", "printf", "[%s]"));
    line.addAll(Arrays.asList(odd));
    assertThat(run(line.toArray(String[]::new)).out())
        .isEqualTo("[" + String.join("][", odd) + "]");
  }

  @Test
  void streams_areBinaryClean() throws Exception {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    for (String[] options : List.of(new String[0], new String[] {"--timeout", "1m"})) {
      List<String> line = Command.line("run");
      line.addAll(Arrays.asList(options));
      line.addAll(List.of("--", "cat"));
      Result result = command.run(bytes, line);
      assertThat(result.outBytes()).isEqualTo(bytes);
      assertThat(result.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"300ms, 124", "1m, 7"})
  void timeout_endsTheProgramOrDoesNot(String timeout, int code) throws Exception {
    String script = code == 7 ? "exit 7" : "sleep 30";
    assertThat(run("--timeout", timeout, "--", "sh", "-c", script).code()).isEqualTo(code);
  }

  @Test
  void timeout_killsWhoIgnoresTerm() throws Exception {
    long start = System.nanoTime();
    Result result =
        run("--timeout", "500ms", "--", "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done");
    assertThat(result.code()).isEqualTo(124);
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(2400));
  }

  @Test
  void timeout_endsWhatTheProgramStartedToo() throws Exception {
    Result result =
        run("--timeout", "500ms", "--", "sh", "-c", "sleep 60 & echo $!; wait; echo never");
    assertThat(result.code()).isEqualTo(124);
    long child = Long.parseLong(result.out().strip());
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 15", "HUP, 1", "INT, 2"})
  void signals_reachATimedProgram(String signal, int number) throws Exception {
    assumeThat(ignores(number))
        .as(signal + " is ignored here, as shells do for background jobs, and nohup")
        .isFalse();
    Process process =
        command
            .builder(
                Command.line(
                    "run",
                    "--timeout",
                    "1m",
                    "--",
                    "sh",
                    "-c",
                    "trap 'echo got; exit 5' "
                        + signal
                        + "; echo ready; while :; do sleep 0.1; done"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(out.readLine()).isEqualTo("got");
    }
    assertThat(process.waitFor()).isEqualTo(5);
  }

  private static boolean ignores(int signal) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("SigIgn:")) {
        return ((Long.parseUnsignedLong(line.substring(7).strip(), 16) >>> (signal - 1)) & 1) != 0;
      }
    }
    return false;
  }

  @Test
  void signalThatEndsATimedProgram_is128AndItsNumber() throws Exception {
    assertThat(run("--timeout", "1m", "--", "sh", "-c", "kill -9 $$").code()).isEqualTo(137);
  }

  @Test
  void missingAndUnusablePrograms_areToldApart() throws Exception {
    file("text", "x", "rw-r--r--");
    file("script", "#!/no/such/interpreter\n", "rwxr-xr-x");
    Result missing = run("--", "no-such-program");
    assertThat(missing.code()).isEqualTo(127);
    assertThat(missing.err().lines())
        .singleElement()
        .asString()
        .isEqualTo(
            "seccomp4j: Cannot run program \"no-such-program\": error=2, No such file or directory");
    assertThat(run("--", "./missing").code()).isEqualTo(127);
    assertThat(run("--", "./text/missing").code()).isEqualTo(127);
    assertThat(run("--", "./text").code()).isEqualTo(126);
    assertThat(run("--", directory.toString()).code()).isEqualTo(126);
    Result interpreter = run("--", "./script");
    assertThat(interpreter.code()).isEqualTo(126);
    assertThat(interpreter.err()).contains("the interpreter or loader that it names does not");
    assertThat(run("--timeout", "1m", "--", "./script").code()).isEqualTo(126);
    assertThat(run("--timeout", "1m", "--", "no-such-program").code()).isEqualTo(127);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "libseccomp", "builtin"})
  void everyCompiler_makesTheSameDecisions(String compiler) throws Exception {
    Result result =
        run(
            "--compiler",
            compiler,
            "--deny",
            "mkdir,mkdirat",
            "--",
            "sh",
            "-c",
            "mkdir x; echo $?");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("1\n");
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void missingDirectory_is125() throws Exception {
    Result result = run("--cd", "nowhere", "--", "true");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains("in directory \"nowhere\"");
  }

  @Test
  void wrongUsage_is125InOneLine() throws Exception {
    for (String[] args :
        new String[][] {
          {},
          {"--"},
          {"--nope", "true"},
          {"--deny"},
          {"--deny", "mkdri", "true"},
          {"--default", "x", "true"},
          {"--timeout", "5", "true"},
          {"--env", "x", "true"},
          {"--cd", "/", "--cd", "/", "true"},
          {"--ask", "mkdir", "true"},
          {"--report", "true"},
          {"--read", "/", "true"},
          {"--events", "-", "true"},
          {"--connect", "x", "true"},
          {"--default", "notify", "true"},
          {"--default", "trace:1", "true"},
          {"--compiler", "gcc", "true"},
          {"--policy", "a", "--policy", "b", "true"},
          {"--unsupervised=yes", "true"},
          {"--deny", "openat(flgs==1)", "true"}
        }) {
      Result result = run(args);
      assertThat(result.code()).as(Arrays.toString(args)).isEqualTo(125);
      assertThat(result.out()).isEmpty();
      assertThat(result.err().lines()).singleElement().asString().startsWith("seccomp4j: ");
    }
  }

  @Test
  void badPolicyFiles_are125InOneLineAndQuickly() throws Exception {
    Path deep = file("deep", "[".repeat(100_000), "rw-r--r--");
    Path large = directory.resolve("large");
    try (var channel = new RandomAccessFile(large.toFile(), "rw")) {
      channel.setLength(100L << 20);
    }
    for (Path bad :
        List.of(
            directory,
            directory.resolve("missing"),
            file("text", "not JSON", "rw-r--r--"),
            file("types", "{\"defaultAction\":1,\"syscalls\":{}}", "rw-r--r--"),
            file("ask", "{\"defaultAction\":\"SCMP_ACT_NOTIFY\"}", "rw-r--r--"),
            deep,
            large)) {
      Result result = run("--policy", bad.toString(), "--", "true");
      assertThat(result.code()).as(bad.toString()).isEqualTo(125);
      assertThat(result.out()).isEmpty();
      assertThat(result.err().lines()).singleElement().asString().startsWith("seccomp4j: ");
    }
  }

  @Test
  void setuidProgram_getsAWarning() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Path copy = directory.resolve("copy");
    Files.copy(Path.of("/bin/true"), copy);
    command.run(new byte[0], List.of("chown", "nobody", copy.toString()));
    command.run(new byte[0], List.of("chmod", "4755", copy.toString()));
    Result result = run("--", "./copy");
    assertThat(result.code()).isZero();
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("seccomp4j: warning: ./copy is setuid");
  }

  @Test
  void unprivilegedUser_canRunIt() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    assumeThat(Path.of("/usr/bin/setpriv")).exists();
    List<String> line =
        new ArrayList<>(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
    line.addAll(Command.line("run", "--cd", "/", "--kill", "mkdir,mkdirat", "--", "mkdir", "x"));
    assertThat(command.run(new byte[0], line).code()).isEqualTo(159);
  }

  @Test
  void help_hasAnExample() throws Exception {
    Result result = run("--help");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("Usage: seccomp4j run", "Example: seccomp4j run --deny");
  }
}
