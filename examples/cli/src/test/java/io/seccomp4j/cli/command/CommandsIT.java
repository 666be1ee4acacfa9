package io.seccomp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.cli.Command;
import io.seccomp4j.cli.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsIT {
  private static final String POLICY =
      """
      {
        "defaultAction": "SCMP_ACT_ALLOW",
        "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],
        "syscalls": [
          {"names": ["mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13},
          {"names": ["socket"], "action": "SCMP_ACT_KILL_PROCESS",
           "args": [{"index": 0, "value": 2, "op": "SCMP_CMP_EQ"}]},
          {"names": ["ptrace"], "action": "SCMP_ACT_TRACE", "errnoRet": 7}
        ]
      }
      """;

  @TempDir private Path directory;
  private Command command;

  @BeforeEach
  void prepare() throws IOException {
    command = new Command(directory);
    Files.writeString(directory.resolve("p.json"), POLICY);
  }

  private Result run(String... args) throws IOException, InterruptedException {
    return command.run(args);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void check_ofAGoodFile_isFine() throws Exception {
    file("good.json", "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
    Result result = run("check", "good.json");
    assertThat(result.code()).isZero();
    assertThat(result.out()).endsWith("1 file: 0 errors, 0 warnings\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void check_warnsOfAnUpperHalf() throws Exception {
    Result result = run("check", "p.json");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .containsPattern(
            "p.json:\\d+:\\d+ /syscalls/1: warning: rule 1 of p.json: socket's domain has 32 bits")
        .contains("mkdirat is denied (rule 0 of p.json), but mkdir runs")
        .contains("(rule 1 of p.json, rule 0 of p.json), but io_uring_setup runs")
        .endsWith(" warnings\n");
  }

  @Test
  void check_namesThePlaceOfEachProblem() throws Exception {
    file(
        "bad.json",
        "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\n\"syscalls\":[\n  {\"names\":[\"read\"],"
            + "\"action\":\"SCMP_ACT_DENY\"},\n  {\"names\":3,\"action\":\"SCMP_ACT_ALLOW\"}]}");
    Result result = run("check", "bad.json");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().lines().toList())
        .hasSize(3)
        .satisfies(lines -> assertThat(lines.get(0)).startsWith("bad.json:3:"))
        .satisfies(lines -> assertThat(lines.get(0)).contains(" /syscalls/0/action: "))
        .satisfies(lines -> assertThat(lines.get(1)).contains(" /syscalls/1/names: "))
        .satisfies(lines -> assertThat(lines.get(2)).isEqualTo("1 file: 2 errors, 0 warnings"));
  }

  @Test
  void check_strictTakesWarningsForErrors() throws Exception {
    file(
        "doubt.json",
        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"raed\"],"
            + "\"action\":\"SCMP_ACT_ALLOW\"}]}");
    Result mild = run("check", "doubt.json");
    assertThat(mild.code()).isZero();
    assertThat(mild.out()).contains(": warning: ", "0 errors, 1 warning\n");
    file("good.json", "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
    Result strict = run("check", "--strict", "doubt.json", "good.json");
    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.out()).endsWith("2 files: 1 error, 0 warnings\n");
  }

  @Test
  void check_writesAJsonObjectForEachFile() throws Exception {
    file("x\n.json", "[]");
    file("good.json", "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
    Result result = run("check", "--json", "good.json", "x\n.json");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().lines().toList())
        .hasSize(2)
        .satisfies(
            lines ->
                assertThat(lines.get(0))
                    .isEqualTo(
                        "{\"file\":\"good.json\",\"ok\":true,\"errors\":0,\"warnings\":0,\"problems\":[]}"))
        .satisfies(
            lines ->
                assertThat(lines.get(1))
                    .startsWith("{\"file\":\"x\\u000a.json\",\"ok\":false,\"errors\":1,"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.json", ".", "/dev/null"})
  void check_ofWhatIsNoProfile_isOneLineAndASummary(String name) throws Exception {
    Result result = run("check", name);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().lines()).hasSize(2);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void explain_namesTheRule() throws Exception {
    Result result = run("explain", "p.json", "socket(AF_INET, SOCK_STREAM, 0)", "mkdirat", "read");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("kill-process, rule 1 of p.json: ")
        .contains("errno(EACCES), rule 0 of p.json: ")
        .contains("allow, no rule names it: the default action");
  }

  @Test
  void explain_listsEveryVerdictOfAnUnknownArgument() throws Exception {
    assertThat(run("explain", "p.json", "socket(_, SOCK_STREAM, 0)").out())
        .contains("kill-process, rule 1", "allow, no rule matches");
  }

  @Test
  void explain_namesTheNearestOtherVerdict() throws Exception {
    assertThat(run("explain", "p.json", "socket(AF_INET, SOCK_STREAM, 0)", "mkdirat").out())
        .contains(
            "  nearest other verdict: allow by the default action, if domain != AF_INET, as in"
                + " socket(AF_AX25, SOCK_STREAM, 0)\n")
        .contains("  nearest other verdict: none, whatever the arguments\n");
  }

  @Test
  void explain_writesJsonWithNames() throws Exception {
    assertThat(run("explain", "--json", "p.json", "socket(AF_INET, _, 0)").out())
        .isEqualTo(
            """
            {"call":"socket(AF_INET, _, 0)","arch":"ARCH","syscall":"socket","nr":NR,"args":[\
            {"name":"domain","value":"2","words":"AF_INET"},\
            {"name":"type","value":null,"words":null},\
            {"name":"protocol","value":"0","words":"0"}],\
            "action":"SCMP_ACT_KILL_PROCESS","rule":1,"verdicts":[\
            {"action":"SCMP_ACT_KILL_PROCESS","rule":1,"when":[],\
            "because":"rule 1 of p.json: socket(domain == AF_INET)"}],"nearest":\
            {"action":"SCMP_ACT_ALLOW","rule":null,"if":["domain != AF_INET"],"as":\
            {"call":"socket(AF_AX25, _, 0)","arch":"ARCH","syscall":"socket","nr":NR,"args":[\
            {"name":"domain","value":"3","words":"AF_AX25"},\
            {"name":"type","value":null,"words":null},\
            {"name":"protocol","value":"0","words":"0"}]},"because":"the default action"}}
            """
                .replace("ARCH", Arch.host().ociName())
                .replace(
                    "NR",
                    Integer.toString(Syscalls.of(Arch.host()).number("socket").orElseThrow())));
  }

  @Test
  void explain_asksTheKernelWithoutRunningACall() throws Exception {
    file(
        "calls.jsonl",
        """
        {"syscall":"mkdirat","args":[0,0,0,0,0,0]}
        {"syscall":"exit_group","args":[3]}
        {"syscall":"socket","args":[2,1,0,0,0,0]}
        {"arch":"SCMP_ARCH_S390X","nr":1}
        {"syscall":"ptrace"}
        """);
    Result result = run("explain", "p.json", "--calls", "calls.jsonl", "--through", "kernel");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            {"action":"SCMP_ACT_ERRNO","errno":13,"rule":null}
            {"action":"SCMP_ACT_ALLOW","rule":null}
            {"action":"SCMP_ACT_KILL_PROCESS","rule":null}
            {"error":"a call of s390x cannot be made on this host, HOST"}
            {"action":"SCMP_ACT_TRACE","value":7,"rule":null}
            """
                .replace("HOST", Arch.host().toString()));
    assertThat(result.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"model, auto", "filter, auto", "filter, libseccomp", "filter, builtin"})
  void explain_answersAFileOfCalls(String through, String compiler) throws Exception {
    file(
        "calls.jsonl",
        """
        {"syscall":"mkdirat","args":[0,0,0,0,0,0]}
        {"syscall":"socket","args":[2,1,0,0,0,0]}

        {"syscall":"socket","args":[4294967298,1,0,0,0,0]}
        {"syscall":"ptrace"}
        {"arch":"SCMP_ARCH_S390X","nr":1}
        """);
    Result result =
        run(
            "explain",
            "p.json",
            "--calls",
            "calls.jsonl",
            "--through",
            through,
            "--compiler",
            compiler);
    String expected =
        """
        {"action":"SCMP_ACT_ERRNO","errno":13,"rule":0}
        {"action":"SCMP_ACT_KILL_PROCESS","rule":1}
        {"action":"SCMP_ACT_ALLOW","rule":null}
        {"action":"SCMP_ACT_TRACE","value":7,"rule":2}
        {"action":"SCMP_ACT_KILL_PROCESS","rule":null}
        """;
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            through.equals("model")
                ? expected
                : expected.replaceAll("\"rule\":.", "\"rule\":null").replace("nullull", "null"));
  }

  @Test
  void explain_namesTheLineThatIsNoCall() throws Exception {
    file("calls.jsonl", "{\"nr\":1}\n{\"nr\":}\n");
    Result result = run("explain", "p.json", "--calls", "calls.jsonl");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.err()).isEqualTo("seccomp4j: calls.jsonl:2:7: expected an integer\n");
  }

  @Test
  void explain_isQuickWithManyCalls() throws Exception {
    file("calls.jsonl", "{\"syscall\":\"socket\",\"args\":[2,1,0,0,0,0]}\n".repeat(100_000));
    assertThat(run("explain", "p.json", "--calls", "calls.jsonl").out().lines()).hasSize(100_000);
  }

  @Test
  void show_printsRulesProgramOrNumbers() throws Exception {
    assertThat(run("show", "p.json").out()).contains("errno(EACCES)  mkdirat");
    assertThat(run("show", "--bpf", "p.json").out()).contains("(mkdirat)", "return errno(EACCES)");
    assertThat(run("show", "--stats", "p.json").out())
        .containsPattern("rules +3\n")
        .containsPattern("instructions +\\d+\n")
        .containsPattern("longest path +\\d+ instructions")
        .containsPattern("\nlongest path  .{5} instructions\n")
        .containsPattern("\ncompiled by         libseccomp \\d");
    file("deny.json", "{\"defaultAction\":\"SCMP_ACT_ERRNO\"}");
    assertThat(run("show", "deny.json").out()).contains("horizon   none");
  }

  @Test
  void compilers_canBeChosen() throws Exception {
    assertThat(run("show", "--stats", "--compiler", "builtin", "p.json").out())
        .containsPattern("compiled by +built-in\n");
    assertThat(run("compile", "p.json", "-o", "x", "--compiler", "builtin").err())
        .matches("seccomp4j: x: filter of \\d+ instructions, proven equal .* by built-in\n");
    assertThat(run("compile", "p.json", "-o", "y", "--compiler", "libseccomp").err())
        .contains("proven equal to the policy; compiled by libseccomp 2.");
    assertThat(directory.resolve("x")).isNotEmptyFile();
    assertThat(run("show", "--bpf", "--compiler", "builtin", "p.json").out())
        .isNotEqualTo(run("show", "--bpf", "--compiler", "libseccomp", "p.json").out());
  }

  /** Two rules that overlap with different actions. */
  @Test
  void whatLibseccompDoesNotTake_isSaidOrRefused() throws Exception {
    file(
        "overlap.json",
        """
        {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
          {"names": ["lseek"], "action": "SCMP_ACT_ERRNO",
           "args": [{"index": 0, "value": 3, "op": "SCMP_CMP_GT"}]},
          {"names": ["lseek"], "action": "SCMP_ACT_KILL",
           "args": [{"index": 1, "value": 7, "op": "SCMP_CMP_LT"}]}]}
        """);
    String reason = "the rules for lseek on ";
    assertThat(run("show", "--stats", "overlap.json").out())
        .containsPattern("compiled by +built-in, since " + reason);
    Result auto = run("compile", "overlap.json", "-o", "auto");
    assertThat(auto.code()).isZero();
    assertThat(auto.err()).contains("compiled by built-in, since " + reason);
  }

  @Test
  void compile_makesAFilterForBubblewrap() throws Exception {
    assertThat(run("compile", "p.json", "-o", "p.bpf").code()).isZero();
    assertThat(Files.size(directory.resolve("p.bpf"))).isPositive().isEven();
    assumeThat(Path.of("/usr/bin/bwrap")).exists();
    List<String> plain = List.of("sh", "-c", "bwrap --dev-bind / / true");
    assumeThat(command.run(new byte[0], plain).code()).as("bwrap works here").isZero();
    Result result =
        command.run(
            new byte[0],
            List.of(
                "sh",
                "-c",
                "bwrap --dev-bind / / --seccomp 3 python3 -c 'import socket; socket.socket()'"
                    + " 3<p.bpf"));
    assertThat(result.code()).isNotZero();
  }

  @Test
  void compile_writesCAndAssembly() throws Exception {
    assertThat(run("compile", "p.json", "-o", "p.c", "--format", "c").code()).isZero();
    assertThat(directory.resolve("p.c")).content().contains("struct sock_filter filter[] = {");
    assumeThat(Path.of("/usr/bin/gcc")).exists();
    Result gcc =
        command.run(
            new byte[0],
            List.of(
                "gcc",
                "-Wall",
                "-Werror",
                "-Wno-unused-const-variable",
                "-Wno-unused-variable",
                "-c",
                "p.c"));
    assertThat(gcc.err()).isEmpty();
    assertThat(
            run("compile", "p.json", "-o", "p.txt", "--format", "asm", "--arch", "aarch64").code())
        .isZero();
    assertThat(directory.resolve("p.txt")).content().contains("AUDIT_ARCH_AARCH64");
  }

  @Test
  void compile_writesThroughALinkAndToStandardOutput() throws Exception {
    Path target = file("target", "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    assertThat(run("compile", "p.json", "-o", "link", "--format", "asm").code()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(run("compile", "p.json", "-o", "-", "--format", "asm").out())
        .isEqualTo(Files.readString(target))
        .contains("mkdirat");
  }

  @Test
  void compile_leavesNothingBehindWhenItFails() throws Exception {
    Result result = run("compile", "p.json", "-o", "no/such/directory");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("seccomp4j: no/such/directory: there is no such directory\n");
    assertThat(run("compile", "missing", "-o", "x").code()).isEqualTo(1);
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void fullDevices_areNamedAndFailures() throws Exception {
    assertThat(run("compile", "p.json", "-o", "/dev/full").err())
        .isEqualTo("seccomp4j: /dev/full: No space left on device\n");
    List<String> redirected =
        List.of(
            "sh", "-c", "exec \"$0\" \"$@\" >/dev/full", Command.line().get(0), "show", "p.json");
    Result result = command.run(new byte[0], redirected);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("seccomp4j: standard output: not everything could be written\n");
  }

  @Test
  void syscalls_areATable() throws Exception {
    assertThat(run("syscalls", "openat", "--arch", "x86_64").out())
        .startsWith("257  openat  (dirfd: int, ");
    assertThat(run("syscalls", "--arch", "SCMP_ARCH_AARCH64").out().lines().count())
        .isGreaterThan(300);
    Result unknown = run("syscalls", "opnat");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err())
        .isEqualTo("seccomp4j: unknown syscall \"opnat\" (did you mean openat?)\n");
    assertThat(run("syscalls", "--arch", "vax").code()).isEqualTo(2);
  }

  @Test
  void support_saysWhatTheHostCanDo() throws Exception {
    Result result = run("support");
    assertThat(result.out()).contains("action errno");
    assertThat(result.code()).isZero();
  }

  @Test
  void completion_isAScriptForBash() throws Exception {
    file("completion", run("generate-completion").out());
    Result bash =
        command.run(new byte[0], List.of("bash", "-c", ". ./completion && complete -p seccomp4j"));
    assertThat(bash.code()).isZero();
    assertThat(Files.readString(directory.resolve("completion"))).contains("--deny");
  }

  @Test
  void version_andHelp_areResults() throws Exception {
    assertThat(run("--version").out()).startsWith("seccomp4j ");
    for (String name :
        List.of("check", "explain", "show", "compile", "diff", "merge", "syscalls", "support")) {
      assertThat(run(name, "--help").out()).contains("Example: seccomp4j " + name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "check, 2",
    "explain p.json, 2",
    "explain p.json mkdri, 2",
    "show, 2",
    "compile p.json, 2",
    "diff p.json, 2",
    "diff a b, 1",
    "diff p.json p.json p.json, 2",
    "merge a b, 2",
    "merge p.json -o x, 2",
    "merge p.json a -o x, 1",
    "merge p.json p.json -o x --mode both, 2",
    "convert a, 2",
    "agent, 2",
    "learn, 125",
    "bogus, 2",
    "'', 2",
    "explain --as x p.json y, 2",
    "show --bogus p.json, 2",
    "explain p.json mkdir --through kernel, 2",
    "explain p.json --calls x --through y, 2",
    "compile p.json -o x --compiler gcc, 2",
    "show --bpf --compiler gcc p.json, 2",
    "explain p.json --calls x --through filter --compiler gcc, 2",
    "compile p.json -o x --format elf, 2",
    "check x, 1",
    "show x, 1",
    "explain x mkdir, 1"
  })
  void wrongUsage_isOneLine(String line, int code) throws Exception {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.removeIf(String::isEmpty);
    Result result = run(words.toArray(String[]::new));
    assertThat(result.code()).isEqualTo(code);
    if (!line.startsWith("check x")) {
      assertThat(result.out()).isEmpty();
      assertThat(result.err().lines()).singleElement().asString().startsWith("seccomp4j: ");
    }
  }

  @Test
  void groups_areListedWithTheirSource() throws Exception {
    file("clock", "not a file of arguments");
    Result all = run("groups");
    assertThat(all.code()).isZero();
    assertThat(all.out())
        .containsPattern("(?m)^@read-files +\\d+  seccomp4j 1 +Opens files for reading")
        .containsPattern("(?m)^@file-system +\\d+  systemd 257 +")
        .containsPattern("(?m)^@firejail/default +\\d+  Firejail 0");
    Result clock = run("groups", "@clock");
    assertThat(clock.code()).isZero();
    assertThat(clock.out())
        .startsWith(
            "@clock: 6 calls, systemd 257\nSets and adjusts the system's clock.\n  adjtimex\n");
    assertThat(run("groups", "@network-server").out())
        .contains("contains @network-client\n", "  socket(domain == AF_INET)\n");
  }

  @Test
  void groups_areWrittenAsJson() throws Exception {
    Result result = run("groups", "@network-server", "--json");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("{\"name\":\"@network-server\",\"source\":\"seccomp4j 1\",")
        .contains(
            "\"groups\":[\"@network-client\"],\"calls\":[{\"syscall\":\"accept\"},",
            "{\"syscall\":\"socket\",\"tests\":[\"domain == AF_INET\"]}");
    assertThat(run("groups", "--json").out().lines()).hasSizeGreaterThan(70);
  }

  @Test
  void groups_suggestWhatWasMeant() throws Exception {
    Result result = run("groups", "@netwrok-io");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("seccomp4j: unknown group \"@netwrok-io\" (did you mean @network-io?)\n");
    assertThat(run("groups", "a", "b").code()).isEqualTo(2);
  }

  @Test
  void groups_areShownAsTheyStand() throws Exception {
    file(
        "g.json",
        "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"@read-files\","
            + "\"!readlink\"],\"action\":\"SCMP_ACT_ALLOW\"}]}");
    assertThat(run("check", "g.json").out()).contains("1 file: 0 errors");
    assertThat(run("show", "g.json").out()).contains("allow  @read-files, !readlink\n");
    assertThat(run("explain", "g.json", "getcwd(_)").out())
        .contains("allow, rule 0 of g.json: getcwd of @read-files, !readlink");
  }
}
