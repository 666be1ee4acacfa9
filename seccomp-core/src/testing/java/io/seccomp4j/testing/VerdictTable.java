package io.seccomp4j.testing;

import static io.seccomp4j.arch.Constants.AF_INET;
import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.O_ACCMODE;
import static io.seccomp4j.arch.Constants.O_RDONLY;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.call;
import static io.seccomp4j.testing.Verdict.Limit.NOT_IN_OCI;
import static io.seccomp4j.testing.Verdict.Limit.NO_PROCESS;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Arg;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.SyscallGroup;
import java.util.List;
import java.util.stream.Stream;

/**
 * What policies say about calls of this host, written down by hand. Whatever decides calls is held
 * against it: the model, the filter of each compiler, the kernel, and the policy after it was
 * written to an OCI profile and read back. A call that runs does no harm: it fails with an errno
 * other than {@link #FIRST} and {@link #SECOND}.
 */
public final class VerdictTable {
  /** No call of the table fails with this by itself. */
  public static final Action FIRST = errno(150);

  /** Neither with this. */
  public static final Action SECOND = errno(151);

  private static final Action ALLOW = Action.ALLOW;
  private static final Action KILL = Action.KILL_PROCESS;
  private static final Action ENOSYS = errno("ENOSYS");
  private static final long UPPER = 1L << 40;
  private static final long ANY = 12_345;

  private VerdictTable() {}

  /** Returns all rows. */
  public static Stream<Verdict> rows() {
    return Stream.of(
            names(), masks(), ranges(), manyArguments(), overlaps(), layers(), actions(), unknown())
        .flatMap(rows -> rows);
  }

  private static PolicyBuilder allow() {
    return Policy.allowByDefault();
  }

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(FIRST).allow("execve", "exit_group", "exit");
  }

  private static Arg fd() {
    return arg(0).full64();
  }

  private static Stream<Verdict> names() {
    Policy domains = deny().on("socket", SECOND, arg("domain").is(AF_INET)).build();
    Policy unixOnly = deny().allow("socket", arg("domain").is(AF_UNIX)).build();
    Policy full = allow().on("close", FIRST, fd().is(77)).build();
    Policy not = allow().on("close", FIRST, fd().isNot(77)).build();
    Policy groups = deny().allow(SyscallGroup.SYNC.without("fdatasync")).build();
    return Stream.of(
        Verdict.of(domains, call("socket", AF_INET, 99, 0), SECOND),
        Verdict.of(domains, call("socket", 2 | UPPER, 99, 0), SECOND),
        Verdict.of(domains, call("socket", 99, 99, 0), FIRST),
        Verdict.of(unixOnly, call("socket", AF_UNIX, 99, 0), ALLOW),
        Verdict.of(unixOnly, call("socket", AF_INET, 99, 0), FIRST),
        Verdict.of(unixOnly, call("bind", ANY), FIRST),
        Verdict.of(full, call("close", 77), FIRST),
        Verdict.of(full, call("close", 77 | UPPER), ALLOW),
        Verdict.of(not, call("close", 77), ALLOW),
        Verdict.of(not, call("close", 77 | UPPER), FIRST),
        Verdict.of(not, call("close", 76), FIRST),
        Verdict.of(groups, call("fsync", ANY), ALLOW),
        Verdict.of(groups, call("fdatasync", ANY), FIRST),
        Verdict.of(groups, call("close", ANY), FIRST));
  }

  private static Stream<Verdict> masks() {
    Policy readOnly =
        allow().on("openat", FIRST, arg("flags").masked(O_ACCMODE).isNot(O_RDONLY)).build();
    long both = 0xff_0000_00ffL;
    Policy wide = allow().on("close", FIRST, fd().masked(both).is(0x40_0000_0041L)).build();
    Policy wideNot = allow().on("close", FIRST, fd().masked(both).isNot(0x40_0000_0041L)).build();
    Policy two =
        allow().on("close", FIRST, fd().masked(0xf0).is(0x40), fd().masked(0x3).isNot(0)).build();
    return Stream.of(
        Verdict.of(readOnly, call("openat", ANY, 0, 0), ALLOW),
        Verdict.of(readOnly, call("openat", ANY, 0, 1), FIRST),
        Verdict.of(readOnly, call("openat", ANY, 0, 2 | UPPER), FIRST),
        Verdict.of(readOnly, call("openat", ANY, 0, UPPER), ALLOW),
        Verdict.of(wide, call("close", 0x40_0000_0041L), FIRST),
        Verdict.of(wide, call("close", 0x1240_5678_9a41L), FIRST),
        Verdict.of(wide, call("close", 0x40_0000_0040L), ALLOW),
        Verdict.of(wide, call("close", 0x41), ALLOW),
        Verdict.of(wideNot, call("close", 0x1240_5678_9a41L), ALLOW),
        Verdict.of(wideNot, call("close", 0x41), FIRST),
        Verdict.of(wideNot, call("close", 0x40_0000_0000L), FIRST),
        Verdict.of(two, call("close", 0x41), FIRST),
        Verdict.of(two, call("close", 0x4e), FIRST),
        Verdict.of(two, call("close", 0x44), ALLOW),
        Verdict.of(two, call("close", 0x51), ALLOW),
        Verdict.of(two, call("close", 0x41 | UPPER), FIRST));
  }

  private static Stream<Verdict> ranges() {
    Policy range = allow().on("close", FIRST, fd().atLeast(70), fd().atMost(79)).build();
    Policy wide =
        allow()
            .on("close", FIRST, fd().greaterThan(0xffff_ffffL), fd().lessThan(0x2_0000_0005L))
            .build();
    Policy hole =
        allow().on("close", FIRST, fd().lessThan(70)).on("close", SECOND, fd().atLeast(80)).build();
    return Stream.of(
        Verdict.of(range, call("close", 69), ALLOW),
        Verdict.of(range, call("close", 70), FIRST),
        Verdict.of(range, call("close", 79), FIRST),
        Verdict.of(range, call("close", 80), ALLOW),
        Verdict.of(range, call("close", 79 | UPPER), ALLOW),
        Verdict.of(wide, call("close", 0xffff_ffffL), ALLOW),
        Verdict.of(wide, call("close", 0x1_0000_0000L), FIRST),
        Verdict.of(wide, call("close", 0x1_ffff_ffffL), FIRST),
        Verdict.of(wide, call("close", 0x2_0000_0004L), FIRST),
        Verdict.of(wide, call("close", 0x2_0000_0005L), ALLOW),
        Verdict.of(wide, call("close", -1), ALLOW),
        Verdict.of(hole, call("close", 69), FIRST),
        Verdict.of(hole, call("close", 70), ALLOW),
        Verdict.of(hole, call("close", 79), ALLOW),
        Verdict.of(hole, call("close", 80), SECOND),
        Verdict.of(hole, call("close", 5 | UPPER), SECOND),
        Verdict.of(hole, call("close", -1), SECOND));
  }

  private static Stream<Verdict> manyArguments() {
    Policy policy =
        allow()
            .on(
                "mmap",
                FIRST,
                arg(1).full64().is(ANY),
                arg(3).full64().masked(0x10).is(0x10),
                arg(4).full64().atLeast(1000),
                arg(5).full64().isNot(4096))
            .build();
    return Stream.of(
        Verdict.of(policy, call("mmap", 0, ANY, 99, 0x10, 1000, 1), FIRST),
        Verdict.of(policy, call("mmap", 0, ANY, 99, 0xff, -1, UPPER), FIRST),
        Verdict.of(policy, call("mmap", 0, ANY + 1, 99, 0x10, 1000, 1), ALLOW),
        Verdict.of(policy, call("mmap", 0, ANY, 99, 0x0f, 1000, 1), ALLOW),
        Verdict.of(policy, call("mmap", 0, ANY, 99, 0x10, 999, 1), ALLOW),
        Verdict.of(policy, call("mmap", 0, ANY, 99, 0x10, 1000, 4096), ALLOW));
  }

  private static Stream<Verdict> overlaps() {
    Policy strictest = allow().on("close", FIRST).kill("close", arg("fd").is(77)).build();
    Policy three =
        allow()
            .on("close", FIRST, fd().atLeast(70))
            .on("close", Action.TRAP, fd().masked(1).is(1))
            .on("close", SECOND, fd().lessThan(80))
            .build();
    return Stream.of(
        Verdict.of(strictest, call("close", 76), FIRST),
        Verdict.of(strictest, call("close", 77), KILL),
        Verdict.of(strictest, call("close", 77 | UPPER), KILL),
        Verdict.of(three, call("close", 75), Action.TRAP),
        Verdict.of(three, call("close", 74), FIRST),
        Verdict.of(three, call("close", 68), SECOND),
        Verdict.of(three, call("close", 80), FIRST),
        Verdict.of(three, call("close", 81 | UPPER), Action.TRAP));
  }

  private static Stream<Verdict> layers() {
    Policy layered = deny().build().overriddenBy(allow().on("close", SECOND).build());
    Policy tightened =
        allow()
            .on("close", FIRST, fd().is(70))
            .build()
            .tightenedBy(
                allow().on("close", SECOND, fd().atMost(75)).log("close", fd().is(99)).build());
    Policy three =
        allow()
            .kill("close")
            .build()
            .overriddenBy(allow().on("close", FIRST, fd().atLeast(70)).build())
            .overriddenBy(allow().allow("close", fd().is(77)).build());
    return Stream.of(
        Verdict.of(layered, call("close", 77), SECOND),
        Verdict.of(layered, call("bind", ANY), FIRST),
        Verdict.of(tightened, call("close", 70), SECOND),
        Verdict.of(tightened, call("close", 71), SECOND),
        Verdict.of(tightened, call("close", 76), ALLOW),
        Verdict.of(tightened, call("close", 99), Action.LOG),
        Verdict.of(three, call("close", 69), KILL),
        Verdict.of(three, call("close", 70), FIRST),
        Verdict.of(three, call("close", 77), ALLOW),
        Verdict.of(three, call("close", 77 | UPPER), FIRST));
  }

  private static Stream<Verdict> actions() {
    Policy threads = allow().on("close", Action.KILL_THREAD).build();
    Policy traps = allow().on("close", Action.TRAP).build();
    Policy logged = allow().log("close").build();
    Policy asked = allow().on("close", Action.NOTIFY).build();
    Policy traced = allow().on("close", Action.trace(7)).on("dup", Action.trace(65535)).build();
    return Stream.of(
        Verdict.of(threads, call("close", 77), Action.KILL_THREAD),
        Verdict.of(traps, call("close", 77), Action.TRAP),
        Verdict.of(logged, call("close", 77), Action.LOG),
        Verdict.of(asked, call("close", 77), Action.NOTIFY, NO_PROCESS),
        Verdict.of(traced, call("close", 77), Action.trace(7), NO_PROCESS),
        Verdict.of(traced, call("dup", ANY), Action.trace(65535), NO_PROCESS));
  }

  private static Stream<Verdict> unknown() {
    Arch host = Arch.host();
    Policy named = allow().on("%600", FIRST).build();
    Policy near = deny().horizon(Horizon.after("getrandom")).build();
    Policy none = deny().horizon(Horizon.NONE).build();
    int getrandom = call("getrandom").number();
    return Stream.of(
        Verdict.of(named, new Call(host, 600, List.of()), FIRST, NOT_IN_OCI),
        Verdict.of(named, new Call(host, 601, List.of()), ALLOW, NOT_IN_OCI),
        Verdict.of(deny().build(), new Call(host, -1, List.of()), FIRST),
        Verdict.of(deny().build(), new Call(host, 1023, List.of()), ENOSYS),
        Verdict.of(near, new Call(host, getrandom, List.of()), FIRST),
        Verdict.of(near, new Call(host, getrandom + 1, List.of()), ENOSYS),
        Verdict.of(near, new Call(host, -1, List.of()), FIRST),
        Verdict.of(none, new Call(host, 1023, List.of()), FIRST));
  }
}
