package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProfileWriteTest {
  private static final String CANONICAL =
      """
      {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 38,
        "architectures": [
          "SCMP_ARCH_X86_64",
          "SCMP_ARCH_X32"
        ],
        "flags": [
          "SECCOMP_FILTER_FLAG_LOG"
        ],
        "listenerPath": "/run/a \\"socket\\"",
        "listenerMetadata": "\u00e9",
        "syscalls": [
          {
            "names": [
              "write",
              "read"
            ],
            "action": "SCMP_ACT_ERRNO",
            "errnoRet": 1,
            "args": [
              {
                "index": 0,
                "value": 18446744073709551615,
                "valueTwo": 0,
                "op": "SCMP_CMP_MASKED_EQ"
              },
              {
                "index": 1,
                "value": 9223372036854775808,
                "op": "SCMP_CMP_GE"
              }
            ]
          },
          {
            "names": [
              "fork"
            ],
            "action": "SCMP_ACT_KILL_THREAD"
          }
        ]
      }
      """;

  @Test
  void text_isCanonical() throws Exception {
    String compact = CANONICAL.replaceAll("\\n *", "").replace("\"errnoRet\": 1,", "");

    assertThat(OciProfile.parse(compact.replace("KILL_THREAD", "KILL")).toJson())
        .isEqualTo(CANONICAL);
    assertThat(OciProfile.parse(CANONICAL).toJson()).isEqualTo(CANONICAL);
    Schemas.assertValid(CANONICAL);
  }

  @Test
  void smallestProfile_isWrittenWithItsEntries() throws Exception {
    assertThat(OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}").toJson())
        .isEqualTo("{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\",\n  \"syscalls\": [ ]\n}\n");
  }

  @Test
  void whatMeansNothing_isKeptInTheText() throws Exception {
    OciProfile profile =
        OciProfile.parse(
            """
            {"defaultAction":"SCMP_ACT_ALLOW","flags":[],"listenerMetadata":"m","syscalls":[
              {"names":["nosuchcall","read","read"],"action":"SCMP_ACT_TRACE","errnoRet":300,
               "args":[{"index":0,"value":1,"valueTwo":9,"op":"SCMP_CMP_LT"},
                       {"index":0,"value":0,"valueTwo":9,"op":"SCMP_CMP_MASKED_EQ"}]}]}
            """);

    assertThat(OciProfile.parse(profile.toJson())).isEqualTo(profile);
    Schemas.assertValid(profile.toJson());
  }
}
