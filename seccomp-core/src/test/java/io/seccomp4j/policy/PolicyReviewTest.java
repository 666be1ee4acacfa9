package io.seccomp4j.policy;

import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.O_ACCMODE;
import static io.seccomp4j.arch.Constants.O_RDONLY;
import static io.seccomp4j.arch.Constants.PROT_EXEC;
import static io.seccomp4j.arch.Constants.TIOCLINUX;
import static io.seccomp4j.arch.Constants.TIOCSTI;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.PolicyReview.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyReviewTest {
  private static final Action EPERM = errno("EPERM");

  /** What programs need, so that only the rest is reviewed. */
  private static PolicyBuilder deny() {
    return Policy.denyByDefault(EPERM)
        .horizon(Horizon.NONE)
        .nativeArchitecture(Arch.X86_64)
        .allow("execve", "exit_group", "rt_sigreturn", "mmap");
  }

  private static PolicyBuilder allow() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64).deny("io_uring_setup");
  }

  private static Rule rule(int index, Action action, String syscall, Condition... conditions) {
    return Rule.of(action, List.of(syscall), List.of(conditions))
        .from("rule " + index + " of p.json", index);
  }

  private static List<String> messages(PolicyBuilder builder) {
    return PolicyReview.of(builder.build()).stream()
        .map(finding -> finding.kind().id() + ": " + finding)
        .toList();
  }

  @Test
  void sanePolicies_haveNoFindings() {
    assertThat(messages(deny().allow("read", "write", "openat", "close"))).isEmpty();
    assertThat(messages(deny().allow("openat", arg("flags").masked(O_ACCMODE).is(O_RDONLY))))
        .isEmpty();
    assertThat(messages(deny().allow("clone", arg("flags").is(17)).on("clone3", errno("ENOSYS"))))
        .isEmpty();
    assertThat(messages(allow().deny("acct", "swapon"))).isEmpty();
    assertThat(messages(deny().allow("read").deny("write", arg("fd").is(1)).allow("write")))
        .singleElement()
        .asString()
        .startsWith("conflict: ");
  }

  @Test
  void veryManyFindings_areCounted() {
    PolicyBuilder builder = deny();
    for (int i = 0; i < 1500; i++) {
      builder.add(rule(i, Action.ALLOW, "no_such_call_" + i));
    }

    assertThat(messages(builder)).hasSize(1001).last().asString().endsWith("and 500 findings more");
  }

  @Test
  void ruleWithoutEffect_isFoundExactly() {
    assertThat(
            messages(
                deny()
                    .add(rule(0, Action.ALLOW, "socket"))
                    .add(rule(1, Action.ALLOW, "socket", arg(0).full64().is(1)))))
        .containsExactly(
            "without-effect: rule 1 of p.json has no effect: rule 0 of p.json says the same; take it"
                + " out, or say what it is meant to do");
    assertThat(
            messages(
                deny()
                    .add(rule(0, Action.ALLOW, "socket", arg(0).full64().lessThan(5)))
                    .add(rule(1, Action.ALLOW, "socket", arg(0).full64().atLeast(5)))
                    .add(rule(2, Action.ALLOW, "socket", arg(1).full64().is(7)))))
        .filteredOn(message -> message.startsWith("without"))
        .containsExactly(
            "without-effect: rule 2 of p.json has no effect: the other rules decide its calls alike;"
                + " take it out, or say what it is meant to do");
    assertThat(messages(deny().add(rule(0, EPERM, "acct")).allow("vhangup", "futex_wait")))
        .containsExactly(
            "without-effect: rule 0 of p.json has no effect: the default action does the same; take"
                + " it out, or say what it is meant to do");
  }

  @Test
  void lastNamedSyscall_mayRepeatTheDefault() {
    assertThat(messages(deny().add(rule(0, EPERM, "futex_wait")))).isEmpty();
  }

  @Test
  void override_thatChangesNothingIsIdle() {
    Policy above =
        Policy.allowByDefault()
            .nativeArchitecture(Arch.X86_64)
            .add(rule(9, Action.ALLOW, "read"))
            .build();
    Policy policy = deny().allow("read").build().overriddenBy(above);
    assertThat(PolicyReview.of(policy))
        .extracting(PolicyReview.Finding::kind)
        .containsExactly(Kind.WITHOUT_EFFECT);
  }

  @Test
  void conflict_saysWhatRuntimesDo() {
    Condition domain = arg(0).full64().is(1);
    assertThat(conflict(Action.ALLOW, errno("EACCES"), domain))
        .endsWith(
            "the stricter wins: errno(EACCES); container runtimes take rule 0 of p.json (allow): of"
                + " entries for a syscall the first one without conditions stands alone");
    assertThat(conflict(Action.ALLOW, EPERM, domain))
        .endsWith(
            "container runtimes take rule 0 of p.json (allow): they leave out entries with the"
                + " default action");
    assertThat(
            messages(
                deny()
                    .add(rule(0, Action.ALLOW, "socket", domain))
                    .add(rule(1, Action.LOG, "socket", domain))))
        .anyMatch(
            message ->
                message.endsWith(
                    "container runtimes refuse a profile with two actions for one condition"));
    assertThat(conflict(errno("EACCES"), Action.ALLOW, domain))
        .endsWith("the stricter wins: errno(EACCES)");
  }

  private static String conflict(Action first, Action second, Condition condition) {
    return messages(deny().add(rule(0, first, "socket")).add(rule(1, second, "socket", condition)))
        .stream()
        .filter(message -> message.startsWith("conflict"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void waysRound_areNamedOnce() {
    assertThat(messages(allow().deny("mkdir", "open")))
        .containsExactly(
            "bypass: open is denied (rule 1), but openat, openat2, creat run: each opens files, and"
                + " openat2's flags lie behind a pointer where no condition reaches; restrict all of"
                + " them, openat2 with ENOSYS",
            "bypass: mkdir is denied (rule 1), but mkdirat runs: both make directories; restrict"
                + " both");
    assertThat(messages(deny().allow("mprotect", arg("prot").masked(PROT_EXEC).is(0)))).isEmpty();
    assertThat(
            messages(
                deny()
                    .allow("mprotect", arg("prot").masked(PROT_EXEC).is(0))
                    .allow("pkey_mprotect")))
        .singleElement()
        .asString()
        .startsWith("bypass: mprotect is restricted (rule 1), but pkey_mprotect runs");
  }

  @Test
  void ioUring_isAWayRoundWhatIsNotAllowed() {
    assertThat(
            messages(
                Policy.allowByDefault()
                    .nativeArchitecture(Arch.X86_64)
                    .add(rule(0, EPERM, "connect"))))
        .containsExactly(
            "io-uring: connect is denied (rule 0 of p.json), but io_uring_setup runs: an io_uring"
                + " does them in the kernel, where no filter sees them; deny io_uring_setup");
    assertThat(messages(deny().allow("io_uring_setup")))
        .singleElement()
        .asString()
        .startsWith("io-uring: openat, openat2, open, creat, connect and ");
  }

  @Test
  void companions_haveWaysOfTheirOwn() {
    assertThat(
            messages(
                allow()
                    .architectures(Arch.X86)
                    .add(rule(0, EPERM, "settimeofday"))
                    .deny("adjtimex", "clock_adjtime", "clock_settime")))
        .containsExactlyInAnyOrder(
            "bypass: settimeofday, clock_settime are denied (rule 0 of p.json, rule 2), but"
                + " clock_settime64, stime run on x86: each sets the clock; restrict all",
            "bypass: adjtimex, clock_adjtime are denied (rule 2), but clock_adjtime64 runs on x86:"
                + " each adjusts the clock; restrict all");
    assertThat(messages(deny().architectures(Arch.X32)))
        .singleElement()
        .asString()
        .startsWith("architecture: x32 is listed");
    assertThat(
            messages(
                deny()
                    .architectures(Arch.X86)
                    .allow("socket", arg("domain").is(AF_UNIX))
                    .allow("socketcall")))
        .singleElement()
        .asString()
        .startsWith("bypass: socket is restricted (rule 1), but socketcall runs on x86");
  }

  @Test
  void pointers_areComparedWithNullOnly() {
    assertThat(messages(deny().allow("futex", arg("uaddr").is(0)))).isEmpty();
    assertThat(messages(deny().add(rule(3, Action.ALLOW, "stat", arg(0).full64().is(7)))))
        .containsExactly(
            "pointer: rule 3 of p.json: stat's path is an address: arg0 == 7 says nothing about"
                + " what is there, and a filter cannot see that; take the condition out");
  }

  @Test
  void terminal_isLeftOpenByConditionsOnOtherRequests() {
    assertThat(messages(allow().deny("ioctl", arg("request").is(7))))
        .singleElement()
        .asString()
        .startsWith("terminal: rule 1 restricts ioctl and leaves TIOCSTI and TIOCLINUX open");
    assertThat(
            messages(
                allow()
                    .deny("ioctl", arg("request").is(TIOCSTI))
                    .deny("ioctl", arg("request").is(TIOCLINUX))))
        .isEmpty();
    assertThat(messages(deny().allow("ioctl", arg("request").is(7)))).isEmpty();
  }

  @Test
  void neededCalls_areMissed() {
    assertThat(
            messages(
                Policy.denyByDefault(EPERM)
                    .nativeArchitecture(Arch.X86_64)
                    .allow("mmap", "execve")))
        .containsExactly(
            "missing-call: nothing allows exit_group (no program can end without), rt_sigreturn (no"
                + " program survives a signal that it handles without): allow what the program"
                + " needs, or is this only a part of a policy?");
  }

  @Test
  void limitsOfOtherProcesses_areNoBusinessOfSetrlimit() {
    assertThat(messages(deny().allow("setrlimit").allow("prlimit64", arg("pid").is(0)))).isEmpty();
    assertThat(messages(deny().allow("setrlimit").allow("prlimit64", arg("new_limit").is(0))))
        .singleElement()
        .asString()
        .startsWith("bypass: prlimit64 is restricted (rule 2), but setrlimit runs: both set");
    assertThat(messages(allow().deny("setrlimit").deny("prlimit64", arg("pid").isNot(0))))
        .singleElement()
        .asString()
        .startsWith("bypass: setrlimit is denied (rule 1), but prlimit64 runs: both set");
  }

  @Test
  void table_namesKnownSyscalls() {
    assertThat(WaysRound.names()).hasSizeGreaterThan(150).allMatch(Syscalls::isKnown);
  }

  @Test
  void warnings_comeFirst() {
    Policy policy = deny().add(rule(0, Action.ALLOW, "socket", arg(0).full64().isNot(3))).build();
    assertThat(PolicyReview.of(policy))
        .extracting(PolicyReview.Finding::message)
        .containsAll(policy.warnings())
        .doesNotHaveDuplicates();
    assertThat(policy.warnings()).isNotEmpty();
  }
}
