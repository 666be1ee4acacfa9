package io.seccomp4j.policy;

import static io.seccomp4j.arch.Constants.AF_INET;
import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SyscallGroupTest {
  private static final Action EPERM = errno("EPERM");

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(EPERM).nativeArchitecture(Arch.X86_64);
  }

  private static Action decide(Policy policy, String syscall, Object... args) {
    return policy.decide(callOn(Arch.X86_64, syscall, args));
  }

  @Test
  void constants_areTheShippedGroupsButFirejails() throws ReflectiveOperationException {
    List<SyscallGroup> constants = new ArrayList<>();
    for (Field field : SyscallGroup.class.getFields()) {
      SyscallGroup group = (SyscallGroup) field.get(null);
      assertThat("@" + field.getName().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
          .isEqualTo(group.name());
      constants.add(group);
    }
    assertThat(constants)
        .containsExactlyInAnyOrderElementsOf(
            SyscallGroup.all().stream()
                .filter(group -> !group.name().startsWith("@firejail/"))
                .toList());
  }

  @Test
  void shippedGroups_areDescribedAndKnown() {
    assertThat(SyscallGroup.all()).hasSizeGreaterThan(70).doesNotHaveDuplicates();
    for (SyscallGroup group : SyscallGroup.all()) {
      assertThat(group.description()).as(group.name()).endsWith(".");
      assertThat(group.source()).matches("(seccomp4j|systemd|Firejail) \\d.*");
      assertThat(group.syscalls()).as(group.name()).isNotEmpty().allMatch(Syscalls::isKnown);
      group.groups().forEach(part -> assertThat(group.syscalls()).containsAll(part.syscalls()));
      assertThat(SyscallGroup.named(group.name())).isEqualTo(group).hasSameHashCodeAs(group);
    }
    assertThat(SyscallGroup.DEFAULT.source()).isEqualTo("systemd 257");
    assertThat(SyscallGroup.FILE_SYSTEM.syscalls())
        .contains("openat", "mkdir")
        .doesNotContain("read");
    assertThat(SyscallGroup.SYSTEM_SERVICE.groups()).contains(SyscallGroup.FILE_SYSTEM);
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "X86", "X32", "AARCH64", "ARM", "RISCV64", "PPC64LE", "S390X"})
  void shippedGroups_areUsableOnEveryArchitecture(Arch arch) {
    Arch nativeArch = arch == Arch.X32 ? Arch.X86_64 : arch;
    for (SyscallGroup group : SyscallGroup.all()) {
      Policy policy =
          Policy.denyByDefault(EPERM)
              .nativeArchitecture(nativeArch)
              .architectures(arch)
              .allow(group)
              .build();
      assertThat(policy.effectiveArchitectures()).contains(arch);
    }
  }

  @Test
  void generator_makesWhatIsShipped() throws IOException {
    String corpus = System.getProperty("seccomp4j.corpus", "");
    assumeTrue(!corpus.isEmpty(), "skipped: -Dseccomp4j.corpus names no folder with test data");
    for (Map.Entry<String, String> file : GroupGenerator.generate(Path.of(corpus)).entrySet()) {
      assertThat(Files.readString(Path.of(file.getKey()))).isEqualTo(file.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "@fiel-system, @file-system",
    "@read-file, @read-files",
    "@firejail/defualt, @firejail/default",
    "file-system, @file-system"
  })
  void named_suggestsWhatWasMeant(String misspelt, String meant) {
    assertThat(SyscallGroup.suggestion(misspelt)).contains(meant);
    assertThat(SyscallGroup.find(misspelt)).isEmpty();
  }

  @Test
  void named_refusesUnknownNames() {
    assertThatThrownBy(() -> SyscallGroup.named("@network-oi"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown group \"@network-oi\" (did you mean @network-io?)");
  }

  @Test
  void of_readsCallsGroupsAndSubtractions() {
    SyscallGroup group = SyscallGroup.of("@mine", "!write", "read", "@basic-io", "mkdir");

    assertThat(group).hasToString("@mine");
    assertThat(group.syscalls()).contains("read", "mkdir", "lseek").doesNotContain("write");
    assertThat(group.groups()).containsExactly(SyscallGroup.BASIC_IO);
    assertThat(group.source()).isEqualTo("defined in this program");
    assertThat(group).isEqualTo(SyscallGroup.of("@mine", "mkdir", "@basic-io", "!write"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "@mine; opne; unknown syscall \"opne\" (did you mean open?)",
        "@mine; @basic-oi; unknown group \"@basic-oi\" (did you mean @basic-io?)",
        "@mine; read !write; !write takes nothing away",
        "@mine; read !read; ! leaves nothing over",
        "@mine; read !opne; unknown syscall \"opne\"",
        "@default; read; @default is a shipped group",
        "mine; read; no name of a group",
        "@; read; no name of a group",
        "@m,n; read; no name of a group"
      })
  void of_refusesWhatIsUnclear(String name, String items, String message) {
    assertThatThrownBy(() -> SyscallGroup.of(name, items.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void operations_areThoseOfSets() {
    SyscallGroup files = SyscallGroup.FILE_SYSTEM.without("open", "openat");

    assertThat(files.name()).isEqualTo("@file-system, !open, !openat");
    assertThat(files.syscalls()).contains("mkdir").doesNotContain("open", "openat");
    assertThat(SyscallGroup.BASIC_IO.with("mkdir").syscalls()).contains("read", "mkdir");
    assertThat(files.with(SyscallGroup.BASIC_IO).name())
        .isEqualTo("(@file-system, !open, !openat), @basic-io");
    assertThat(SyscallGroup.PRIVILEGED.without(SyscallGroup.CHOWN).syscalls())
        .contains("reboot")
        .doesNotContain("chown");
    assertThat(SyscallGroup.BASIC_IO.without("mkdir")).isSameAs(SyscallGroup.BASIC_IO);
    assertThat(SyscallGroup.FILE_SYSTEM.and(SyscallGroup.BASIC_IO).syscalls())
        .contains("close")
        .doesNotContain("read", "mkdir");
    assertThatThrownBy(() -> SyscallGroup.BASIC_IO.without("raed"))
        .hasMessageContaining("did you mean read?");
  }

  @Test
  void intersection_joinsTests() {
    SyscallGroup plain = SyscallGroup.of("@plain", "openat", "socket");

    assertThat(SyscallGroup.READ_FILES.and(plain).members())
        .isEqualTo(SyscallGroup.READ_FILES.and(plain).and(plain).members())
        .singleElement()
        .hasToString("openat(flags & O_ACCMODE|O_CREAT|O_TRUNC == O_RDONLY)");
    assertThat(SyscallGroup.READ_FILES.with("openat").and(plain).members())
        .containsExactly(new SyscallGroup.Member("openat", List.of()));
  }

  @Test
  void verbs_takeGroups() {
    Policy policy =
        Policy.allowByDefault()
            .nativeArchitecture(Arch.X86_64)
            .deny(SyscallGroup.CHOWN)
            .kill(SyscallGroup.MODULE, SyscallGroup.REBOOT)
            .log(SyscallGroup.SWAP)
            .ask(SyscallGroup.KEYRING)
            .on(SyscallGroup.MOUNT, errno("EACCES"))
            .because("no mounts")
            .build();

    assertThat(decide(policy, "chown")).isEqualTo(EPERM);
    assertThat(decide(policy, "reboot")).isEqualTo(Action.KILL_PROCESS);
    assertThat(decide(policy, "swapon")).isEqualTo(Action.LOG);
    assertThat(decide(policy, "keyctl")).isEqualTo(Action.NOTIFY);
    assertThat(decide(policy, "mount")).isEqualTo(errno("EACCES"));
    assertThat(policy.toText())
        .contains("kill-process   @module, @reboot\n", "errno(EACCES)  @mount  # no mounts\n");
  }

  @Test
  void groupWithTests_isAboutTheCallsThatPassThem() {
    Policy policy = deny().allow(SyscallGroup.READ_FILES).because("reads").build();

    assertThat(decide(policy, "openat", -100, 0, 0)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "openat", -100, 0, 1)).isEqualTo(EPERM);
    assertThat(decide(policy, "openat", -100, 0, 0x40)).isEqualTo(EPERM);
    assertThat(decide(policy, "openat2")).isEqualTo(EPERM);
    assertThat(policy.layers().get(0).rules())
        .hasSize(2)
        .allMatch(rule -> rule.origin().equals("rule 0") && rule.reason().isPresent());
    assertThat(policy.toText())
        .contains(
            "allow  @read-files  # reads\n",
            "allow  @read-files: open, openat(flags & O_ACCMODE|O_CREAT|O_TRUNC == O_RDONLY)");
  }

  @Test
  void words_mayBeGroupsAndSubtractions() {
    Policy policy =
        deny()
            .allow("@network-io", "!connect", "read")
            .on("@sync", errno("EIO"), arg(0).is(3))
            .build();

    assertThat(decide(policy, "bind")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "read")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "connect")).isEqualTo(EPERM);
    assertThat(decide(policy, "fsync", 3)).isEqualTo(errno("EIO"));
    assertThat(policy.toText()).contains("@network-io, !connect, read", "@sync(arg0 == 3)");
  }

  @Test
  void wrongWords_areReportedWithEverythingElse() {
    PolicyBuilder builder =
        deny()
            .allow("@network-oi")
            .because("it is misspelt")
            .allow("@sync", "!connect")
            .allow("@sync", "!fsycn")
            .allow("raed")
            .allow("read", "!read");

    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            PolicyException.class,
            e ->
                assertThat(e.problems())
                    .contains(
                        "rule 0: unknown group \"@network-oi\" (did you mean @network-io?)",
                        "rule 0: !connect takes nothing away from the others",
                        "rule 0: unknown syscall \"fsycn\" (did you mean fsync?)",
                        "rule 0: unknown syscall \"raed\" (did you mean read?)",
                        "rule 1: ! leaves nothing over")
                    .hasSize(5));
  }

  @Test
  void argumentThatACallLacks_isAProblem() {
    assertThatThrownBy(() -> deny().allow("@network-io", arg("domain").is(AF_INET)).build())
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("has no argument \"domain\"");
  }

  @Test
  void callThatNoArchitectureHas_isSkippedInAGroup() {
    Policy policy =
        Policy.denyByDefault(EPERM)
            .nativeArchitecture(Arch.AARCH64)
            .allow(SyscallGroup.FILE_SYSTEM)
            .kill(SyscallGroup.CPU_EMULATION)
            .allow(SyscallGroup.of("@open", "open", "openat"))
            .build();

    assertThat(policy.decide(callOn(Arch.AARCH64, "openat"))).isEqualTo(Action.ALLOW);
    assertThat(policy.warnings()).isEmpty();
  }

  @Test
  void carrierInAGroup_getsTheVerdictsOfTheCallsThatItCarries() {
    Policy policy =
        deny().architectures(Arch.X86).allow(SyscallGroup.NETWORK_IO.without("connect")).build();
    Policy conditional =
        deny()
            .architectures(Arch.X86)
            .allow(SyscallGroup.NETWORK_IO.without("socket"))
            .allow("socket", arg("domain").is(AF_UNIX))
            .build();
    Policy byHand = deny().architectures(Arch.X86).allow("@network-io", "socketcall").build();

    assertThat(policy.decide(callOn(Arch.X86, "socketcall", 2))).isEqualTo(Action.ALLOW);
    assertThat(policy.decide(callOn(Arch.X86, "socketcall", 3))).isEqualTo(EPERM);
    assertThat(conditional.decide(callOn(Arch.X86, "socketcall", 1))).isEqualTo(errno("ENOSYS"));
    assertThat(byHand.decide(callOn(Arch.X86, "socketcall", 99))).isEqualTo(Action.ALLOW);
  }

  @Test
  void emptyGroup_isRefused() {
    SyscallGroup none = SyscallGroup.CHOWN.and(SyscallGroup.MOUNT);

    assertThat(none.syscalls()).isEmpty();
    assertThatThrownBy(() -> deny().allow(none))
        .hasMessageContaining("@chown & @mount has no calls");
    assertThatThrownBy(() -> deny().allow(new SyscallGroup[0]))
        .hasMessageContaining("at least one group");
  }

  @Test
  void ioUringInAGroup_isDecidedByIt() {
    Policy denied = Policy.allowByDefault().deny(SyscallGroup.NETWORK_IO).build();
    Policy named =
        Policy.allowByDefault().deny(SyscallGroup.NETWORK_IO).allow(SyscallGroup.AIO).build();

    assertThat(denied.decide(Call.call("io_uring_setup"))).isEqualTo(EPERM);
    assertThat(named.decide(Call.call("io_uring_setup"))).isEqualTo(Action.ALLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@threads", "@start-programs", "@jvm"})
  void clone3_answersEnosysBesideTestsOfClone(String group) {
    Policy policy = deny().allow(group).build();
    Policy named = deny().allow(group).allow("clone3").build();
    Policy notifying = Policy.withDefault(Action.NOTIFY).allow(group).build();

    assertThat(decide(policy, "clone3")).isEqualTo(errno("ENOSYS"));
    assertThat(policy.toText()).contains("clone3  # its flags lie behind a pointer");
    assertThat(decide(named, "clone3")).isEqualTo(Action.ALLOW);
    assertThat(decide(notifying, "clone3")).isEqualTo(Action.NOTIFY);
  }

  @Test
  void guardOfClone3_isDecidedAnewForACombination() {
    Policy threads = deny().allow(SyscallGroup.THREADS).build();
    Policy naming = deny().kill("clone3").build();
    Policy other = deny().allow("read").build();

    assertThat(decide(naming.overriddenBy(threads), "clone3")).isEqualTo(Action.KILL_PROCESS);
    assertThat(decide(threads.overriddenBy(naming), "clone3")).isEqualTo(Action.KILL_PROCESS);
    assertThat(decide(other.overriddenBy(threads), "clone3")).isEqualTo(errno("ENOSYS"));
    assertThat(decide(threads.toBuilder().allow("clone3").build(), "clone3"))
        .isEqualTo(Action.ALLOW);
    assertThat(threads.toBuilder().build()).isEqualTo(threads);
  }

  @Test
  void namespaces_areNoPartOfOurGroups() {
    Policy policy = deny().allow(SyscallGroup.START_PROGRAMS, SyscallGroup.JVM).build();

    assertThat(decide(policy, "clone", 17)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "clone", 0x1000_0011)).isEqualTo(EPERM);
    assertThat(decide(deny().allow(SyscallGroup.JVM).build(), "clone", 17)).isEqualTo(EPERM);
  }
}
