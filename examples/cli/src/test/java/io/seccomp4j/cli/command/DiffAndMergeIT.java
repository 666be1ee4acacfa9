package io.seccomp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.cli.Command;
import io.seccomp4j.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiffAndMergeIT {
  private static final String ONE =
      """
      {
        "defaultAction": "SCMP_ACT_ALLOW",
        "syscalls": [
          {"names": ["mkdirat", "unlinkat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13}
        ]
      }
      """;
  private static final String OTHER =
      """
      {
        "defaultAction": "SCMP_ACT_ALLOW",
        "syscalls": [
          {"names": ["unlinkat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13},
          {"names": ["socket"], "action": "SCMP_ACT_KILL_PROCESS",
           "args": [{"index": 0, "value": 2, "op": "SCMP_CMP_EQ"}]}
        ]
      }
      """;

  @TempDir private Path directory;
  private Command command;

  @BeforeEach
  void prepare() throws IOException {
    command = new Command(directory);
    Files.writeString(directory.resolve("a.json"), ONE);
    Files.writeString(directory.resolve("b.json"), OTHER);
  }

  private Result run(String... args) throws IOException, InterruptedException {
    return command.run(args);
  }

  @Test
  void diff_saysWhatEachAllowsThatTheOtherDoesNot() throws Exception {
    Result result = run("diff", "a.json", "b.json");

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            b.json is neither weaker nor stricter than a.json
            b.json allows, a.json does not:
              mkdirat: errno(EACCES) -> allow
                as mkdirat(0, NULL, 0)
                a.json: rule 0 of a.json; b.json: no rule names it: the default action
            a.json allows, b.json does not:
              some calls of socket: allow -> kill-process
                as socket(AF_INET, 0, 0)
                a.json: no rule names it: the default action; b.json: rule 1 of b.json
            """);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void diff_ofTheSameMeaning_isFine() throws Exception {
    Result result = run("diff", "a.json", "a.json");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("a.json decides every call like a.json\n");
  }

  @Test
  void diff_writesJson() throws Exception {
    assertThat(run("diff", "--json", "a.json", "b.json").out().lines())
        .singleElement()
        .asString()
        .startsWith("{\"relation\":\"incomparable\",\"noWeaker\":false,\"changes\":[{")
        .contains("\"change\":\"allowed\",\"strictness\":\"weaker\",\"syscalls\":[\"mkdirat\"]")
        .contains("\"arguments\":\"some\"", "\"action\":\"SCMP_ACT_KILL_PROCESS\",\"rule\":1")
        .contains("\"call\":\"socket(AF_INET, 0, 0)\"")
        .endsWith(",\"settings\":[]}");
  }

  @Test
  void intersection_isNoWeakerThanAny_andAUnionNoStricter() throws Exception {
    assertThat(run("merge", "a.json", "b.json", "-o", "i.json").code()).isZero();
    assertThat(run("merge", "a.json", "b.json", "-o", "u.json", "--mode", "union").code()).isZero();

    for (String name : new String[] {"a.json", "b.json"}) {
      assertThat(run("diff", "--no-weaker", name, "i.json").code()).as(name).isZero();
      assertThat(run("diff", "--no-weaker", "u.json", name).code()).as(name).isZero();
      assertThat(run("diff", "--no-weaker", name, "u.json").code()).as(name).isEqualTo(1);
    }
    assertThat(run("explain", "i.json", "socket(AF_INET, 1, 0)").out()).contains("kill-process");
    assertThat(run("merge", "a.json", "b.json", "-o", "-").out())
        .isEqualTo(Files.readString(directory.resolve("i.json")));
  }

  @Test
  void merge_leavesNothingBehindWhenItFails() throws Exception {
    Result result = run("merge", "a.json", "missing.json", "-o", "x.json");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("seccomp4j: missing.json: no such file\n");
    assertThat(directory.resolve("x.json")).doesNotExist();
  }

  @Test
  void run_takesTheStrictestOfSeveralPolicies() throws Exception {
    assertThat(python("import os; os.mkdir('made', dir_fd=os.open('.', 0))")).isEqualTo(1);
    assertThat(directory.resolve("made")).doesNotExist();
    assertThat(python("import socket; socket.socket()")).isEqualTo(159);
  }

  private int python(String program) throws Exception {
    return run("run", "--policy", "a.json", "--policy", "b.json", "--", "python3", "-c", program)
        .code();
  }
}
