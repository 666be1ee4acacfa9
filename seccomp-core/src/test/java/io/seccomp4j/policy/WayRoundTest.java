package io.seccomp4j.policy;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ways round a rule that an attacker would try, and that are closed. */
final class WayRoundTest {
  private static final long UPPER = 1L << 40;

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(errno("EPERM")).nativeArchitecture(Arch.X86_64);
  }

  private static PolicyBuilder allow() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64);
  }

  private static PolicyBuilder file(PolicyBuilder builder, Rule... rules) {
    for (int i = 0; i < rules.length; i++) {
      builder.add(rules[i].from("rule " + i + " of f", i));
    }
    return builder;
  }

  private static Rule allowing(String... names) {
    return Rule.of(Action.ALLOW, List.of(names), List.of());
  }

  private static Action decide(Policy policy, String syscall, Object... args) {
    return policy.decide(callOn(Arch.X86_64, syscall, args));
  }

  @Test
  void denyAboveAnOpenCarrier_reachesTheCarriedCall() {
    Policy file = file(deny().architectures(Arch.X86), allowing("socket", "socketcall")).build();
    Policy plain = allow().architectures(Arch.X86).deny("socket").build();
    Policy conditional = allow().architectures(Arch.X86).deny("socket", arg(0).is(16)).build();

    for (Policy policy : List.of(file.overriddenBy(plain), file.tightenedBy(plain))) {
      assertThat(policy.decide(callOn(Arch.X86, "socketcall", 1))).isEqualTo(errno("EPERM"));
      assertThat(policy.decide(callOn(Arch.X86, "socketcall", 2))).isEqualTo(Action.ALLOW);
    }
    for (Policy policy : List.of(file.overriddenBy(conditional), file.tightenedBy(conditional))) {
      assertThat(policy.decide(callOn(Arch.X86, "socketcall", 2))).isEqualTo(errno("ENOSYS"));
    }
  }

  @Test
  void ruleForSomeCarriedCalls_doesNotOpenTheOthers() {
    Policy policy =
        allow()
            .architectures(Arch.X86)
            .deny("socket", arg("domain").is(16))
            .deny("socketcall", arg("call").is(9))
            .build();

    assertThat(policy.decide(callOn(Arch.X86, "socketcall", 1))).isEqualTo(errno("ENOSYS"));
  }

  @Test
  void rawNumberOfACarriedCall_closesTheCarrierToo() {
    Policy policy = Policy.allowByDefault().nativeArchitecture(Arch.PPC64LE).deny("%326").build();

    assertThat(policy.decide(callOn(Arch.PPC64LE, "socketcall", 1))).isEqualTo(errno("EPERM"));
  }

  @Test
  void ioUring_isClosedHoweverTheDenyCame() {
    Policy base = allow().log("read").build();
    Policy above = deny().deny("openat").build();

    assertThat(decide(base.overriddenBy(above), "io_uring_setup")).isEqualTo(errno("EPERM"));
    assertThat(decide(base.tightenedBy(above), "io_uring_setup")).isEqualTo(errno("EPERM"));
    assertThat(
            decide(
                allow().deny("openat").log("io_uring_setup", arg(0).greaterThan(1_000)).build(),
                "io_uring_setup",
                8))
        .isEqualTo(errno("EPERM"));
    assertThat(
            decide(
                file(allow(), allowing("read")).build().toBuilder().deny("openat").build(),
                "io_uring_setup"))
        .isEqualTo(errno("EPERM"));
  }

  @Test
  void misspeltNameBesideAFile_isAProblem() {
    PolicyBuilder builder =
        file(allow(), allowing("read", "s390_pci_mmio_read")).build().toBuilder();

    assertThatThrownBy(() -> builder.deny("opnat").build()).hasMessageContaining("openat");
    assertThat(allow().build().tightenedBy(file(allow(), allowing("s390_sthyi")).build()))
        .isNotNull();
  }

  @Test
  void bitsOutsideTheMask_areAProblemOnAnyReading() {
    assertThatThrownBy(() -> deny().allow("openat", arg(2).full64().masked(3).is(8)).build())
        .hasMessageContaining("outside the mask");
  }

  @Test
  void logAboveADeny_isReadAsPermitting() {
    Policy policy =
        allow().deny("ioctl").build().overriddenBy(allow().log("ioctl", arg("argp").is(5)).build());

    assertThat(decide(policy, "ioctl", 0, 0, 5)).isEqualTo(Action.LOG);
    assertThat(decide(policy, "ioctl", 0, 0, 5 | UPPER)).isEqualTo(errno("EPERM"));
  }

  @Test
  void valueOfUnknownWidth_mustMeanTheSameOnBothReadings() {
    for (Condition condition :
        List.of(
            arg("argp").atMost(-2),
            arg("argp").is(1L << 32),
            arg("argp").lessThan(1L << 32),
            arg("argp").masked(0xffff_ffff_0000_0000L).is(0))) {
      assertThatThrownBy(() -> deny().allow("ioctl", condition).build())
          .as("%s", condition)
          .hasMessageContaining("full64() or low32()");
    }
    assertThat(
            decide(
                deny().allow("ioctl", arg("argp").full64().is(1L << 32)).build(),
                "ioctl",
                0,
                0,
                1L << 32))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void rawNumbers_stayWithTheirArchitecture() {
    Policy base = allow().build();
    Policy other = Policy.allowByDefault().nativeArchitecture(Arch.AARCH64).kill("%63").build();

    assertThatThrownBy(() -> base.overriddenBy(other)).hasMessageContaining("aarch64");
    assertThatThrownBy(() -> allow().deny("%83").nativeArchitecture(Arch.AARCH64))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Call(Arch.X32, 1, List.of())).hasMessageContaining("bit 30");
  }

  @Test
  void fileRuleThatAnUpperHalfGetsPast_isWarnedOf() {
    Rule denied = Rule.of(errno("EPERM"), List.of("socket"), List.of(arg(0).full64().is(38)));
    Rule allowed = Rule.of(Action.ALLOW, List.of("socket"), List.of(arg(0).full64().isNot(40)));
    Rule masked =
        Rule.of(
            errno("EPERM"),
            List.of("socket"),
            List.of(arg(0).full64().masked(0xffff_ffffL).is(38)));

    assertThat(file(allow(), denied).build().warnings()).singleElement().asString().contains("64");
    assertThat(file(deny(), allowed).build().warnings()).singleElement().asString().contains("64");
    assertThat(file(allow(), masked).build().warnings()).isEmpty();
  }

  @Test
  void architectureWithoutTable_isAProblem() {
    assertThatThrownBy(
            () ->
                Policy.allowByDefault().nativeArchitecture(Arch.LOONGARCH64).deny("openat").build())
        .hasMessageContaining("no syscall table for loongarch64");
  }

  @Test
  void because_belongsToARuleOfThisBuilder() {
    assertThatThrownBy(() -> allow().deny("mkdir").build().toBuilder().because("mine"))
        .isInstanceOf(IllegalStateException.class);
  }
}
