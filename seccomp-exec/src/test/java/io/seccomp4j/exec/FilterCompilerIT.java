package io.seccomp4j.exec;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Proof;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.bpf.Verifier;
import io.seccomp4j.exec.internal.jna.JnaLibSeccomp;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.SystemCall;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FilterCompilerIT {
  /** Asks the filters of all compilers that take the policy, and they must agree. */
  private static Action run(Policy policy, Call call) {
    Action action = run(policy, call, Compiler.AUTO);
    assertThat(run(policy, call, Compiler.BUILTIN)).as("%s, built-in", call).isEqualTo(action);
    if (suitsLibseccomp(policy)) {
      assertThat(run(policy, call, Compiler.LIBSECCOMP)).as("%s", call).isEqualTo(action);
    }
    return action;
  }

  /** What does not suit it must be a limit: everything it is given it compiles right. */
  private static boolean suitsLibseccomp(Policy policy) {
    try {
      return FilterCompiler.compile(policy, Compiler.LIBSECCOMP).reason().isEmpty();
    } catch (CompileException refused) {
      assertThat(refused.isFault()).as("%s%n%s", policy.toText(), refused).isFalse();
      return false;
    }
  }

  private static Action run(Policy policy, Call call, Compiler compiler) {
    Filter filter = FilterCompiler.compile(policy, compiler).filter();
    long[] args = call.args().stream().mapToLong(arg -> arg.orElse(0)).toArray();
    return Action.ofReturnValue(Simulator.run(filter, call.arch(), call.number(), 0, args));
  }

  private static PolicyBuilder deny() {
    return Policy.denyByDefault(errno("EPERM")).nativeArchitecture(Arch.X86_64);
  }

  private static PolicyBuilder allow() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64);
  }

  @Test
  void plainNames_areAllowedAndEverythingElseDenied() {
    Policy policy = deny().allow("read", "write").build();

    assertThat(run(policy, callOn(Arch.X86_64, "read"))).isEqualTo(Action.ALLOW);
    assertThat(run(policy, callOn(Arch.X86_64, "open"))).isEqualTo(errno("EPERM"));
    assertThat(run(policy, new Call(Arch.AARCH64, 63, List.of()))).isEqualTo(Action.KILL_PROCESS);
    assertThat(run(policy, new Call(Arch.X86_64, Arch.X32_BIT, List.of())))
        .isEqualTo(Action.KILL_PROCESS);
  }

  @Test
  void maskedNotEqual_becomesDisjointRules() {
    Policy policy = allow().on("openat", errno("EACCES"), arg("flags").masked(3).isNot(0)).build();

    assertThat(run(policy, callOn(Arch.X86_64, "openat", -100, 0, 0))).isEqualTo(Action.ALLOW);
    for (int mode = 1; mode < 4; mode++) {
      assertThat(run(policy, callOn(Arch.X86_64, "openat", -100, 0, 0x80000 | mode)))
          .isEqualTo(errno("EACCES"));
    }
    assertThat(run(policy, callOn(Arch.X86_64, "openat", -100, 0, 1L << 32)))
        .as("the kernel ignores the upper half of an int")
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void overlappingRules_giveTheStrictest() {
    Policy policy =
        allow()
            .allow("socket")
            .kill("socket", arg("domain").is(16))
            .on("socket", errno("EAFNOSUPPORT"), arg("domain").isNot(1), arg("type").is(3))
            .build();

    assertThat(run(policy, callOn(Arch.X86_64, "socket", 1, 3))).isEqualTo(Action.ALLOW);
    assertThat(run(policy, callOn(Arch.X86_64, "socket", 16, 3))).isEqualTo(Action.KILL_PROCESS);
    assertThat(run(policy, callOn(Arch.X86_64, "socket", 2, 3))).isEqualTo(errno("EAFNOSUPPORT"));
    assertThat(run(policy, callOn(Arch.X86_64, "socket", 2, 1))).isEqualTo(Action.ALLOW);
  }

  @Test
  void layers_overrideAndTighten() {
    Policy file = deny().allow("read", "write").on("mkdir", errno("EACCES")).build();
    Policy policy =
        file.overriddenBy(allow().allow("mkdir").build())
            .tightenedBy(Policy.denyByDefault(errno(1)).log("read", "rmdir").build());

    assertThat(run(policy, callOn(Arch.X86_64, "mkdir"))).isEqualTo(Action.ALLOW);
    assertThat(run(policy, callOn(Arch.X86_64, "read"))).isEqualTo(Action.LOG);
    assertThat(run(policy, callOn(Arch.X86_64, "rmdir"))).isEqualTo(errno("EPERM"));
  }

  @Test
  void multiplexers_doNotCarryCallsPastTheirRules() {
    Policy policy =
        allow().architectures(Arch.X86).deny("socket", arg("domain").is(16)).deny("shmat").build();

    assertThat(run(policy, callOn(Arch.X86, "socketcall", 1))).isEqualTo(errno("ENOSYS"));
    assertThat(run(policy, callOn(Arch.X86, "ipc", 21))).isEqualTo(errno("EPERM"));
    assertThat(run(policy, callOn(Arch.X86, "ipc", 0x1_0015))).isEqualTo(errno("EPERM"));
    assertThat(run(policy, callOn(Arch.X86, "socket", 16))).isEqualTo(errno("EPERM"));
    assertThat(run(policy, callOn(Arch.X86, "socket", 1))).isEqualTo(Action.ALLOW);
  }

  @Test
  void carriedCalls_getTheVerdictOfTheDirectOnes() {
    Policy policy = deny().architectures(Arch.X86).allow("socket", "accept").kill("bind").build();

    assertThat(run(policy, callOn(Arch.X86, "socketcall", 1))).isEqualTo(Action.ALLOW);
    assertThat(run(policy, callOn(Arch.X86, "socketcall", 5))).isEqualTo(Action.ALLOW);
    assertThat(run(policy, callOn(Arch.X86, "socketcall", 2))).isEqualTo(Action.KILL_PROCESS);
    assertThat(run(policy, callOn(Arch.X86, "socketcall", 3))).isEqualTo(errno("EPERM"));
    for (Arch carrier : List.of(Arch.S390X, Arch.PPC64LE)) {
      Policy there =
          Policy.denyByDefault(errno("EPERM")).nativeArchitecture(carrier).allow("socket").build();
      assertThat(run(there, callOn(carrier, "socketcall", 1))).isEqualTo(Action.ALLOW);
    }
  }

  /**
   * libseccomp opens socketcall for an allowed socket, and takes no rule with the default action.
   */
  @Test
  void carrierThatOnlyTheDefaultCloses_isNotForLibseccomp() {
    Policy explicit =
        deny().architectures(Arch.X86).allow("socket", arg(0).is(1)).deny("socketcall").build();
    Policy guarded =
        Policy.denyByDefault(errno("ENOSYS"))
            .nativeArchitecture(Arch.X86_64)
            .architectures(Arch.X86)
            .allow("socket", arg(0).is(1))
            .build();

    for (Policy policy : List.of(explicit, guarded)) {
      assertLeftToBuiltIn(policy, "socketcall");
      assertThat(FilterCompiler.compile(policy).warnings()).isEmpty();
      assertThat(run(policy, callOn(Arch.X86, "socketcall", 1))).isEqualTo(policy.defaultAction());
      assertThat(run(policy, callOn(Arch.X86, "socket", 1))).isEqualTo(Action.ALLOW);
    }
  }

  private static void assertLeftToBuiltIn(Policy policy, String... words) {
    assertThat(FilterCompiler.compile(policy).compiler()).isEqualTo("built-in");
    assertThat(FilterCompiler.compile(policy).reason().orElseThrow()).contains(words);
    assertThatThrownBy(() -> FilterCompiler.compile(policy, Compiler.LIBSECCOMP))
        .isInstanceOf(CompileException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void errnoThatLibseccompDoesNotTake_isLeftToTheBuiltInCompiler() {
    Policy rule = allow().on("mkdir", errno(4095)).build();
    Policy byDefault =
        Policy.denyByDefault(errno(4095)).nativeArchitecture(Arch.X86_64).allow("read").build();

    assertThat(FilterCompiler.compile(allow().on("mkdir", errno(4094)).build()).compiler())
        .startsWith("libseccomp");
    for (Policy policy : List.of(rule, byDefault)) {
      assertLeftToBuiltIn(policy, "an errno less than 4095");
      assertThat(FilterCompiler.compile(policy).warnings()).isEmpty();
      assertThat(run(policy, callOn(Arch.X86_64, "mkdir"))).isEqualTo(errno(4095));
    }
  }

  @Test
  void refusedMemfd_isReplacedByAPipe() {
    Policy policy = deny().allow("read", "write").allow("ioctl", arg(1).is(0x5401)).build();
    Kernel refusing = new Refusing(Host.kernel(), EnumSet.of(SystemCall.MEMFD_CREATE), 1);
    FilterCompiler compiler =
        new FilterCompiler(JnaLibSeccomp::bind, () -> refusing, Duration.ofSeconds(10));

    assertThat(compiler.compiled(policy, Compiler.LIBSECCOMP).filter())
        .isEqualTo(FilterCompiler.compile(policy, Compiler.LIBSECCOMP).filter());
  }

  @Test
  void rawNumber_isOfTheNativeArchitecture() {
    Policy policy = deny().allow("%600").build();

    assertThat(run(policy, new Call(Arch.X86_64, 600, List.of()))).isEqualTo(Action.ALLOW);
    assertThat(run(policy, new Call(Arch.X86_64, 601, List.of()))).isEqualTo(errno("ENOSYS"));
  }

  @Test
  void horizon_isPartOfWhatIsProven() {
    PolicyBuilder builder =
        deny()
            .allow("read", "write", "%600", "%601", "statx")
            .allow("openat", arg("flags").masked(3).is(0));
    List<Policy> policies = new ArrayList<>();
    for (Horizon horizon : List.of(Horizon.TABLE, Horizon.NAMED, Horizon.after("kill"))) {
      builder.horizon(horizon);
      policies.add(builder.build());
      policies.add(builder.build().toBuilder().architectures(Arch.X32, Arch.X86).build());
      policies.add(builder.build().toBuilder().architectures(Arch.X32).build());
      policies.add(
          builder.build().toBuilder()
              .otherwise(Action.KILL_PROCESS)
              .horizon(horizon.insteadOfKilling())
              .build());
    }
    policies.add(
        Policy.denyByDefault(errno("EPERM"))
            .nativeArchitecture(Arch.AARCH64)
            .architectures(Arch.ARM)
            .allow("read", "set_tls")
            .build());

    for (Policy policy : policies) {
      for (Compiler compiler : Compiler.values()) {
        Filter filter = FilterCompiler.compile(policy, compiler).filter();
        assertThat(Verifier.prove(filter, policy)).as(policy.toText()).isEqualTo(new Proof.Equal());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Arch.class,
      names = {"X86_64", "X86", "AARCH64", "ARM", "RISCV64", "PPC64LE", "S390X"})
  void everyNativeArchitecture_compiles(Arch arch) {
    Policy policy =
        Policy.denyByDefault(errno("EPERM"))
            .nativeArchitecture(arch)
            .allow("read", "write", "exit_group")
            .allow("ioctl", arg(1).low32().is(0x5401))
            .build();

    Action allowed =
        Action.ofReturnValue(
            Simulator.run(
                FilterCompiler.compile(policy).filter(),
                arch,
                Syscalls.of(arch).number("ioctl").orElseThrow(),
                0,
                0,
                0x5401));

    assertThat(allowed).isEqualTo(Action.ALLOW);
  }

  @Test
  void tooManyPieces_areLeftToTheBuiltInCompiler() {
    PolicyBuilder builder = allow();
    for (int i = 0; i < 6; i++) {
      builder.on(
          "mmap", errno(i + 1), arg(i).full64().isNot(i), arg((i + 1) % 6).full64().isNot(9));
    }

    Policy policy = builder.build();
    assertLeftToBuiltIn(policy, "mmap");
    assertThat(FilterCompiler.compile(policy).warnings()).isEmpty();
    assertThat(run(policy, callOn(Arch.X86_64, "mmap", 0, 1, 2, 3, 4, 5))).isEqualTo(Action.ALLOW);
    assertThat(run(policy, callOn(Arch.X86_64, "mmap", 0, 1, 2, 3, 7, 5))).isEqualTo(errno(5));
  }

  /** What would have to be cut into more rules the built-in compiler does better. */
  @Test
  void auto_leavesWhatLibseccompCannotSayInOneRuleToTheBuiltInCompiler() {
    for (PolicyBuilder simple :
        List.of(
            deny().allow("read").allow("socket", arg("domain").is(1), arg("type").masked(7).is(1)),
            allow().deny("close", arg(0).full64().greaterThan(2)),
            deny().allow("personality", arg(0).is(0)).allow("personality", arg(0).is(8)),
            deny().allow("socket", arg(0).full64().isNot(40)))) {
      CompiledFilter filter = FilterCompiler.compile(simple.build());
      assertThat(filter.compiler()).as("%s", filter.reason()).startsWith("libseccomp");
    }
    for (PolicyBuilder demanding :
        List.of(
            deny().allow("openat", arg("flags").masked(3).isNot(0)),
            deny().allow("socket", arg(0).is(1)).on("socket", errno(2), arg(1).is(3)),
            allow().deny("close", arg(0).full64().greaterThan(2), arg(0).full64().lessThan(9)),
            allow().deny("lseek", arg(1).full64().greaterThan(1L << 40)))) {
      CompiledFilter filter = FilterCompiler.compile(demanding.build());
      assertThat(filter.compiler()).isEqualTo("built-in");
      assertThat(filter.reason().orElseThrow()).contains("libseccomp compiles reliably");
      assertThat(filter.warnings()).isEmpty();
    }
  }

  @Test
  void compiledFilter_isKept() {
    Policy policy = deny().allow("read").build();

    assertThat(FilterCompiler.compile(policy)).isSameAs(FilterCompiler.compile(policy));
  }
}
