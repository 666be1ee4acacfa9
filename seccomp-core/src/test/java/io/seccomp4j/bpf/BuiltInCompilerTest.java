package io.seccomp4j.bpf;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the built-in compiler makes of single policies; that each is proven, it sees to itself. */
final class BuiltInCompilerTest {
  private static final Action EPERM = errno(Errno.EPERM);
  private static final Action ENOSYS = errno(Errno.ENOSYS);

  /** A call and what should happen to it; the arguments are registers. */
  private record Row(Arch arch, int number, List<Long> args, Action expected) {
    static Row on(Arch arch, String syscall, Action expected, long... args) {
      int number = Syscalls.of(arch).number(syscall).orElseThrow();
      return new Row(arch, number, Arrays.stream(args).boxed().toList(), expected);
    }

    Action run(Filter filter) {
      long[] registers = args.stream().mapToLong(Long::longValue).toArray();
      return Action.ofReturnValue(Simulator.run(filter, arch, number, 0, registers));
    }

    @Override
    public String toString() {
      return arch + " " + number + args + " -> " + expected;
    }
  }

  private static Row on64(String syscall, Action expected, long... args) {
    return Row.on(Arch.X86_64, syscall, expected, args);
  }

  private static PolicyBuilder policy(Action defaultAction) {
    return Policy.withDefault(defaultAction).nativeArchitecture(Arch.X86_64);
  }

  private static Stream<DynamicTest> rows(String name, Policy policy, Row... rows) {
    Filter filter = BuiltInCompiler.compile(policy);
    return Stream.of(rows)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    name + ": " + row,
                    () -> assertThat(row.run(filter)).isEqualTo(row.expected())));
  }

  @TestFactory
  Stream<DynamicTest> strictestRuleOfALayer_wins() {
    return rows(
        "overlaps",
        policy(EPERM)
            .allow("socket")
            .on("socket", Action.LOG, arg(1).low32().is(2))
            .on("socket", errno(7), arg(0).low32().atLeast(10))
            .on("socket", errno(8), arg(0).low32().atLeast(5))
            .on("socket", Action.KILL_THREAD, arg(0).low32().is(7), arg(1).low32().is(2))
            .build(),
        on64("socket", Action.ALLOW, 1, 1),
        on64("socket", Action.LOG, 1, 2),
        on64("socket", errno(8), 5, 2),
        on64("socket", errno(7), 10, 2),
        on64("socket", errno(8), 7, 1),
        on64("socket", Action.KILL_THREAD, 7, 2),
        on64("read", EPERM));
  }

  @TestFactory
  Stream<DynamicTest> layers_overrideAndTighten() {
    Policy lowest =
        policy(EPERM).allow("read", "ioctl").on("ioctl", Action.TRAP, arg(1).low32().is(9)).build();
    Policy overriding = policy(EPERM).allow("write").allow("ioctl", arg(0).low32().is(1)).build();
    Policy tightening =
        Policy.allowByDefault()
            .nativeArchitecture(Arch.X86_64)
            .on("ioctl", errno(5), arg(2).low32().is(3))
            .on("read", Action.LOG)
            .build();
    return rows(
        "layers",
        lowest.overriddenBy(overriding).tightenedBy(tightening),
        on64("write", Action.ALLOW),
        on64("read", Action.LOG),
        on64("ioctl", Action.TRAP, 0, 9, 0),
        on64("ioctl", Action.ALLOW, 1, 9, 0),
        on64("ioctl", errno(5), 1, 9, 3),
        on64("ioctl", Action.TRAP, 0, 9, 3),
        on64("ioctl", errno(5), 0, 0, 3),
        on64("ioctl", Action.ALLOW, 0, 0, 0));
  }

  @TestFactory
  Stream<DynamicTest> equallyStrictLayers_giveTheUpperOnesErrno() {
    Policy lower = policy(errno(1)).on("read", errno(2)).build();
    return rows(
        "errnos",
        lower
            .tightenedBy(policy(errno(1)).on("read", errno(3), arg(0).low32().is(3)).build())
            .tightenedBy(policy(errno(1)).on("read", errno(4), arg(0).low32().atLeast(3)).build()),
        on64("read", errno(2), 2),
        on64("read", errno(4), 3),
        on64("read", errno(4), 4),
        on64("write", errno(1)));
  }

  @TestFactory
  Stream<DynamicTest> orderings_compareBothWords() {
    return rows(
        "orderings",
        policy(EPERM)
            .allow("read", arg(2).full64().greaterThan(0x1_0000_0005L))
            .allow("write", arg(2).full64().atMost(0x1_0000_0005L))
            .allow("lseek", arg(1).full64().atLeast(0x2_0000_0000L))
            .allow("mmap", arg(0).full64().lessThan(-1), arg(0).full64().greaterThan(0xffff_ffffL))
            .build(),
        on64("read", EPERM, 0, 0, 0x1_0000_0005L),
        on64("read", Action.ALLOW, 0, 0, 0x1_0000_0006L),
        on64("read", Action.ALLOW, 0, 0, 0x2_0000_0000L),
        on64("read", EPERM, 0, 0, 0xffff_ffffL),
        on64("write", Action.ALLOW, 0, 0, 0x1_0000_0005L),
        on64("write", EPERM, 0, 0, Long.MIN_VALUE),
        on64("lseek", EPERM, 0, 0x1_ffff_ffffL),
        on64("lseek", Action.ALLOW, 0, 0x2_0000_0000L),
        on64("mmap", EPERM, 0xffff_ffffL),
        on64("mmap", Action.ALLOW, 0x1_0000_0000L),
        on64("mmap", EPERM, -1));
  }

  @TestFactory
  Stream<DynamicTest> masks_alsoNegated() {
    return rows(
        "masks",
        policy(EPERM)
            .allow("openat", arg(2).low32().masked(0x3).isNot(0x3))
            .allow("clone", arg(0).full64().masked(0x7e02_0000L).is(0))
            .allow("mmap", arg(2).full64().masked(0x1_0000_0004L).isNot(0x1_0000_0000L))
            .build(),
        on64("openat", Action.ALLOW, 0, 0, 0x102),
        on64("openat", EPERM, 0, 0, 0x103),
        on64("clone", Action.ALLOW, 0x0001_ffffL),
        on64("clone", EPERM, 0x4000_0000L),
        on64("mmap", EPERM, 0, 0, 0x1_0000_0003L),
        on64("mmap", Action.ALLOW, 0, 0, 0x1_0000_0004L),
        on64("mmap", Action.ALLOW, 0, 0, 3));
  }

  @TestFactory
  Stream<DynamicTest> architectures_haveTheirOwnNumbers() {
    int x32 = Arch.X32_BIT;
    Policy both = policy(EPERM).architectures(Arch.X86, Arch.X32).allow("read").build();
    Policy one = policy(EPERM).allow("read").build();
    return Stream.concat(
        rows(
            "all three",
            both,
            on64("read", Action.ALLOW),
            Row.on(Arch.X86, "read", Action.ALLOW),
            new Row(Arch.X86, 0, List.of(), EPERM),
            new Row(Arch.X86_64, x32, List.of(), Action.ALLOW),
            new Row(Arch.X86_64, x32 + 1, List.of(), EPERM),
            new Row(Arch.X86_64, -2, List.of(), ENOSYS),
            new Row(Arch.X86_64, -1, List.of(), EPERM)),
        rows(
            "x86_64 only",
            one,
            Row.on(Arch.X86, "read", Action.KILL_PROCESS),
            Row.on(Arch.AARCH64, "read", Action.KILL_PROCESS),
            new Row(Arch.X86_64, 100_000, List.of(), ENOSYS),
            new Row(Arch.X86_64, x32 - 1, List.of(), ENOSYS),
            new Row(Arch.X86_64, x32, List.of(), Action.KILL_PROCESS),
            new Row(Arch.X86_64, Integer.MIN_VALUE, List.of(), Action.KILL_PROCESS),
            new Row(Arch.X86_64, -2, List.of(), Action.KILL_PROCESS),
            new Row(Arch.X86_64, -1, List.of(), EPERM)));
  }

  @TestFactory
  Stream<DynamicTest> bigEndianKernel_hasItsWordsTheOtherWayRound() {
    return rows(
        "s390x",
        Policy.denyByDefault(EPERM)
            .nativeArchitecture(Arch.S390X)
            .architectures(Arch.S390X)
            .allow("read", arg(2).full64().is(0x1_0000_0002L))
            .allow("write", arg(2).low32().is(2))
            .build(),
        Row.on(Arch.S390X, "read", Action.ALLOW, 0, 0, 0x1_0000_0002L),
        Row.on(Arch.S390X, "read", EPERM, 0, 0, 0x2_0000_0001L),
        Row.on(Arch.S390X, "write", Action.ALLOW, 0, 0, 0x7_0000_0002L),
        Row.on(Arch.S390X, "write", EPERM, 0, 0, 0x2_0000_0000L));
  }

  @Test
  void everythingAllowed_stillLooksAtTheArchitecture() {
    Filter filter =
        BuiltInCompiler.compile(Policy.allowByDefault().nativeArchitecture(Arch.AARCH64).build());

    assertThat(filter.size()).isEqualTo(4);
  }

  @Test
  void everythingKilled_isOneInstruction() {
    assertThat(BuiltInCompiler.compile(Policy.denyByDefault(Action.KILL_PROCESS).build()).size())
        .isEqualTo(1);
  }

  @Test
  void negativeTrace_isRefused() {
    Policy policy = Policy.allowByDefault().build();

    assertThatThrownBy(() -> BuiltInCompiler.compile(policy, Map.of("read", -1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("read was seen -1 times");
  }

  @Test
  void samePolicy_givesTheSameFilter() {
    Policy policy =
        policy(EPERM).allow("read", "write").allow("ioctl", arg(1).low32().atMost(77)).build();

    assertThat(BuiltInCompiler.compile(policy)).isEqualTo(BuiltInCompiler.compile(policy));
  }
}
