package io.seccomp4j.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.internal.compiler.PolicyProgram;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.Faults;
import io.seccomp4j.testing.RandomPolicies;
import io.seccomp4j.testing.SmallDomain;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A proven program with one fault is refuted, unless the fault changes nothing. */
final class PlantedFaultsTest {
  private static final long MOST_CALLS = 200_000;
  private static final int POLICIES = 100;
  private static final int FAULTS = 40;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private int refuted;
  private int equivalent;

  @Test
  void provenProgram_isRightOnEveryCallOfASmallDomain() {
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = RandomPolicies.ofFewBits(random);
      Filter filter = PolicyProgram.of(policy, Map.of());

      assertThat(SmallDomain.agree(filter, policy, Long.MAX_VALUE))
          .as("seed %d, policy %d:%n%s", seed, i, policy.toText())
          .contains(Verifier.prove(filter, policy).isEqual());
    }
  }

  @Test
  void plantedFault_isRefutedUnlessNoCallShowsIt() {
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = RandomPolicies.ofFewBits(random);
      Filter filter = PolicyProgram.of(policy, Map.of());
      for (int fault = 0; fault < FAULTS; fault++) {
        Optional<Filter> faulty = Faults.plant(filter, random);
        faulty.ifPresent(one -> assertVerdictIsRight(one, policy));
      }
    }

    assertThat(refuted).as("seed %d", seed).isGreaterThan(POLICIES * FAULTS / 4);
    assertThat(equivalent).as("seed %d", seed).isPositive();
  }

  private void assertVerdictIsRight(Filter filter, Policy policy) {
    Proof proof = Verifier.prove(filter, policy);
    Optional<Boolean> agree = SmallDomain.agree(filter, policy, MOST_CALLS);
    if (proof instanceof Proof.Refuted found) {
      assertShows(found, filter, policy);
    }
    agree.ifPresent(
        same -> {
          refuted += same ? 0 : 1;
          equivalent += same ? 1 : 0;
          assertThat(proof.isEqual())
              .as(() -> "seed " + seed + ": " + proof + "\n" + policy.toText())
              .isEqualTo(same);
        });
  }

  /** The call of a refutation is one on which the two differ. */
  private static void assertShows(Proof.Refuted found, Filter filter, Policy policy) {
    int returned =
        Simulator.run(
            filter,
            policy.nativeArchitecture().byteOrder(),
            found.call().arch(),
            found.call().number(),
            found.instructionPointer(),
            BoundaryCalls.registers(found.call()));
    assertThat(returned)
        .isEqualTo(found.returnValue())
        .isNotEqualTo(policy.decide(found.call()).returnValue());
  }

  /** Larger policies, where a fault is looked for on the calls at which something may change. */
  @Test
  void faultThatABoundaryCallShows_isRefuted() {
    int shown = 0;
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = RandomPolicies.next(random, Arch.X86_64);
      Filter filter = PolicyProgram.of(policy, Map.of());
      for (int fault = 0; fault < FAULTS; fault++) {
        Optional<Filter> faulty = Faults.plant(filter, random);
        if (faulty.isPresent() && isShown(faulty.get(), policy)) {
          shown++;
          assertThat(Verifier.prove(faulty.get(), policy).isEqual())
              .as(() -> "seed " + seed + ":\n" + policy.toText())
              .isFalse();
        }
      }
    }

    assertThat(shown).as("seed %d", seed).isGreaterThan(POLICIES);
  }

  private boolean isShown(Filter filter, Policy policy) {
    BoundaryCalls calls = new BoundaryCalls(random, policy);
    for (int i = 0; i < 50; i++) {
      var call = calls.next();
      int returned =
          Simulator.run(
              filter,
              policy.nativeArchitecture().byteOrder(),
              call.arch(),
              call.number(),
              0,
              BoundaryCalls.registers(call));
      if (returned != policy.decide(call).returnValue()) {
        return true;
      }
    }
    return false;
  }
}
