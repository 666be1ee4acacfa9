package io.seccomp4j.policy;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static io.seccomp4j.policy.Call.callOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constants;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyCombinationTest {
  private static PolicyBuilder denying() {
    return Policy.denyByDefault(errno("EPERM")).nativeArchitecture(Arch.X86_64);
  }

  private static PolicyBuilder allowing() {
    return Policy.allowByDefault().nativeArchitecture(Arch.X86_64).allow("io_uring_setup");
  }

  private static List<String> rules(Policy policy) {
    assertThat(policy.layers()).hasSize(1);
    return policy.layers().get(0).rules().stream().map(Rule::toString).toList();
  }

  @Test
  void strictestOfAllowLists_joinsConditions() {
    Policy one =
        denying()
            .allow("read", "write")
            .allow("socket", arg("domain").is(Constants.AF_UNIX))
            .build();
    Policy other = denying().allow("read").allow("socket", arg("type").is(1)).build();

    assertThat(rules(Policy.strictest(one, other)))
        .containsExactly("read: allow", "socket(domain == AF_UNIX && type == 1): allow");
  }

  @Test
  void weakestOfAllowLists_hasTheRulesOfBoth() {
    Policy one =
        denying()
            .allow("read", "write")
            .allow("socket", arg("domain").is(Constants.AF_UNIX))
            .build();
    Policy other = denying().allow("read").allow("socket", arg("type").is(1)).build();

    assertThat(rules(Policy.weakest(one, other)))
        .containsExactly(
            "read, write: allow", "socket(domain == AF_UNIX): allow", "socket(type == 1): allow");
  }

  /** Groups have calls that an architecture lacks, as x86_64 does _llseek. */
  @Test
  void groupsOfBuiltPolicies_areCombined() {
    Policy first = denying().allow(SyscallGroup.STDIO).allow("socket", arg("domain").is(1)).build();
    Policy second = denying().allow(SyscallGroup.STDIO, SyscallGroup.TIME).allow("socket").build();

    Policy strictest = Policy.strictest(first, second);
    Policy weakest = Policy.weakest(first, second);

    assertThat(PolicyDiff.between(strictest, first).relation())
        .isEqualTo(PolicyDiff.Relation.EQUAL);
    assertThat(PolicyDiff.between(weakest, second).relation()).isEqualTo(PolicyDiff.Relation.EQUAL);
    assertThat(weakest.toBuilder().build()).isEqualTo(weakest);
  }

  @Test
  void rules_keepReasonsAndPlaces() {
    Rule first = Rule.of(errno(13), List.of("mkdir", "rmdir"), List.of()).from("rule 3 of a", 3);
    Rule second = Rule.of(Action.KILL_PROCESS, List.of("rmdir"), List.of()).from("rule 0 of b", 0);
    Policy a = allowing().add(first).because("no directories").build();
    Policy b = allowing().add(second).build();

    Policy strictest = Policy.strictest(a, b);

    assertThat(strictest.explain(callOn(Arch.X86_64, "mkdir")).rule())
        .get()
        .satisfies(rule -> assertThat(rule.origin()).isEqualTo("rule 3 of a"))
        .satisfies(rule -> assertThat(rule.reason()).hasValue("no directories"))
        .satisfies(rule -> assertThat(rule.sourceIndex()).hasValue(3));
    assertThat(strictest.explain(callOn(Arch.X86_64, "rmdir")).rule())
        .get()
        .satisfies(rule -> assertThat(rule.origin()).isEqualTo("rule 0 of b"));
    assertThat(Policy.weakest(a, b).decide(callOn(Arch.X86_64, "rmdir"))).isEqualTo(errno(13));
  }

  @Test
  void whereNeitherHasRulesForIt_conditionsAreTurnedRound() {
    Policy one = denying().allow("socket", arg("type").is(1)).build();
    Policy other = allowing().kill("socket", arg("domain").is(2)).build();

    assertThat(rules(Policy.weakest(one, other)))
        .contains("socket(domain == 2 && type != 1): errno(EPERM)")
        .noneMatch(rule -> rule.contains("arg0"));
  }

  @Test
  void whatARuleSays_doesNotFollowAnotherDefault() {
    Policy denies = allowing().deny("mkdir").build();
    Policy list = denying().allow("mkdir", "read").build();

    Policy opened = Policy.strictest(denies, list).toBuilder().otherwise(Action.ALLOW).build();

    assertThat(opened.decide(callOn(Arch.X86_64, "mkdir"))).isEqualTo(errno("EPERM"));
    assertThat(opened.decide(callOn(Arch.X86_64, "rmdir"))).isEqualTo(Action.ALLOW);
  }

  @Test
  void equallyStrict_isTheFirst() {
    Policy one = denying().on("mkdir", errno(2)).build();
    Policy other = denying().on("mkdir", errno(3)).on("rmdir", errno(4)).build();

    Policy strictest = Policy.strictest(one, other);

    assertThat(strictest.decide(callOn(Arch.X86_64, "mkdir"))).isEqualTo(errno(2));
    assertThat(strictest.decide(callOn(Arch.X86_64, "rmdir"))).isEqualTo(errno("EPERM"));
    assertThat(Policy.strictest(other, one).decide(callOn(Arch.X86_64, "rmdir")))
        .isEqualTo(errno(4));
  }

  @Test
  void layers_becomeOne() {
    Policy layered =
        denying()
            .build()
            .overriddenBy(denying().allow("mkdir", arg("mode").masked(2).is(0)).build())
            .tightenedBy(denying().log("mkdir").build());
    Policy list = denying().allow("mkdir").build();

    Policy strictest = Policy.strictest(layered, list);

    assertThat(strictest.layers()).hasSize(1);
    assertThat(PolicyDiff.between(layered, strictest).relation())
        .isEqualTo(PolicyDiff.Relation.EQUAL);
  }

  @Test
  void guards_areNeitherLostNorAdded() {
    Policy guarded = Policy.allowByDefault().nativeArchitecture(Arch.X86_64).deny("mkdir").build();
    Policy open = allowing().build();

    assertThat(Policy.strictest(guarded, open).decide(callOn(Arch.X86_64, "io_uring_setup")))
        .isEqualTo(errno("EPERM"));
    assertThat(Policy.weakest(guarded, open).decide(callOn(Arch.X86_64, "io_uring_setup")))
        .isEqualTo(Action.ALLOW);
    Policy sockets = denying().architectures(Arch.X86).allow("socket", arg("domain").is(1)).build();
    Policy carrier = denying().architectures(Arch.X86).allow("socketcall", "socket").build();
    assertThat(Policy.strictest(sockets, carrier).decide(callOn(Arch.X86, "socketcall", 1)))
        .isEqualTo(errno("ENOSYS"));
    assertThat(Policy.weakest(sockets, carrier).decide(callOn(Arch.X86, "socketcall", 1)))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void horizon_isThatOfTheDeciding() {
    Call beyond = new Call(Arch.X86_64, 100_000, List.of());
    Policy file = denying().horizon(Horizon.NONE).allow("read").build();
    Policy built = denying().allow("read").build();

    assertThat(Policy.strictest(built, file).decide(beyond)).isEqualTo(errno("ENOSYS"));
    assertThat(Policy.strictest(file, built).decide(beyond)).isEqualTo(errno("EPERM"));
    assertThat(Policy.weakest(built, allowing().build()).decide(beyond)).isEqualTo(Action.ALLOW);
    Policy named = denying().horizon(Horizon.NAMED).allow("read", "mseal").build();
    Policy merged = Policy.strictest(named, allowing().kill("file_setattr").build());
    assertThat(merged.decide(callOn(Arch.X86_64, "setxattrat"))).isEqualTo(errno("ENOSYS"));
    assertThat(merged.decide(callOn(Arch.X86_64, "file_setattr"))).isEqualTo(Action.KILL_PROCESS);
    assertThat(merged.decide(callOn(Arch.X86_64, "mkdir"))).isEqualTo(errno("EPERM"));
  }

  @Test
  void architectures_areThoseOfBothOrOfEither() {
    Policy both = denying().architectures(Arch.X86, Arch.X32).allow("read").build();
    Policy one = denying().architectures(Arch.X86).allow("read").build();

    assertThat(Policy.strictest(both, one).effectiveArchitectures())
        .containsExactlyInAnyOrder(Arch.X86_64, Arch.X86);
    assertThat(Policy.weakest(both, one).effectiveArchitectures()).contains(Arch.X32);
    Policy more = denying().allow("read", "mount").build();
    assertThatThrownBy(() -> Policy.weakest(both, more))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("cannot be written as one")
        .hasMessageContaining("mount");
  }

  @Test
  void flags_neverGiveUpAProtection() {
    Policy one = denying().flags(FilterFlag.LOG, FilterFlag.SPEC_ALLOW).build();
    Policy other = denying().flags(FilterFlag.TSYNC).allow("read").build();

    assertThat(Policy.strictest(one, other).flags())
        .containsExactlyInAnyOrder(FilterFlag.LOG, FilterFlag.TSYNC);
    assertThat(Policy.weakest(one, other).flags()).doesNotContain(FilterFlag.SPEC_ALLOW);
  }

  @Test
  void twoListenersOrKernels_areRefused() {
    Policy one = denying().listenerPath("/run/a").build();
    Policy other = denying().listenerPath("/run/b").build();
    Policy arm = Policy.denyByDefault(errno(1)).nativeArchitecture(Arch.AARCH64).build();

    assertThatThrownBy(() -> Policy.strictest(one, other))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("listenerPath is /run/a in one and /run/b in the other");
    assertThatThrownBy(() -> Policy.strictest(one, arm)).isInstanceOf(PolicyException.class);
    assertThat(Policy.strictest(one, denying().allow("read").build()).listenerPath())
        .hasValue("/run/a");
  }

  @Test
  void tooManyRules_areRefusedByName() {
    PolicyBuilder one = Policy.denyByDefault(Action.KILL_PROCESS).nativeArchitecture(Arch.X86_64);
    PolicyBuilder other = denying();
    for (int i = 0; i < 8; i++) {
      Arg first = arg(i % 3).full64();
      Arg second = arg(3 + i % 3).full64();
      one.allow("mmap", first.lessThan(0x5555_5555L << i), second.greaterThan(0x33 + i));
      other.allow("mmap", second.lessThan(0x7777_7777L << i), first.greaterThan(0x55 + i));
    }

    assertThatThrownBy(() -> Policy.strictest(one.build(), other.build()))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("mmap");
  }
}
