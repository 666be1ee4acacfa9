package io.seccomp4j.oci;

import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.FilterFlag;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyMakerTest {
  private static Policy policy(String fields) throws ProfileFormatException {
    return OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_ALLOW\"," + fields + "}").toPolicy();
  }

  private static List<Rule> rules(Policy policy) {
    return policy.layers().get(0).rules();
  }

  @Test
  void everyField_reachesThePolicy() throws Exception {
    Policy policy =
        policy(
            """
            "architectures":["SCMP_ARCH_AARCH64","SCMP_ARCH_ARM"],
            "flags":["SECCOMP_FILTER_FLAG_LOG"],"listenerPath":"/s","listenerMetadata":"m",
            "syscalls":[{"names":["read","write"],"action":"SCMP_ACT_ERRNO","errnoRet":2}]
            """);

    assertThat(policy.defaultAction()).isEqualTo(Action.ALLOW);
    assertThat(policy.architectures()).containsOnly(Arch.AARCH64, Arch.ARM);
    assertThat(policy.flags()).containsOnly(FilterFlag.LOG);
    assertThat(policy.listenerPath()).contains("/s");
    assertThat(policy.listenerMetadata()).contains("m");
    assertThat(rules(policy))
        .containsExactly(Rule.of(Action.errno(2), List.of("read", "write"), List.of()));
    assertThat(rules(policy).get(0).origin()).isEqualTo("rule 0");
  }

  @Test
  void everyOperator_comparesAll64Bits() throws Exception {
    StringBuilder entries = new StringBuilder();
    for (Operator operator : Operator.values()) {
      entries
          .append(entries.length() == 0 ? "" : ",")
          .append("{\"names\":[\"read\"],\"action\":\"SCMP_ACT_LOG\",\"args\":[{\"index\":1,")
          .append("\"value\":12,\"valueTwo\":7,\"op\":\"SCMP_CMP_" + operator + "\"}]}");
    }

    assertThat(rules(policy("\"syscalls\":[" + entries + "]")))
        .extracting(rule -> rule.conditions().get(0))
        .containsExactly(
            arg(1).full64().isNot(12),
            arg(1).full64().lessThan(12),
            arg(1).full64().atMost(12),
            arg(1).full64().is(12),
            arg(1).full64().atLeast(12),
            arg(1).full64().greaterThan(12),
            arg(1).full64().masked(12).is(4));
  }

  @Test
  void repeatedArgument_makesARuleOfEveryTest() throws Exception {
    Policy policy =
        policy(
            """
            "syscalls":[{"names":["socket"],"action":"SCMP_ACT_LOG","args":[
              {"index":0,"value":1,"op":"SCMP_CMP_EQ"},{"index":1,"value":2,"op":"SCMP_CMP_EQ"},
              {"index":0,"value":3,"op":"SCMP_CMP_EQ"}]}]
            """);

    assertThat(rules(policy))
        .extracting(Rule::conditions)
        .containsExactly(
            List.of(arg(0).full64().is(1)),
            List.of(arg(1).full64().is(2)),
            List.of(arg(0).full64().is(3)));
    assertThat(rules(policy))
        .allMatch(rule -> rule.sourceIndex().equals(java.util.OptionalInt.of(0)));
  }

  @Test
  void unknownNames_areLeftOut() throws Exception {
    Policy policy =
        policy(
            """
            "syscalls":[{"names":["nosuchcall","%0"],"action":"SCMP_ACT_TRAP"},
                        {"names":["nosuchcall","mkdir"],"action":"SCMP_ACT_LOG"}]
            """);

    assertThat(rules(policy)).containsExactly(Rule.of(Action.LOG, List.of("mkdir"), List.of()));
    assertThat(policy.decide(new Call(Arch.host(), 0, List.of()))).isEqualTo(Action.ALLOW);
  }

  @Test
  void metadataWithoutPath_isLeftOut() throws Exception {
    assertThat(policy("\"listenerMetadata\":\"m\"").listenerMetadata()).isEmpty();
  }

  @Test
  void maskOfZero_alwaysHolds() throws Exception {
    Policy policy =
        policy(
            """
            "syscalls":[{"names":["mkdir"],"action":"SCMP_ACT_TRAP","args":[
              {"index":0,"value":0,"valueTwo":5,"op":"SCMP_CMP_MASKED_EQ"}]}]
            """);

    assertThat(policy.decide(Call.call("mkdirat", 1))).isEqualTo(Action.ALLOW);
    assertThat(policy.decide(Call.callOn(Arch.X86_64, "mkdir", 1)))
        .isEqualTo(Arch.host() == Arch.X86_64 ? Action.TRAP : Action.KILL_PROCESS);
  }
}
