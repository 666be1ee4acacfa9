package io.seccomp4j.oci;

import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.Rule;
import io.seccomp4j.policy.SyscallGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileGroupTest {
  private static String json(String... names) {
    StringBuilder entries = new StringBuilder();
    for (String some : names) {
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append("{\"names\":[\"")
          .append(some.replace(" ", "\",\""))
          .append("\"],\"action\":\"SCMP_ACT_ALLOW\"}");
    }
    return "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[" + entries + "]}";
  }

  private static Policy policy(OciProfile profile) {
    return PolicyMaker.policy(profile, Arch.X86_64);
  }

  private static Action decide(Policy policy, String syscall, Object... args) {
    return policy.decide(callOn(Arch.X86_64, syscall, args));
  }

  @Test
  void group_standsForItsCalls() throws Exception {
    OciProfile profile = OciProfile.parse(json("@clock read !adjtimex", "mkdir"));

    assertThat(profile.syscalls()).hasSize(2);
    assertThat(profile.syscalls().get(0).names())
        .startsWith("read")
        .contains("clock_settime")
        .doesNotContain("adjtimex", "@clock");
    assertThat(profile.warnings()).isEmpty();
    List<Rule> rules = policy(profile).layers().get(0).rules();
    assertThat(rules.get(0)).hasToString("@clock, read, !adjtimex: allow");
    assertThat(rules).extracting(Rule::origin).containsExactly("rule 0", "rule 1");
  }

  @Test
  void writtenProfile_carriesPlainNames() throws Exception {
    OciProfile profile = OciProfile.parse(json("@system-service !@keyring", "@read-files"));

    assertThat(profile.toJson()).doesNotContain("@", "!");
    assertThat(OciProfile.parse(profile.toJson())).isEqualTo(profile);
  }

  @Test
  void groupWithTests_becomesEntriesWithTests() throws Exception {
    OciProfile profile = OciProfile.parse(json("@read-files", "mkdir"));
    Policy policy = policy(profile);

    assertThat(decide(policy, "openat", -100, 0, 0)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "openat", -100, 0, 1)).isEqualTo(Action.errno(1));
    assertThat(decide(policy, "open", 0, 0x40)).isEqualTo(Action.errno(1));
    assertThat(policy.layers().get(0).rules())
        .filteredOn(rule -> rule.syscalls().contains("openat"))
        .isNotEmpty()
        .allMatch(rule -> rule.sourceIndex().orElseThrow() == 0)
        .allMatch(rule -> rule.toString().startsWith("@read-files: open"));
    assertThat(policy.toText()).contains("openat(flags & O_ACCMODE|O_CREAT|O_TRUNC == O_RDONLY)");
    assertThat(policy.explain(callOn(Arch.X86_64, "mkdir")).rule().orElseThrow().sourceIndex())
        .hasValue(1);
  }

  @Test
  void clone3_answersEnosysBesideTestsOfClone() throws Exception {
    OciProfile profile = OciProfile.parse(json("@threads"));

    assertThat(decide(policy(profile), "clone3")).isEqualTo(Action.errno(38));
    assertThat(decide(policy(OciProfile.parse(json("@threads", "clone3"))), "clone3"))
        .isEqualTo(Action.ALLOW);
    assertThat(decide(policy(OciProfile.parse(json("@read-files"))), "clone3"))
        .isEqualTo(Action.errno(1));
    assertThat(OciProfile.parse(profile.toJson())).isEqualTo(profile);
  }

  @Test
  void testsOfAnEntry_areOfEachCall() throws Exception {
    String json =
        json("@read-files")
            .replace("}]}", ",\"args\":[{\"index\":0,\"value\":3,\"op\":\"SCMP_CMP_EQ\"}]}]}");
    Policy policy = policy(OciProfile.parse(json));

    assertThat(decide(policy, "read", 3)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "read", 4)).isEqualTo(Action.errno(1));
    assertThat(decide(policy, "openat", 3, 0, 0)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "openat", 3, 0, 1)).isEqualTo(Action.errno(1));
    assertThat(decide(policy, "openat", 4, 0, 0)).isEqualTo(Action.errno(1));
  }

  @Test
  void testsThatDifferBetweenArchitectures_areRefused() {
    String json =
        json("@threads")
            .replace("\"syscalls\"", "\"architectures\":[\"SCMP_ARCH_S390X\"],\"syscalls\"");

    assertThatThrownBy(() -> OciProfile.parse(json))
        .isInstanceOf(ProfileFormatException.class)
        .hasMessageContaining("/syscalls/0/names: the tests of @threads: ")
        .hasMessageContaining("s390x");
  }

  @Test
  void carrierInAGroup_isNotNamed() throws Exception {
    assertThat(OciProfile.parse(json("@network-io")).syscalls().get(0).names())
        .contains("socket")
        .doesNotContain("socketcall");
    assertThat(OciProfile.parse(json("@network-io socketcall")).syscalls().get(0).names())
        .contains("socketcall");
  }

  @Test
  void groupsOfAProgram_areTakenWhereGiven(@TempDir Path directory) throws Exception {
    SyscallGroup mine = SyscallGroup.of("@mine", "mkdir", "rmdir");
    Path file = Files.writeString(directory.resolve("p.json"), json("@mine !rmdir"));

    assertThat(OciProfile.read(file, mine).syscalls().get(0).names()).containsExactly("mkdir");
    assertThatThrownBy(() -> OciProfile.read(file)).hasMessageContaining("unknown group \"@mine\"");
    assertThatThrownBy(() -> OciProfile.parse(json("@mien"), mine))
        .hasMessageContaining("(did you mean @mine?)");
  }

  @Test
  void manyLargeGroups_areRefused() {
    String[] many = new String[1000];
    java.util.Arrays.fill(many, "@known");

    assertThatThrownBy(() -> OciProfile.parse(json(many)))
        .isInstanceOf(ProfileFormatException.class)
        .hasMessageContaining("stand for more than 100000 calls");
  }
}
