package io.seccomp4j.policy;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Syscalls;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyTest {
  private static PolicyBuilder deny() {
    return Policy.denyByDefault(errno("EPERM")).nativeArchitecture(Arch.X86_64);
  }

  private static PolicyBuilder allow() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64);
  }

  private static Action decide(Policy policy, String syscall, Object... args) {
    return policy.decide(callOn(Arch.X86_64, syscall, args));
  }

  @Test
  void strictestMatchingRule_winsWhateverTheOrder() {
    Policy one = deny().allow("read").on("read", errno("EACCES")).kill("read").build();
    Policy other = deny().kill("read").on("read", errno("EACCES")).allow("read").build();

    assertThat(decide(one, "read")).isEqualTo(Action.KILL_PROCESS);
    assertThat(decide(other, "read")).isEqualTo(Action.KILL_PROCESS);
  }

  @Test
  void ofTwoErrnos_theFirstWrittenWins() {
    Policy policy = allow().on("read", errno("EIO")).on("read", errno("EACCES")).build();

    assertThat(decide(policy, "read")).isEqualTo(errno("EIO"));
    assertThat(policy.warnings()).anyMatch(warning -> warning.contains("match the same calls"));
  }

  @Test
  void conditions_areJoinedByAnd() {
    Policy policy = deny().allow("socket", arg("domain").is(1), arg("type").is(2)).build();

    assertThat(decide(policy, "socket", 1, 2)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "socket", 1, 3)).isEqualTo(errno("EPERM"));
    assertThat(decide(policy, "socket", 2, 2)).isEqualTo(errno("EPERM"));
  }

  @Test
  void intArgument_isComparedByItsLowWord() {
    Policy denied = allow().deny("socket", arg("domain").is(16)).build();
    Policy allowed = deny().allow("socket", arg("domain").is(16)).build();

    assertThat(decide(denied, "socket", 16 | (1L << 32))).isEqualTo(errno("EPERM"));
    assertThat(decide(allowed, "socket", 16 | (1L << 32))).isEqualTo(Action.ALLOW);
  }

  @Test
  void fullComparison_seesTheUpperHalf() {
    Policy policy = allow().deny("socket", arg("domain").full64().is(16)).build();

    assertThat(decide(policy, "socket", 16)).isEqualTo(errno("EPERM"));
    assertThat(decide(policy, "socket", 16 | (1L << 32))).isEqualTo(Action.ALLOW);
  }

  @Test
  void umode_isComparedByItsLow16Bits() {
    Policy policy = allow().deny("mkdir", arg("mode").is(0777)).build();

    assertThat(decide(policy, "mkdir", 0, 0777)).isEqualTo(errno("EPERM"));
    assertThat(decide(policy, "mkdir", 0, 0777 | 0x10000)).isEqualTo(errno("EPERM"));
    assertThat(decide(policy, "mkdir", 0, 0755)).isEqualTo(Action.ALLOW);
  }

  @Test
  void negativeConstant_isItsLowWord() {
    Policy policy = deny().allow("openat", arg("dirfd").is(-100)).build();

    assertThat(decide(policy, "openat", -100L)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "openat", 0xffff_ff9cL)).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "openat", 100)).isEqualTo(errno("EPERM"));
  }

  @Test
  void unlistedArchitectureAndX32_kill() {
    Policy policy = allow().build();

    assertThat(policy.decide(new Call(Arch.X86, 1, List.of()))).isEqualTo(Action.KILL_PROCESS);
    assertThat(policy.decide(new Call(Arch.X86_64, Arch.X32_BIT | 1, List.of())))
        .isEqualTo(Action.KILL_PROCESS);
    assertThat(policy.decide(new Call(Arch.X86_64, -1, List.of()))).isEqualTo(Action.ALLOW);
  }

  @Test
  void ioUring_isClosedBesideADenyAndSaysSo() {
    Policy guarded = allow().deny("connect").build();
    Policy named = allow().deny("connect").allow("io_uring_setup").build();
    Policy file =
        allow()
            .add(Rule.of(errno("EPERM"), List.of("connect"), List.of()).from("rule 0 of f", 0))
            .build();

    assertThat(decide(guarded, "io_uring_setup")).isEqualTo(errno("EPERM"));
    assertThat(guarded.toText()).contains("io_uring_setup");
    assertThat(decide(named, "io_uring_setup")).isEqualTo(Action.ALLOW);
    assertThat(decide(file, "io_uring_setup")).isEqualTo(Action.ALLOW);
  }

  @Test
  void higherLayer_decidesWhereItMatches() {
    Policy file = deny().allow("read").kill("mkdir").build();
    Policy policy = file.overriddenBy(allow().allow("mkdir").deny("read").build());

    assertThat(decide(policy, "mkdir")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "read")).isEqualTo(errno("EPERM"));
    assertThat(decide(policy, "write")).isEqualTo(errno("EPERM"));
  }

  @Test
  void tighteningLayer_neverPermits() {
    Policy file = deny().allow("read").build();
    Policy policy = file.tightenedBy(allow().log("read", "write").build());

    assertThat(decide(policy, "read")).isEqualTo(Action.LOG);
    assertThat(decide(policy, "write")).isEqualTo(errno("EPERM"));
  }

  @Test
  void build_reportsEveryProblem() {
    PolicyBuilder builder =
        deny()
            .allow("opnat")
            .allow("openat", arg("flgas").is(0))
            .allow("socket", arg("domain").is(0x1_0000_0000L))
            .allow("read", arg("fd").is(1), arg("fd").is(2));

    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            PolicyException.class,
            e ->
                assertThat(e.problems())
                    .anyMatch(p -> p.contains("did you mean openat?"))
                    .anyMatch(p -> p.contains("did you mean flags?"))
                    .anyMatch(p -> p.contains("does not fit")));
    assertThatThrownBy(() -> deny().allow("read", arg(0).is(1), arg(0).is(2)).build())
        .hasMessageContaining("can never match");
  }

  @Test
  void moreRulesThanAnyFilterHolds_areRefusedBeforeTheyFillTheMemory() {
    PolicyBuilder builder = Policy.denyByDefault(errno(1)).nativeArchitecture(Arch.X86_64);
    List<String> names = List.copyOf(Syscalls.of(Arch.X86_64).names());
    int rules = 200_000 / names.size() + 1;
    for (int i = 0; i < rules; i++) {
      builder.add(Rule.of(Action.ALLOW, names, List.of(arg(0).full64().is(i))));
    }

    assertThatThrownBy(builder::build)
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("the rules name " + rules * names.size() + " syscalls")
        .hasMessageContaining("no policy has more than 200000");
  }

  @Test
  void syscallOfNoArchitecture_isAnErrorOnlyWhereAllLackIt() {
    assertThatThrownBy(
            () ->
                Policy.denyByDefault(errno(1))
                    .nativeArchitecture(Arch.AARCH64)
                    .allow("open")
                    .build())
        .hasMessageContaining("none of the policy's architectures has open");
    Policy both =
        Policy.denyByDefault(errno(1))
            .nativeArchitecture(Arch.AARCH64)
            .architectures(Arch.ARM)
            .allow("open")
            .build();
    assertThat(both.decide(callOn(Arch.ARM, "open"))).isEqualTo(Action.ALLOW);
  }

  @Test
  void maskedValueOutsideTheMask_isAProblem() {
    assertThatThrownBy(() -> allow().deny("openat", arg("flags").masked(3).is(4)).build())
        .hasMessageContaining("outside the mask");
  }

  @Test
  void signedOrdering_isWarnedOf() {
    assertThat(deny().allow("read", arg("fd").lessThan(3)).build().warnings())
        .noneMatch(warning -> warning.contains("signed"));
    assertThat(deny().allow("kill", arg("pid").greaterThan(1)).build().warnings())
        .anyMatch(warning -> warning.contains("signed"));
  }

  @Test
  void toBuilder_buildsTheSamePolicyAgain() {
    Policy policy =
        deny()
            .allow("read")
            .because("it reads")
            .architectures(Arch.X86)
            .flags(FilterFlag.LOG)
            .build()
            .overriddenBy(allow().kill("mkdir").build());

    assertThat(policy.toBuilder().build()).isEqualTo(policy).hasSameHashCodeAs(policy);
    assertThat(policy.toBuilder().deny("write").build()).isNotEqualTo(policy);
  }

  @Test
  void text_isReadable() {
    Policy policy =
        deny()
            .allow("openat", arg("flags").masked(3).is(0))
            .because("reads only")
            .on("clone3", errno("ENOSYS"))
            .build();

    assertThat(policy).hasToString("policy: default errno(EPERM), 2 rules");
    assertThat(policy.toText())
        .isEqualTo(
            """
            default   errno(EPERM)
            native    x86_64
            horizon   x86_64 469 (file_setattr); what lies beyond answers ENOSYS
              allow          openat(flags & 3 == 0)  # reads only
              errno(ENOSYS)  clone3
            """);
  }

  @Test
  void explanation_namesTheRule() {
    Policy policy = deny().allow("socket", arg("domain").is(1)).because("local only").build();

    Explanation allowed = policy.explain(callOn(Arch.X86_64, "socket", 1, 1, 0));
    Explanation denied = policy.explain(callOn(Arch.X86_64, "socket", 2, 1, 0));

    assertThat(allowed.action()).isEqualTo(Action.ALLOW);
    assertThat(allowed.rule()).map(Rule::origin).contains("rule 0");
    assertThat(allowed.toString()).contains("local only");
    assertThat(denied.rule()).isEmpty();
    assertThat(denied.toString()).contains("no rule matches");
  }

  @Test
  void explanation_ofUnknownArgumentsListsEveryVerdict() {
    Policy policy =
        deny().allow("socket", arg("domain").is(1)).kill("socket", arg(1).is(3)).build();
    Call unknown =
        new Call(
            Arch.X86_64, 41, List.of(java.util.OptionalLong.empty(), java.util.OptionalLong.of(1)));

    Explanation explanation = policy.explain(unknown);

    assertThat(explanation.verdicts())
        .extracting(Explanation.Verdict::action)
        .containsExactly(errno("EPERM"), Action.ALLOW);
  }

  @Test
  void branches_areDisjointAndAgreeWithTheRules() {
    Policy policy =
        deny()
            .allow("socket", arg(0).isNot(5), arg(1).masked(3).isNot(1))
            .kill("socket", arg(0).lessThan(3))
            .log("socket", arg(2).atLeast(7))
            .build();
    ArchRules rules = policy.rulesOn(Arch.X86_64);
    List<Branch> branches = rules.branches(41, 100_000).orElseThrow();

    for (long domain = 0; domain < 9; domain++) {
      for (long type = 0; type < 5; type++) {
        for (long protocol = 5; protocol < 9; protocol++) {
          long[] args = {domain, type, protocol, 0, 0, 0};
          List<Branch> matching =
              branches.stream()
                  .filter(b -> b.tests().stream().allMatch(t -> t.holds(args[t.index()])))
                  .toList();
          Action expected = rules.decide(41, args);
          if (expected.equals(policy.defaultAction())) {
            assertThat(matching).isEmpty();
          } else {
            assertThat(matching).extracting(Branch::action).containsExactly(expected);
          }
        }
      }
    }
  }

  @Test
  void branches_overTheBudgetAreNone() {
    Policy policy = allow().kill("mmap", arg(0).isNot(1), arg(1).isNot(2), arg(2).isNot(3)).build();

    assertThat(policy.rulesOn(Arch.X86_64).branches(9, 10)).isEmpty();
  }

  @Test
  void rawConstant_isVerbatim() {
    assertThat(Constant.of(-1).valueOn(Arch.X86_64)).hasValue(-1);
    assertThat(decide(deny().allow("lseek", arg("offset").is(-1)).build(), "lseek", 0, -1L))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void unknownWidth_isReadSoThatNobodyWalksRoundTheRule() {
    long upper = 1L << 40;
    Policy denied = deny().allow("msync").on("msync", errno("EIO"), arg(0).is(5)).build();
    Policy prctl = allow().kill("prctl", arg("operand3").is(7)).build();
    Policy allowed = deny().allow("prctl", arg("operand3").is(7)).build();
    Policy logged = allow().log("prctl", arg("operand3").is(7)).build();

    assertThat(decide(denied, "msync", 5)).isEqualTo(errno("EIO"));
    assertThat(decide(prctl, "prctl", 0, 0, 7 | upper)).isEqualTo(Action.KILL_PROCESS);
    assertThat(decide(allowed, "prctl", 0, 0, 7)).isEqualTo(Action.ALLOW);
    assertThat(decide(allowed, "prctl", 0, 0, 7 | upper)).isEqualTo(errno("EPERM"));
    assertThat(decide(logged, "prctl", 0, 0, 7 | upper)).isEqualTo(Action.LOG);
  }

  @Test
  void tighteningLayer_doesNotOpenACarrier() {
    Policy policy =
        allow()
            .architectures(Arch.X86)
            .deny("socket")
            .build()
            .tightenedBy(allow().architectures(Arch.X86).log("socketcall").build());

    assertThat(policy.decide(callOn(Arch.X86, "socketcall", 1))).isEqualTo(errno("EPERM"));
    assertThat(policy.decide(callOn(Arch.X86, "socketcall", 2))).isEqualTo(Action.LOG);
  }

  @Test
  void rawNumber_isCheckedAtOnce() {
    for (String wrong : List.of("%", "%-1", "%x", "%1073741824", "%99999999999")) {
      assertThatThrownBy(() -> deny().allow(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong);
    }
  }

  @Test
  void carriedCall_getsTheVerdictOfTheDirectOneWhereNoArgumentMatters() {
    Policy plain = deny().architectures(Arch.X86).allow("socket", "accept").build();
    Policy denied = allow().architectures(Arch.X86).on("socket", errno("EACCES")).build();
    Policy conditional =
        deny().architectures(Arch.X86).allow("accept").allow("socket", arg("domain").is(1)).build();

    Policy memory = allow().architectures(Arch.X86).deny("shmat").build();

    assertThat(memory.decide(callOn(Arch.X86, "ipc", 21))).isEqualTo(errno("EPERM"));
    assertThat(memory.decide(callOn(Arch.X86, "ipc", 0x1_0015))).isEqualTo(errno("EPERM"));
    assertThat(memory.decide(callOn(Arch.X86, "ipc", 22))).isEqualTo(Action.ALLOW);
    assertThat(plain.decide(callOn(Arch.X86, "socketcall", 1))).isEqualTo(Action.ALLOW);
    assertThat(plain.decide(callOn(Arch.X86, "socketcall", 5))).isEqualTo(Action.ALLOW);
    assertThat(plain.decide(callOn(Arch.X86, "socketcall", 2))).isEqualTo(errno("EPERM"));
    assertThat(denied.decide(callOn(Arch.X86, "socketcall", 1))).isEqualTo(errno("EACCES"));
    assertThat(conditional.decide(callOn(Arch.X86, "socketcall", 5))).isEqualTo(errno("ENOSYS"));
  }

  @Test
  void manyConditionsOnOneArgument_areLookedAtInTime() {
    PolicyBuilder builder = deny();
    for (int rule = 0; rule < 40; rule++) {
      Condition[] others = new Condition[8];
      for (int i = 0; i < others.length; i++) {
        others[i] = arg(0).full64().isNot(rule * 100L + i);
      }
      builder.on("close", errno(rule + 1), others);
    }

    assertThat(decide(builder.build(), "close", 1_000_000)).isEqualTo(errno(1));
  }
}
