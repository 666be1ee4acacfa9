package io.seccomp4j.testing;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static io.seccomp4j.testing.Verdict.Limit.NO_PROCESS;
import static io.seccomp4j.testing.VerdictTable.FIRST;
import static io.seccomp4j.testing.VerdictTable.SECOND;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.util.List;
import java.util.stream.Stream;

/** The same for the calls of x86 and x32 on an x86_64 kernel; no rows on others. */
public final class CompanionTable {
  private static final Action ALLOW = Action.ALLOW;
  private static final Action KILL = Action.KILL_PROCESS;
  private static final Action ENOSYS = errno("ENOSYS");
  private static final long UPPER = 0xdead_beefL << 32;

  private CompanionTable() {}

  /** Returns all rows. */
  public static Stream<Verdict> rows() {
    return Arch.host() == Arch.X86_64
        ? Stream.of(notListed(), x86(), x32()).flatMap(rows -> rows)
        : Stream.empty();
  }

  private static PolicyBuilder allow() {
    return Policy.allowByDefault();
  }

  private static Verdict row(Policy policy, Call call, Action expected) {
    return Verdict.of(policy, call, expected, NO_PROCESS);
  }

  private static Call x86(String syscall, Object... args) {
    return callOn(Arch.X86, syscall, args);
  }

  /** The kernel does not know a call of x32 from one of x86_64 but by its number. */
  private static Call x32(int number, long... args) {
    Call call = callOn(Arch.X86_64, "close", args.length == 0 ? 0L : args[0]);
    return new Call(Arch.X86_64, Arch.X32_BIT | number, call.args());
  }

  private static Stream<Verdict> notListed() {
    Policy policy = allow().on("close", FIRST).build();
    return Stream.of(
        row(policy, x86("close", 77), KILL),
        row(policy, x86("getpid"), KILL),
        row(policy, x32(3), KILL),
        row(policy, x32(600), KILL),
        row(policy, new Call(Arch.X86_64, 0x8000_0003, List.of()), KILL),
        row(policy, new Call(Arch.X86_64, -2, List.of()), KILL),
        row(policy, new Call(Arch.X86_64, -1, List.of()), ALLOW));
  }

  /** A 64-bit process that calls through int 0x80 may leave anything in the upper halves. */
  private static Stream<Verdict> x86() {
    Policy equal =
        allow()
            .architectures(Arch.X86)
            .on("close", FIRST, arg(0).full64().is(77))
            .on("dup", SECOND, arg(0).full64().is(77 | UPPER))
            .build();
    Policy range =
        allow()
            .architectures(Arch.X86)
            .on("close", FIRST, arg(0).full64().atLeast(70), arg(0).full64().atMost(79))
            .on("dup", SECOND, arg(0).full64().masked(0xff_0000_000fL).is(7))
            .build();
    Policy sockets = allow().architectures(Arch.X86).deny("socket", arg("domain").is(16)).build();
    return Stream.of(
        row(equal, x86("close", 77), FIRST),
        row(equal, x86("close", 77 | UPPER), FIRST),
        row(equal, x86("close", 76 | UPPER), ALLOW),
        row(equal, x86("dup", 77 | UPPER), ALLOW),
        row(equal, callOn(Arch.X86_64, "dup", 77 | UPPER), SECOND),
        row(range, x86("close", 69 | UPPER), ALLOW),
        row(range, x86("close", 70 | UPPER), FIRST),
        row(range, x86("close", 79 | UPPER), FIRST),
        row(range, x86("close", 80 | UPPER), ALLOW),
        row(range, x86("dup", 7 | UPPER), SECOND),
        row(range, callOn(Arch.X86_64, "dup", 7 | UPPER), ALLOW),
        row(sockets, x86("socketcall", 1), ENOSYS),
        row(sockets, x86("socketcall", 1 | UPPER), ENOSYS),
        row(sockets, x86("socket", 16 | UPPER), errno("EPERM")),
        row(sockets, x86("socket", 1 | UPPER), ALLOW));
  }

  private static Stream<Verdict> x32() {
    Policy policy =
        Policy.denyByDefault(FIRST)
            .architectures(Arch.X32)
            .allow("dup")
            .on("close", SECOND, arg(0).full64().is(77))
            .build();
    return Stream.of(
        row(policy, x32(3, 77), SECOND),
        row(policy, x32(3, 77 | UPPER), SECOND),
        row(policy, x32(3, 78), FIRST),
        row(policy, x32(32, 77), ALLOW),
        row(policy, x32(39), FIRST),
        row(policy, x32(2000), ENOSYS),
        row(policy, callOn(Arch.X86_64, "close", 77), SECOND),
        row(policy, callOn(Arch.X86_64, "close", 77 | UPPER), FIRST),
        row(policy, x86("close", 77), KILL),
        row(policy, new Call(Arch.X86_64, -1, List.of()), FIRST));
  }
}
