package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Proof;
import io.seccomp4j.bpf.Verifier;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.Faults;
import io.seccomp4j.testing.RandomPolicies;
import io.seccomp4j.testing.SmallDomain;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random policies, compiled by whom {@code AUTO} takes: the filter is proven, and no boundary call
 * says otherwise. The long run, with its progress: {@code mvn verify -pl seccomp-exec -am
 * -Dtest.excluded.groups= -Dit.test=RandomPoliciesIT -Dtest=RandomPoliciesIT}.
 */
final class RandomPoliciesIT {
  private static final int CALLS = 1000;
  private static final int TOLD = 1000;
  private static final long MOST_CALLS = 200_000;

  @Test
  void randomPolicies_compileToWhatTheyMean() {
    compile(100, new Random().nextLong());
  }

  @Test
  @Tag("long")
  void manyRandomPolicies_compileToWhatTheyMean() {
    compile(20_000, new Random().nextLong());
  }

  /** What libseccomp makes is proven, or with a fault refuted, unless no call shows that. */
  @Test
  void faultInLibseccompsProgram_isRefutedUnlessNoCallShowsIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int faults = 0;
    for (int i = 0; i < 60; i++) {
      Policy policy = RandomPolicies.ofFewBits(random);
      CompiledFilter compiled = FilterCompiler.compile(policy);
      for (int j = 0; j < 30 && compiled.compiler().startsWith("libseccomp"); j++) {
        Optional<Filter> faulty = Faults.plant(compiled.filter(), random);
        Optional<Boolean> agree =
            faulty.flatMap(filter -> SmallDomain.agree(filter, policy, MOST_CALLS));
        if (agree.isPresent()) {
          faults++;
          assertThat(Verifier.prove(faulty.orElseThrow(), policy).isEqual())
              .as(() -> "seed " + seed + ":\n" + policy.toText() + faulty)
              .isEqualTo(agree.get());
        }
      }
    }
    assertThat(faults).as("seed %d", seed).isPositive();
  }

  private static void compile(int count, long seed) {
    Random random = new Random(seed);
    int byLibseccomp = 0;
    for (int i = 0; i < count; i++) {
      if (i % TOLD == 0) {
        System.out.println("random policies: " + i + " of " + count + ", seed " + seed);
      }
      Policy policy = RandomPolicies.next(random);
      CompiledFilter compiled = FilterCompiler.compile(policy);
      byLibseccomp += compiled.compiler().startsWith("libseccomp") ? 1 : 0;
      assertThat(Verifier.prove(compiled.filter(), policy))
          .as(() -> "seed " + seed + ":\n" + policy.toText())
          .isEqualTo(new Proof.Equal());
      BoundaryCalls.check(compiled.filter(), policy, random, CALLS);
    }
    assertThat(byLibseccomp).as("seed %d", seed).isPositive();
  }
}
