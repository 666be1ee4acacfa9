package io.seccomp4j.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.internal.compiler.PolicyProgram;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.RandomPolicies;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The built-in compiler on random policies: all of its filters are proven, and no boundary call
 * says otherwise. The long run: {@code mvn verify -pl seccomp-core -Dtest.excluded.groups=
 * -Dtest=BuiltInRandomTest}.
 */
final class BuiltInRandomTest {
  private static final int IN_A_TEST = 100;
  private static final int CALLS = 1000;
  private static final Map<String, Long> TRACE = Map.of("socket", 1000L, "read", 60L, "clone", 2L);

  @TestFactory
  Stream<DynamicTest> randomPolicies_areProven() {
    return policies(0, 2_000);
  }

  @Tag("long")
  @TestFactory
  Stream<DynamicTest> manyRandomPolicies_areProven() {
    return policies(2_000, 100_000);
  }

  private static Stream<DynamicTest> policies(int first, int count) {
    return IntStream.range(0, count / IN_A_TEST)
        .map(part -> first + part * IN_A_TEST)
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    "seeds from " + seed,
                    () ->
                        IntStream.range(seed, seed + IN_A_TEST).forEach(BuiltInRandomTest::check)));
  }

  private static void check(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Policy policy = RandomPolicies.next(random);
    Map<String, Long> trace = seed % 3 == 0 ? TRACE : Map.of();
    Filter filter = PolicyProgram.of(policy, trace);

    assertThat(Verifier.prove(filter, policy))
        .as(() -> "seed " + seed + "\n" + policy.toText() + filter)
        .isEqualTo(new Proof.Equal());
    BoundaryCalls.check(filter, policy, random, CALLS);
  }
}
