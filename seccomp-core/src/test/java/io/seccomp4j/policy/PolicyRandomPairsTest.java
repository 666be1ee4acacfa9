package io.seccomp4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Differences and combinations of random policies, held against what the policies decide on
 * boundary calls. The long run: {@code mvn verify -pl seccomp-core -Dtest.excluded.groups=
 * -Dtest=PolicyRandomPairsTest}.
 */
final class PolicyRandomPairsTest {
  private static final int IN_A_TEST = 50;
  private static final int CALLS = 300;
  private static final List<Arch> KERNELS =
      List.of(Arch.X86_64, Arch.X86_64, Arch.AARCH64, Arch.S390X);

  private record Pair(int seed, Policy first, Policy second, SplittableRandom random) {
    static Pair of(int seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Arch kernel = KERNELS.get(random.nextInt(KERNELS.size()));
      Policy first = policy(random, kernel);
      Policy second = random.nextInt(4) == 0 ? changed(first, random) : policy(random, kernel);
      return new Pair(seed, first, second, random);
    }

    private static Policy policy(SplittableRandom random, Arch kernel) {
      return random.nextInt(3) == 0 && kernel == Arch.X86_64
          ? RandomPolicies.ofFewBits(random)
          : RandomPolicies.next(random, kernel);
    }

    private static Policy changed(Policy policy, SplittableRandom random) {
      PolicyBuilder builder = policy.toBuilder();
      return random.nextBoolean()
          ? builder.kill("read").build()
          : builder.otherwise(Action.errno(random.nextInt(1, 3))).build();
    }

    List<Call> calls() {
      List<Call> calls = new ArrayList<>();
      for (Policy policy : List.of(first, second)) {
        BoundaryCalls some = new BoundaryCalls(random, policy);
        IntStream.range(0, CALLS / 2).forEach(i -> calls.add(some.next()));
      }
      return calls;
    }

    String words() {
      return "seed " + seed + "\n" + first.toText() + "\n" + second.toText();
    }
  }

  private static Stream<DynamicTest> pairs(int first, int count, Consumer<Pair> check) {
    return IntStream.range(0, count / IN_A_TEST)
        .map(part -> first + part * IN_A_TEST)
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    "seeds from " + seed,
                    () ->
                        IntStream.range(seed, seed + IN_A_TEST).mapToObj(Pair::of).forEach(check)));
  }

  @TestFactory
  Stream<DynamicTest> relation_holdsOnBoundaryCalls() {
    return pairs(0, 300, PolicyRandomPairsTest::checkRelation);
  }

  @TestFactory
  Stream<DynamicTest> combination_isThatOfTheVerdicts() {
    return pairs(0, 300, PolicyRandomPairsTest::checkCombinations);
  }

  /** Pairs of which a draft once had a rule whose conditions exclude each other. */
  @ParameterizedTest
  @ValueSource(ints = {798, 3717, 5938, 7254})
  void rulesThatNeverMatch_areNotWritten(int seed) {
    checkCombinations(Pair.of(seed));
  }

  @Tag("long")
  @TestFactory
  Stream<DynamicTest> manyPairs_holdOnBoundaryCalls() {
    return pairs(
        300,
        20_000,
        pair -> {
          checkRelation(pair);
          checkCombinations(pair);
        });
  }

  private static void checkRelation(Pair pair) {
    PolicyDiff diff = PolicyDiff.between(pair.first(), pair.second());
    for (PolicyChange change : diff.changes()) {
      assertThat(pair.first().decide(change.example()))
          .as(pair::words)
          .isEqualTo(change.before().action())
          .isNotEqualTo(pair.second().decide(change.example()));
      assertThat(pair.second().decide(change.example())).isEqualTo(change.after().action());
    }
    for (Call call : pair.calls()) {
      Action before = pair.first().decide(call);
      Action after = pair.second().decide(call);
      if (!before.equals(after)) {
        assertThat(diff.changes())
            .as(() -> call + " on " + call.arch() + "\n" + pair.words())
            .anyMatch(
                change ->
                    change.before().action().equals(before)
                        && change.after().action().equals(after)
                        && change.architectures().contains(call.effectiveArch()));
      }
    }
    assertThat(PolicyDiff.between(pair.second(), pair.first()).relation())
        .isEqualTo(
            switch (diff.relation()) {
              case WEAKER -> PolicyDiff.Relation.STRICTER;
              case STRICTER -> PolicyDiff.Relation.WEAKER;
              case EQUAL, INCOMPARABLE -> diff.relation();
            });
  }

  private static void checkCombinations(Pair pair) {
    combination(pair, Policy::strictest)
        .ifPresent(
            strictest -> {
              checkEach(pair, strictest, (a, b) -> b.isStricterThan(a) ? b : a);
              assertThat(PolicyDiff.between(pair.first(), strictest).changes())
                  .as(pair::words)
                  .allMatch(PolicyChange::isStricter);
              assertThat(PolicyDiff.between(pair.second(), strictest).isNoWeaker()).isTrue();
            });
    combination(pair, Policy::weakest)
        .ifPresent(
            weakest -> {
              checkEach(pair, weakest, (a, b) -> a.isStricterThan(b) ? b : a);
              assertThat(PolicyDiff.between(pair.first(), weakest).changes())
                  .as(pair::words)
                  .allMatch(PolicyChange::isWeaker);
            });
  }

  private static Optional<Policy> combination(Pair pair, BinaryOperator<Policy> operator) {
    try {
      return Optional.of(operator.apply(pair.first(), pair.second()));
    } catch (PolicyException e) {
      assertThat(e).as(pair::words).hasMessageContaining("cannot be written as one");
      return Optional.empty();
    }
  }

  private static void checkEach(Pair pair, Policy combined, BinaryOperator<Action> expected) {
    for (Call call : pair.calls()) {
      assertThat(combined.decide(call))
          .as(() -> call + " on " + call.arch() + "\n" + pair.words() + "\n" + combined.toText())
          .isEqualTo(expected.apply(pair.first().decide(call), pair.second().decide(call)));
    }
  }
}
