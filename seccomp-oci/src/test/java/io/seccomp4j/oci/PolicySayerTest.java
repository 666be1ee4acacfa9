package io.seccomp4j.oci;

import static io.seccomp4j.arch.Constants.O_DIRECTORY;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.FilterFlag;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.PolicyException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicySayerTest {
  private static final Action EPERM = Action.errno(1);

  private static PolicyBuilder denying() {
    return Policy.denyByDefault(EPERM).nativeArchitecture(Arch.X86_64).horizon(Horizon.NONE);
  }

  private static PolicyBuilder allowing() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64).allow("io_uring_setup");
  }

  private static List<String> said(Policy policy) {
    OciProfile profile = OciProfile.of(policy);
    Schemas.assertValid(profile.toJson());
    return profile.syscalls().stream().map(SyscallEntry::toString).toList();
  }

  private static void assertRefused(Policy policy, String why) {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> OciProfile.of(policy))
        .satisfies(
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .startsWith("cannot be said in an OCI profile: ")
                    .contains(why));
  }

  @Test
  void everyField_isSaid() {
    OciProfile profile =
        OciProfile.of(
            denying()
                .otherwise(Action.trace(7))
                .architectures(Arch.X32, Arch.X86_64)
                .flags(FilterFlag.WAIT_KILLABLE_RECV, FilterFlag.LOG)
                .listenerPath("/s")
                .listenerMetadata("m")
                .build());

    assertThat(profile.defaultAction()).isEqualTo(Action.trace(7));
    assertThat(profile.architectures()).containsExactly(Arch.X86_64, Arch.X32);
    assertThat(profile.flags()).contains(List.of(FilterFlag.LOG, FilterFlag.WAIT_KILLABLE_RECV));
    assertThat(profile.listenerPath()).contains("/s");
    assertThat(profile.listenerMetadata()).contains("m");
  }

  @Test
  void noFlags_areNoField() {
    assertThat(OciProfile.of(denying().build()).flags()).isEmpty();
  }

  @Test
  void plainRules_standAsTheyAre() {
    assertThat(
            said(
                denying()
                    .allow("read", "write")
                    .log("write")
                    .allow("socket", arg(0).full64().is(1), arg(1).full64().masked(15).is(2))
                    .allow("socket", arg(2).full64().greaterThan(5))
                    .build()))
        .containsExactly(
            "read: allow",
            "socket(arg0 == 0x1 && arg1 & 0xf == 0x2): allow",
            "socket(arg2 > 0x5): allow",
            "write: log");
  }

  @Test
  void rulesThatDisagree_becomeTheStrictest() {
    assertThat(said(allowing().deny("mkdir").kill("mkdir").build()))
        .containsExactly("io_uring_setup: allow", "mkdir: kill-process");
    assertThat(
            said(
                denying()
                    .allow("dup2", arg(0).full64().masked(3).is(1))
                    .kill("dup2", arg(0).full64().masked(1).is(1))
                    .build()))
        .containsExactly(
            "dup2(arg0 & 0x3 == 0x1): kill-process", "dup2(arg0 & 0x3 == 0x3): kill-process");
  }

  @Test
  void lowWord_isAMask() {
    assertThat(said(denying().allow("dup2", arg(0).low32().is(-100)).build()))
        .containsExactly("dup2(arg0 & 0xffffffff == 0xffffff9c): allow");
  }

  @Test
  void maskedInequality_becomesAnEqualityForEveryBit() {
    assertThat(said(denying().allow("dup2", arg(1).full64().masked(5).isNot(4)).build()))
        .containsExactlyInAnyOrder(
            "dup2(arg1 & 0x4 == 0x0): allow", "dup2(arg1 & 0x5 == 0x5): allow");
  }

  @Test
  void orderingOfALowWord_becomesMaskedEqualities() {
    assertThat(said(denying().allow("dup2", arg(1).low32().atLeast(0xffff_fffcL)).build()))
        .allMatch(entry -> entry.startsWith("dup2(arg1 & 0xfffffff"))
        .isNotEmpty();
  }

  @Test
  void twoTestsOfOneArgument_areNotJoinedByOr() {
    assertThat(
            said(
                denying()
                    .allow(
                        "dup2", arg(0).full64().masked(3).is(1), arg(0).full64().masked(12).is(8))
                    .build()))
        .containsExactly("dup2(arg0 & 0xf == 0x9): allow");
  }

  @Test
  void wideTests_stayOneEntry() {
    assertThat(said(denying().allow("dup2", arg("oldfd").full64().isNot(7)).build()))
        .containsExactly("dup2(arg0 != 0x7): allow");
  }

  @Test
  void syscallsLoweredAlike_shareEntries() {
    assertThat(
            said(
                denying()
                    .allow("dup2", arg(0).low32().is(1))
                    .allow("dup3", arg(0).low32().is(1))
                    .build()))
        .containsExactly("dup2, dup3(arg0 & 0xffffffff == 0x1): allow");
  }

  @Test
  void layers_areFlattened() {
    Policy low = denying().allow("mkdir", "rmdir", "dup2").build();

    assertThat(said(low.overriddenBy(denying().kill("mkdir").build())))
        .containsExactly("rmdir, dup2: allow", "mkdir: kill-process");
    assertThat(said(low.tightenedBy(denying().log("rmdir", "chdir").build())))
        .containsExactly("mkdir, dup2: allow", "rmdir: log");
    assertThat(
            said(
                low.overriddenBy(
                    denying().on("dup2", EPERM, arg(1).full64().masked(1).is(0)).build())))
        .containsExactly("mkdir, rmdir: allow", "dup2(arg1 & 0x1 == 0x1): allow");
  }

  @Test
  void listedArchitecture_getsTheGuardInWords() {
    OciProfile profile =
        OciProfile.of(
            denying()
                .architectures(Arch.X86)
                .allow("shmat")
                .allow("socket", arg(0).full64().is(1))
                .build());

    assertThat(profile.syscalls())
        .extracting(SyscallEntry::toString)
        .containsExactlyInAnyOrder(
            "socketcall: errno(ENOSYS)", "shmat: allow", "socket(arg0 == 0x1): allow");
  }

  @Test
  void guardThatRuntimesWouldSkip_isRefused() {
    assertRefused(
        denying()
            .otherwise(Action.errno(38))
            .architectures(Arch.X86)
            .allow("socket", arg(0).full64().is(1))
            .build(),
        "socketcall must answer ENOSYS");
  }

  @Test
  void rawNumber_isRefused() {
    assertRefused(denying().allow("%600").build(), "the raw number %600 has no name to write");
  }

  @Test
  void tooManyPieces_areRefused() {
    assertRefused(
        denying()
            .allow(
                "mmap",
                arg(1).low32().isNot(0x5555_5555L),
                arg(3).low32().isNot(0x5555_5555L),
                arg(4).low32().isNot(0x5555_5555L))
            .build(),
        "mmap: its rules cut the arguments into more than 5000 pieces");
  }

  @Test
  void testThatDiffersBetweenArchitectures_isRefused() {
    assertRefused(
        Policy.denyByDefault(EPERM)
            .nativeArchitecture(Arch.X86_64)
            .architectures(Arch.AARCH64)
            .allow("openat", arg("flags").masked(O_DIRECTORY).is(O_DIRECTORY))
            .build(),
        "openat means something else on aarch64 than on the others: openat(flags & O_DIRECTORY");
  }

  @Test
  void what32BitProgramsCannotPass_vanishesThere() {
    Policy policy =
        denying()
            .nativeArchitecture(Arch.AARCH64)
            .architectures(Arch.ARM)
            .allow("dup3", arg(0).full64().is(0x1_0000_0005L))
            .allow("dup3", arg(1).full64().isNot(-1))
            .build();

    assertThat(said(policy))
        .containsExactly(
            "dup3(arg0 == 0x100000005): allow", "dup3(arg1 != 0xffffffffffffffff): allow");
  }
}
