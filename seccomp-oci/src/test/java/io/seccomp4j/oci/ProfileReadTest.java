package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.FilterFlag;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ProfileReadTest {
  private static OciProfile profile(String fields) throws ProfileFormatException {
    return OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_ALLOW\"," + fields + "}");
  }

  private static SyscallEntry entry(String fields) throws ProfileFormatException {
    return profile("\"syscalls\":[{\"names\":[\"read\"]," + fields + "}]").syscalls().get(0);
  }

  @Test
  void everyField_isRead() throws Exception {
    OciProfile profile =
        OciProfile.parse(
            """
            {
              "defaultAction": "SCMP_ACT_ERRNO",
              "defaultErrnoRet": 38,
              "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
              "flags": ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
              "listenerPath": "/run/agent.sock",
              "listenerMetadata": "who",
              "syscalls": [
                {"names": ["mkdir", "rmdir"], "action": "SCMP_ACT_NOTIFY"},
                {
                  "names": ["socket"],
                  "action": "SCMP_ACT_ERRNO",
                  "errnoRet": 97,
                  "args": [
                    {"index": 0, "value": 16, "op": "SCMP_CMP_EQ"},
                    {"index": 1, "value": 15, "valueTwo": 3, "op": "SCMP_CMP_MASKED_EQ"}
                  ]
                }
              ]
            }
            """);

    assertThat(profile.defaultAction()).isEqualTo(Action.errno(38));
    assertThat(profile.architectures()).containsExactly(Arch.X86_64, Arch.X86);
    assertThat(profile.flags()).contains(List.of(FilterFlag.LOG, FilterFlag.WAIT_KILLABLE_RECV));
    assertThat(profile.listenerPath()).contains("/run/agent.sock");
    assertThat(profile.listenerMetadata()).contains("who");
    assertThat(profile.syscalls())
        .containsExactly(
            new SyscallEntry(List.of("mkdir", "rmdir"), Action.NOTIFY, List.of()),
            new SyscallEntry(
                List.of("socket"),
                Action.errno(97),
                List.of(
                    new ArgumentEntry(0, Operator.EQ, 16, 0),
                    new ArgumentEntry(1, Operator.MASKED_EQ, 15, 3))));
    assertThat(profile.warnings()).isEmpty();
    assertThat(profile).hasToString("OCI profile: default errno(ENOSYS), 2 entries");
    assertThat(profile.syscalls().get(1))
        .hasToString("socket(arg0 == 0x10 && arg1 & 0xf == 0x3): errno(EAFNOSUPPORT)");
  }

  @Test
  void onlyTheDefaultAction_isEnough() throws Exception {
    OciProfile profile = OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_LOG\"}");

    assertThat(profile.defaultAction()).isEqualTo(Action.LOG);
    assertThat(profile.flags()).isEmpty();
    assertThat(profile.architectures()).isEmpty();
    assertThat(profile.syscalls()).isEmpty();
  }

  static Stream<Arguments> actions() {
    return Stream.of(
        Arguments.of("\"SCMP_ACT_KILL\"", Action.KILL_THREAD),
        Arguments.of("\"SCMP_ACT_KILL_THREAD\"", Action.KILL_THREAD),
        Arguments.of("\"SCMP_ACT_KILL_PROCESS\"", Action.KILL_PROCESS),
        Arguments.of("\"SCMP_ACT_TRAP\"", Action.TRAP),
        Arguments.of("\"SCMP_ACT_ERRNO\"", Action.errno(1)),
        Arguments.of("\"SCMP_ACT_ERRNO\",\"errnoRet\":0", Action.errno(0)),
        Arguments.of("\"SCMP_ACT_ERRNO\",\"errnoRet\":4095", Action.errno(4095)),
        Arguments.of("\"SCMP_ACT_TRACE\"", Action.trace(1)),
        Arguments.of("\"SCMP_ACT_TRACE\",\"errnoRet\":65535", Action.trace(65535)),
        Arguments.of("\"SCMP_ACT_ALLOW\"", Action.ALLOW),
        Arguments.of("\"SCMP_ACT_LOG\"", Action.LOG),
        Arguments.of("\"SCMP_ACT_NOTIFY\"", Action.NOTIFY));
  }

  @ParameterizedTest
  @MethodSource("actions")
  void action_isRead(String text, Action action) throws Exception {
    assertThat(entry("\"action\":" + text).action()).isEqualTo(action);
  }

  @Test
  void errno_isEpermWhereAbsent_evenUnderAnotherDefaultErrno() throws Exception {
    OciProfile profile =
        OciProfile.parse(
            """
            {"syscalls":[{"errnoRet":2,"names":["read"],"action":"SCMP_ACT_ERRNO"},
              {"names":["write"],"action":"SCMP_ACT_ERRNO"}],
             "defaultErrnoRet":38,"defaultAction":"SCMP_ACT_ERRNO"}
            """);

    assertThat(profile.defaultAction()).isEqualTo(Action.errno(38));
    assertThat(profile.syscalls())
        .extracting(SyscallEntry::action)
        .containsExactly(Action.errno(2), Action.errno(1));
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void operator_isRead(Operator operator) throws Exception {
    SyscallEntry entry =
        entry(
            "\"action\":\"SCMP_ACT_LOG\",\"args\":[{\"index\":5,\"value\":7,\"op\":\"SCMP_CMP_"
                + operator.name()
                + "\"}]");

    assertThat(entry.args()).containsExactly(new ArgumentEntry(5, operator, 7, 0));
  }

  @ParameterizedTest
  @EnumSource(Arch.class)
  void architecture_isRead(Arch arch) throws Exception {
    assertThat(profile("\"architectures\":[\"SCMP_ARCH_" + arch.name() + "\"]").architectures())
        .containsExactly(arch);
  }

  @ParameterizedTest
  @EnumSource(FilterFlag.class)
  void flag_isRead(FilterFlag flag) throws Exception {
    assertThat(profile("\"flags\":[\"SECCOMP_FILTER_FLAG_" + flag.name() + "\"]").flags())
        .contains(List.of(flag));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775808",
    "18446744073709551615, 18446744073709551615",
    "1e3, 1000",
    "12.5E1, 125",
    "7.0, 7",
    "1844674407370955161.5e1, 18446744073709551615",
  })
  void value_isAnUnsignedNumberOf64Bits(String text, String value) throws Exception {
    SyscallEntry entry =
        entry(
            "\"action\":\"SCMP_ACT_LOG\",\"args\":[{\"op\":\"SCMP_CMP_MASKED_EQ\",\"valueTwo\":"
                + text
                + ",\"index\":0,\"value\":"
                + text
                + "}]");

    long number = Long.parseUnsignedLong(value);
    assertThat(entry.args())
        .containsExactly(new ArgumentEntry(0, Operator.MASKED_EQ, number, number));
  }

  @Test
  void absentFlags_areToldFromNone() throws Exception {
    assertThat(profile("\"flags\":[]").flags()).contains(List.of());
    assertThat(profile("\"flags\":[]")).isNotEqualTo(profile("\"syscalls\":[]"));
  }

  @Test
  void nullOfAnOptionalField_isAbsent_withAWarning() throws Exception {
    OciProfile profile =
        profile(
            """
            "defaultErrnoRet":null,"architectures":null,"flags":null,"listenerPath":null,
            "listenerMetadata":null,"syscalls":[{"names":["read"],"action":"SCMP_ACT_ERRNO",
            "errnoRet":null,"args":null},{"names":["write"],"action":"SCMP_ACT_ERRNO",
            "args":[{"index":0,"value":0,"valueTwo":null,"op":"SCMP_CMP_EQ"}]}]
            """);

    assertThat(profile.syscalls().get(0).action()).isEqualTo(Action.errno(1));
    assertThat(profile.flags()).isEmpty();
    assertThat(profile.warnings())
        .hasSize(8)
        .allMatch(warning -> warning.message().startsWith("null is taken as if"));
  }

  @Test
  void configJson_isFoundOutFromTheText() throws Exception {
    OciProfile profile =
        OciProfile.parse(
            """
            {"process": {"args": ["sh"], "defaultAction": 1},
             "linux": {"resources": {"syscalls": [{}]},
                       "seccomp": {"defaultAction": "SCMP_ACT_KILL", "syscalls": null}},
             "mounts": [{"destination": "/proc"}], "ociVersion": "1.2.0"}
            """);

    assertThat(profile.defaultAction()).isEqualTo(Action.KILL_THREAD);
    assertThat(profile.warnings())
        .extracting(Problem::pointer)
        .containsExactly("/linux/seccomp/syscalls");
  }

  @Test
  void stream_isRead() throws Exception {
    byte[] json = "{\"defaultAction\":\"SCMP_ACT_TRAP\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(OciProfile.read(new ByteArrayInputStream(json)).defaultAction())
        .isEqualTo(Action.TRAP);
    assertThat(OciProfile.read(new ByteArrayInputStream(json), json.length))
        .isEqualTo(OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_TRAP\"}"));
  }

  @Test
  void profiles_compareByWhatTheySay() throws Exception {
    OciProfile one = profile("\"syscalls\":[{\"names\":[\"read\"],\"action\":\"SCMP_ACT_LOG\"}]");
    OciProfile same =
        profile("  \"syscalls\" : [{\"action\":\"SCMP_ACT_LOG\", \"names\":[\"read\"]}]");

    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(one).isNotEqualTo(profile("\"syscalls\":[]"));
  }
}
