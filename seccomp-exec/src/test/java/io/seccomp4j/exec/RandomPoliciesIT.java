package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Proof;
import io.seccomp4j.bpf.Verifier;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.RandomPolicies;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random policies, compiled by whom {@code AUTO} takes: the filter is proven, and no boundary call
 * says otherwise.
 */
final class RandomPoliciesIT {
  private static final int CALLS = 1000;

  @Test
  void randomPolicies_compileToWhatTheyMean() {
    compile(200, new Random().nextLong());
  }

  @Test
  @Tag("long")
  void manyRandomPolicies_compileToWhatTheyMean() {
    compile(10_000, new Random().nextLong());
  }

  private static void compile(int count, long seed) {
    System.out.println(count + " random policies of seed " + seed);
    Random random = new Random(seed);
    int byLibseccomp = 0;
    for (int i = 0; i < count; i++) {
      Policy policy = RandomPolicies.next(random);
      CompiledFilter compiled;
      try {
        compiled = FilterCompiler.compile(policy);
      } catch (CompileException refused) {
        continue;
      }
      byLibseccomp += compiled.compiler().startsWith("libseccomp") ? 1 : 0;
      Filter filter = compiled.filter();
      assertThat(Verifier.prove(filter, policy))
          .as(() -> "seed " + seed + ":\n" + policy.toText())
          .isEqualTo(new Proof.Equal());
      BoundaryCalls.check(filter, policy, random, CALLS);
    }
    assertThat(byLibseccomp).as("seed %d", seed).isGreaterThan(count / 20);
  }
}
