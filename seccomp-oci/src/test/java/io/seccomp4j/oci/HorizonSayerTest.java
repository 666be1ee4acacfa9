package io.seccomp4j.oci;

import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HorizonSayerTest {
  private static final Action EPERM = Action.errno(1);
  private static final Action ENOSYS = Action.errno(38);

  private static PolicyBuilder denying() {
    return Policy.denyByDefault(EPERM).nativeArchitecture(Arch.X86_64);
  }

  private static List<String> entries(OciProfile profile) {
    return profile.syscalls().stream().map(SyscallEntry::toString).toList();
  }

  /** Compares all numbers around the tables, and some far away. */
  private static void assertDecidesAlike(Policy read, Policy policy) {
    for (Arch arch : policy.effectiveArchitectures()) {
      int bit = arch == Arch.X32 ? Arch.X32_BIT : 0;
      for (int number = 0; number < 600; number++) {
        Call call = new Call(arch, bit | number, List.of());
        assertThat(read.decide(call)).as(call + " on " + arch).isEqualTo(policy.decide(call));
      }
      for (int number : new int[] {bit | 0x3fff_ffff, 0xc000_0000, -2, -1}) {
        Call call = new Call(arch, number, List.of());
        assertThat(read.decide(call)).as(call + " on " + arch).isEqualTo(policy.decide(call));
      }
    }
  }

  private static Policy readBack(Policy policy) throws ProfileFormatException {
    OciProfile profile = OciProfile.of(policy);
    Schemas.assertValid(profile.toJson());
    assertThat(profile.warnings()).isEmpty();
    OciProfile read = OciProfile.parse(profile.toJson());
    return PolicyMaker.policy(read, policy.nativeArchitecture(), Horizon.NAMED.insteadOfKilling());
  }

  @Test
  void endOfTheTable_isNamedUnderTheDefaultAction() throws Exception {
    Policy policy = denying().allow("read").build();

    assertThat(entries(OciProfile.of(policy)))
        .containsExactly("read: allow", "file_setattr: errno(EPERM)");
    assertDecidesAlike(readBack(policy), policy);
  }

  @Test
  void everyArchitecture_getsItsLastSyscall() throws Exception {
    Policy policy =
        denying()
            .architectures(Arch.X86, Arch.X32)
            .allow("read", "mmap")
            .allow("dup3", arg(0).low32().is(1))
            .build();

    assertThat(entries(OciProfile.of(policy))).contains("file_setattr, pwritev2: errno(EPERM)");
    assertDecidesAlike(readBack(policy), policy);
  }

  @Test
  void lastSyscallWithARule_isSaidByIt() throws Exception {
    Policy policy = denying().allow("file_setattr").build();
    Policy conditional =
        denying().allow("file_setattr", arg("at_flags").masked(1).isNot(1)).build();

    assertThat(entries(OciProfile.of(policy))).containsExactly("file_setattr: allow");
    assertThat(entries(OciProfile.of(conditional))).hasSize(1);
    assertDecidesAlike(readBack(policy), policy);
    assertDecidesAlike(readBack(conditional), conditional);
  }

  @Test
  void ownHorizon_isNamed() throws Exception {
    Policy policy = denying().horizon(Horizon.after("mseal")).allow("read").build();
    Policy killing =
        Policy.denyByDefault(Action.KILL_PROCESS)
            .nativeArchitecture(Arch.AARCH64)
            .horizon(Horizon.after("mseal").insteadOfKilling())
            .allow("read")
            .build();

    assertThat(entries(OciProfile.of(policy))).contains("mseal: errno(EPERM)");
    assertThat(entries(OciProfile.of(killing))).contains("mseal: kill-process");
    assertDecidesAlike(readBack(policy), policy);
    assertDecidesAlike(readBack(killing), killing);
  }

  @Test
  void nothing_isSaidWhereThereIsNoHorizon() {
    for (Policy policy :
        List.of(
            denying().horizon(Horizon.NONE).allow("read").build(),
            denying().otherwise(Action.KILL_PROCESS).allow("read").build(),
            denying().otherwise(ENOSYS).allow("read").build(),
            denying().otherwise(Action.ALLOW).allow("read").build())) {
      OciProfile profile = OciProfile.of(policy);
      assertThat(entries(profile)).containsExactly("read: allow");
      assertThat(profile.warnings()).isEmpty();
    }
  }

  @Test
  void laterNames_areAWarning() {
    Policy policy = denying().horizon(Horizon.after("mseal")).allow("file_setattr").build();

    assertThat(OciProfile.of(policy).warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "the policy's horizon on x86_64 is mseal, but the profile names file_setattr: calls"
                + " between the two get the default action, not ENOSYS");
  }

  @Test
  void file_hasNoHorizonUnlessAskedFor() throws Exception {
    OciProfile profile =
        OciProfile.parse(
            "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\","
                + "\"mseal\",\"from_the_future\"],\"action\":\"SCMP_ACT_ALLOW\"}]}");
    Arch arch = Arch.host();
    Call beyond = new Call(arch, Syscalls.of(arch).number("mseal").getAsInt() + 1, List.of());

    assertThat(profile.toPolicy().decide(beyond)).isEqualTo(EPERM);
    assertThat(profile.toPolicy(Horizon.NAMED).decide(beyond)).isEqualTo(ENOSYS);
    assertThat(profile.toPolicy(Horizon.TABLE).decide(beyond)).isEqualTo(EPERM);
    assertThat(profile.toPolicy().toBuilder().horizon(Horizon.NAMED).build())
        .isEqualTo(profile.toPolicy(Horizon.NAMED));
    assertThat(OciProfile.of(profile.toPolicy(Horizon.NAMED)).syscalls()).hasSize(1);
  }
}
