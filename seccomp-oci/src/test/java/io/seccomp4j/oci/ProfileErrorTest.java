package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileErrorTest {
  private static List<String> problems(String json) {
    ProfileFormatException refused =
        catchThrowableOfType(ProfileFormatException.class, () -> OciProfile.parse(json));
    assertThat(refused).as(json).isNotNull();
    return refused.problems().stream().map(Problem::toString).toList();
  }

  private static Arguments row(String json, String... problems) {
    return Arguments.of(json, List.of(problems));
  }

  static Stream<Arguments> documents() {
    return Stream.of(
        row("", "1:1: the text is empty; a profile is a JSON object"),
        row(" \n\t", "1:1: the text is empty; a profile is a JSON object"),
        row("[]", "1:1: expected an object, found an array"),
        row("null", "1:1: expected an object, found null"),
        row("true", "1:1: expected an object, found true"),
        row(" 5", "1:2: expected an object, found the number 5"),
        row("\"x\"", "1:1: expected an object, found the string \"x\""),
        row("{}", "1:1: the field \"defaultAction\" is missing"),
        row(
            "{\"defaultAction\":\"SCMP_ACT_LOG\"} x",
            "1:34: this is not JSON: Unrecognized token 'x': was expecting (JSON String, Number,"
                + " Array, Object or token 'null', 'true' or 'false')"),
        row(
            "{\"defaultAction\":\"SCMP_ACT_LOG\"} {}",
            "1:34: something follows the end of the profile"),
        row(
            "\uFEFF{\"defaultAction\":\"SCMP_ACT_LOG\"}",
            "1:1: the text starts with a byte order mark, which JSON does not allow"),
        row("{\"ociVersion\":\"1.0\"}", noProfile("1:1")),
        row("{\"ociVersion\":\"1.0\",\"linux\":{}}", noProfile("1:1")),
        row("{\"linux\":{\"seccomp\":null}}", noProfile("1:1")),
        row("{\"linux\":5}", "1:10 /linux: expected an object, found the number 5"),
        row(
            "{\"linux\":{\"seccomp\":[]}}",
            "1:21 /linux/seccomp: expected an object, found an array"),
        row(
            "{\"linux\":{\"seccomp\":{}}}",
            "1:21 /linux/seccomp: the field \"defaultAction\" is missing"),
        row(
            "{\"syscalls\":[],\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_LOG\"}}}",
            "1:2 /syscalls: in a config.json this stands in linux.seccomp"),
        row(
            "{\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_LOG\"},\"seccomp\":{}}}",
            "1:54 /linux/seccomp: duplicate field \"seccomp\""));
  }

  private static String noProfile(String where) {
    return where + ": this config.json has no linux.seccomp: there is no profile in it";
  }

  @ParameterizedTest
  @MethodSource("documents")
  void document_isRefused(String json, List<String> problems) {
    assertThat(problems(json)).isEqualTo(problems);
  }

  static Stream<Arguments> fields() {
    return Stream.of(
        row(
            "\"defaultErrnoRet\":1",
            "2:19 /defaultErrnoRet: SCMP_ACT_ALLOW takes no errno: this goes with SCMP_ACT_ERRNO"
                + " and SCMP_ACT_TRACE"),
        row("\"defaultAction\":\"SCMP_ACT_LOG\"", "2:1 /defaultAction: duplicate field"),
        row("\"architectures\":{}", "/architectures: expected an array, found an object"),
        row("\"architectures\":[7]", "/architectures/0: expected a string, found the number 7"),
        row(
            "\"architectures\":[\"SCMP_ARCH_X86\",\"SCMP_ARCH_AMD64\"]",
            "/architectures/1: unknown architecture \"SCMP_ARCH_AMD64\" (did you mean"
                + " SCMP_ARCH_X86_64?)"),
        row("\"architectures\":[\"x86_64\"]", "\"x86_64\" (did you mean SCMP_ARCH_X86_64?)"),
        row("\"flags\":\"\"", "/flags: expected an array, found the string \"\""),
        row(
            "\"flags\":[\"SECCOMP_FILTER_FLAG_LOGS\"]",
            "/flags/0: unknown flag \"SECCOMP_FILTER_FLAG_LOGS\" (did you mean"
                + " SECCOMP_FILTER_FLAG_LOG?)"),
        row("\"flags\":[\"SECCOMP_FILTER_FLAG_NEW_LISTENER\"]", "/flags/0: unknown flag"),
        row("\"listenerPath\":1", "/listenerPath: expected a string, found the number 1"),
        row("\"listenerPath\":\"a\\u0000b\"", "/listenerPath: a NUL character has no place"),
        row("\"listenerMetadata\":{}", "/listenerMetadata: expected a string, found an object"),
        row("\"syscalls\":{}", "/syscalls: expected an array, found an object"),
        row("\"syscalls\":[[]]", "/syscalls/0: expected an object, found an array"),
        row("\"sycalls\":[]", "/sycalls: unknown field \"sycalls\" (did you mean syscalls?)"),
        row("\"Syscalls\":[]", "unknown field \"Syscalls\" (did you mean syscalls?)"),
        row("\"a/b~\":1", "2:1 /a~1b~0: unknown field \"a/b~\""),
        row("\"\\u001b[31m\":1", "2:1 /\\u001b[31m: unknown field \"\\u001b[31m\""),
        row("\"archMap\":[{\"x\":1}]", "/archMap: \"archMap\" belongs to the dialect of Docker"),
        row("\"defaultErrno\":\"EPERM\"", "belongs to the dialect of Docker and Podman"));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void field_isRefused(String field, List<String> problem) {
    String json = "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\n" + field + "}";

    assertThat(problems(json)).singleElement().asString().contains(problem);
  }

  static Stream<Arguments> entries() {
    return Stream.of(
        row("\"action\":\"SCMP_ACT_LOG\"", "2:1 /syscalls/0: the field \"names\" is missing"),
        row("\"names\":[\"a\"]", "2:1 /syscalls/0: the field \"action\" is missing"),
        row(
            "\"names\":[],\"action\":\"SCMP_ACT_LOG\"",
            "2:10 /syscalls/0/names: the list of names is empty"),
        row("\"names\":null,\"action\":\"SCMP_ACT_LOG\"", "names: expected an array, found null"),
        row("\"names\":\"read\",\"action\":\"SCMP_ACT_LOG\"", "expected an array"),
        row("\"names\":[\"\"],\"action\":\"SCMP_ACT_LOG\"", "/names/0: a syscall's name"),
        row("\"names\":[1],\"action\":\"SCMP_ACT_LOG\"", "/names/0: expected a string"),
        row(
            names("\"@clokc\""),
            "2:11 /syscalls/0/names/0: unknown group \"@clokc\" (did you mean @clock?)"),
        row(names("\"@clock\",\"!@clokc\""), "/names/1: unknown group \"@clokc\""),
        row(names("\"@clock\",\"!connect\""), "/names/1: \"!connect\" takes nothing away"),
        row(
            names("\"@clock\",\"!raed\""),
            "/names/1: unknown syscall \"raed\" (did you mean read?)"),
        row(names("\"@clock\",\"!@clock\""), "/syscalls/0/names: ! leaves no name over"),
        row(names("\"read\",\"!read\""), "/syscalls/0/names: ! leaves no name over"),
        row(names("\"!read\""), "/names/0: \"!read\" takes nothing away"),
        row(
            "\"names\":[\"read\"],\"action\":\"SCMP_ACT_DENY\"",
            "unknown action \"SCMP_ACT_DENY\" (did you mean SCMP_ACT_ERRNO?)"),
        row("\"names\":[\"read\"],\"action\":\"allow\"", "(did you mean SCMP_ACT_ALLOW?)"),
        row("\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALOW\"", "mean SCMP_ACT_ALLOW?)"),
        row("\"names\":[\"read\"],\"action\":\"\"", "/syscalls/0/action: unknown action \"\""),
        row("\"names\":[\"read\"],\"action\":null", "action: expected a string, found null"),
        row("\"names\":[\"read\"],\"action\":{\"x\":[1]}", "expected a string, found an object"),
        row(errno("4096"), "/syscalls/0/errnoRet: errno 4096 is out of range: 0 to 4095"),
        row(errno("4294967295"), "errno 4294967295 is out of range"),
        row(errno("4294967296"), "expected a whole number from 0 to 4294967295, found 4294967296"),
        row(errno("-1"), "expected a whole number from 0 to 4294967295, found -1"),
        row(errno("1.5"), "found 1.5"),
        row(errno("\"13\""), "expected a whole number, found the string \"13\""),
        row(errno("true"), "expected a whole number, found true"),
        row(
            "\"names\":[\"read\"],\"action\":\"SCMP_ACT_TRACE\",\"errnoRet\":65536",
            "trace data 65536 is out of range: 0 to 65535"),
        row(
            "\"errnoRet\":1,\"names\":[\"read\"],\"action\":\"SCMP_ACT_KILL\"",
            "2:13 /syscalls/0/errnoRet: SCMP_ACT_KILL_THREAD takes no errno"),
        row(errno("1") + ",\"errnoRet\":2", "errnoRet: duplicate field \"errnoRet\""),
        row(errno("1") + ",\"arg\":[]", "unknown field \"arg\" (did you mean args?)"),
        row(errno("1") + ",\"comment\":\"\"", "belongs to the dialect of Docker and Podman"),
        row(errno("1") + ",\"includes\":{\"caps\":[]}", "\"includes\" belongs to the dialect"),
        row(errno("1") + ",\"excludes\":{}", "\"excludes\" belongs to the dialect"),
        row(errno("1") + ",\"errno\":\"EPERM\"", "\"errno\" belongs to the dialect"),
        row("\"name\":\"read\",\"action\":\"SCMP_ACT_LOG\"", "\"name\" belongs to the dialect"));
  }

  private static String names(String names) {
    return "\"names\":[" + names + "],\"action\":\"SCMP_ACT_LOG\"";
  }

  private static String errno(String number) {
    return "\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":" + number;
  }

  @ParameterizedTest
  @MethodSource("entries")
  void entry_isRefused(String entry, List<String> problem) {
    String json = "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[\n{" + entry + "}]}";

    assertThat(problems(json)).singleElement().asString().contains(problem);
  }

  static Stream<Arguments> arguments() {
    return Stream.of(
        row("{\"value\":1,\"op\":\"SCMP_CMP_EQ\"}", "2:1 /syscalls/0/args/0: the field \"index\""),
        row("{\"index\":1,\"op\":\"SCMP_CMP_EQ\"}", "the field \"value\" is missing"),
        row("{\"index\":1,\"value\":1}", "the field \"op\" is missing"),
        row("5", "2:1 /syscalls/0/args/0: expected an object, found the number 5"),
        row(test("6", "0", "EQ"), "argument index 6 is out of range: a syscall has 0 to 5"),
        row(test("4294967296", "0", "EQ"), "expected a whole number from 0 to 4294967295"),
        row(test("-1", "0", "EQ"), "index: expected a whole number"),
        row(test("0", "-1", "EQ"), "from 0 to 18446744073709551615, found -1"),
        row(test("0", "-0", "EQ"), "found -0"),
        row(test("0", "18446744073709551616", "EQ"), "found 18446744073709551616"),
        row(test("0", "0.5", "EQ"), "found 0.5"),
        row(test("0", "1e-1", "EQ"), "found 1e-1"),
        row(test("0", "1e20", "EQ"), "found 1e20"),
        row(test("0", "1e999999999", "EQ"), "found 1e999999999"),
        row(test("0", "1e-999999999", "EQ"), "found 1e-999999999"),
        row(test("0", "1e99999999999999", "EQ"), "found 1e99999999999999"),
        row(test("0", "1".repeat(100_000), "EQ"), "found " + "1".repeat(24) + "..."),
        row(test("0", "\"1\"", "EQ"), "value: expected a whole number, found the string \"1\""),
        row(test("0", "null", "EQ"), "value: expected a whole number, found null"),
        row(test("0", "1", "EQUAL"), "unknown operator \"SCMP_CMP_EQUAL\""),
        row(test("0", "1", "EG"), "(did you mean SCMP_CMP_EQ?)"),
        row(test("0", "1", "EQ\",\"valueTwo\":\"x"), "valueTwo: expected a whole number"),
        row(test("0", "1", "EQ\",\"value2\":\"x"), "unknown field \"value2\" (did you mean"),
        row(test("0", "1", "EQ\",\"op\":\"SCMP_CMP_EQ"), "duplicate field \"op\""));
  }

  private static String test(String index, String value, String operator) {
    return "{\"index\":%s,\"value\":%s,\"op\":\"SCMP_CMP_%s\"}".formatted(index, value, operator);
  }

  @ParameterizedTest
  @MethodSource("arguments")
  void argument_isRefused(String argument, List<String> problem) {
    String json =
        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"read\"],"
            + "\"action\":\"SCMP_ACT_LOG\",\"args\":[\n"
            + argument
            + "]}]}";

    assertThat(problems(json)).singleElement().asString().contains(problem);
  }

  @Test
  void allProblems_areReported_inTheOrderOfTheText() {
    String json =
        """
        {
          "defaultAction": "SCMP_ACT_NOTHING",
          "architecture": [],
          "syscalls": [
            {"names": ["read"], "action": "SCMP_ACT_LOG", "errnoRet": 1, "args": [{"index": 9}]},
            {"action": "SCMP_ACT_DENY"}
          ]
        }
        """;

    assertThat(problems(json))
        .containsExactly(
            "2:20 /defaultAction: unknown action \"SCMP_ACT_NOTHING\"",
            "3:3 /architecture: unknown field \"architecture\" (did you mean architectures?)",
            "5:63 /syscalls/0/errnoRet: SCMP_ACT_LOG takes no errno: this goes with SCMP_ACT_ERRNO"
                + " and SCMP_ACT_TRACE",
            "5:75 /syscalls/0/args/0: the field \"value\" is missing",
            "5:75 /syscalls/0/args/0: the field \"op\" is missing",
            "5:85 /syscalls/0/args/0/index: argument index 9 is out of range: a syscall has 0 to"
                + " 5",
            "6:5 /syscalls/1: the field \"names\" is missing",
            "6:16 /syscalls/1/action: unknown action \"SCMP_ACT_DENY\" (did you mean"
                + " SCMP_ACT_ERRNO?)");
    assertThat(catchThrowableOfType(ProfileFormatException.class, () -> OciProfile.parse(json)))
        .hasMessage("2:20 /defaultAction: unknown action \"SCMP_ACT_NOTHING\" (and 7 more)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"defaultAction\"",
        "{\"defaultAction\":",
        "{\"defaultAction\":\"SCMP_ACT_LOG\"",
        "{\"defaultAction\":\"SCMP_ACT_LOG\",}",
        "{\"defaultAction\":\"SCMP_ACT_LOG\" // no\n}",
        "{'defaultAction':'SCMP_ACT_LOG'}",
        "{\"defaultAction\":NaN}",
        "{\"defaultAction\":01}",
        "{\"defaultAction\":\"\\x\"}",
        "{\"defaultAction\":\"a\u0000b\"}",
        "\u0000",
        "]",
        "{\"x\":[}",
        "{\"defaultAction\":\"SCMP_ACT_LOG\",\"syscalls\":[{\"names\":[\"a\",]}]}",
        "hello",
        "<xml/>",
        "{\"a\":\"\nb\"}"
      })
  void brokenJson_isOneProblem_inOneLine(String json) {
    assertThat(problems(json))
        .singleElement()
        .asString()
        .matches("\\d+:\\d+: this is not JSON: [ -~]+")
        .doesNotContain("Source", "jackson", "at [");
  }

  @Test
  void deepNesting_isOneProblem() {
    String deep = "[".repeat(100_000);
    String inside = "{\"defaultAction\":" + "{\"a\":".repeat(100_000);
    String ignored = "{\"ociVersion\":\"1.0\",\"process\":" + deep;
    String closed = "{\"syscalls\":" + deep + "]".repeat(100_000) + "}";

    for (String json : List.of(deep, inside, ignored, closed)) {
      assertThat(problems(json))
          .singleElement()
          .asString()
          .contains(": objects and arrays nest deeper than 100");
    }
  }

  @Test
  void manyProblems_areCounted_andAThousandKept() {
    String json =
        "{\"defaultAction\":\"SCMP_ACT_LOG\",\"syscalls\":[5" + ",5".repeat(99_999) + "]}";

    ProfileFormatException refused =
        catchThrowableOfType(ProfileFormatException.class, () -> OciProfile.parse(json));

    assertThat(refused.problems()).hasSize(1000);
    assertThat(refused).hasMessageEndingWith("found the number 5 (and 99999 more)");
  }

  @Test
  void hugeEntries_areRefused() {
    String names = "\"read\"" + ",\"write\"".repeat(10_000);
    String test = "{\"index\":0,\"value\":1,\"op\":\"SCMP_CMP_EQ\"}";
    String entry = "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[%s],%s}]}";
    String action = "\"action\":\"SCMP_ACT_LOG\"";

    assertThatThrownBy(() -> OciProfile.parse(entry.formatted(names, action)))
        .isInstanceOf(ProfileFormatException.class)
        .hasMessageContaining("more than 10000 names");
    assertThatThrownBy(
            () ->
                OciProfile.parse(
                    entry.formatted(
                        "\"read\"", action + ",\"args\":[" + test + ("," + test).repeat(64) + "]")))
        .isInstanceOf(ProfileFormatException.class)
        .hasMessageContaining("more than 64 tests");
  }
}
