package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyChange;
import io.seccomp4j.policy.PolicyDiff;
import io.seccomp4j.policy.PolicyDiff.Relation;
import io.seccomp4j.policy.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Combinations of profiles mean the same after they were written and read. */
final class CombinedProfileTest {
  /** Few pairs, of the most different profiles: each takes a moment. */
  private static final int STEP = 4;

  private static Policy policy(String syscalls) throws IOException {
    return OciProfile.parse(
            "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[" + syscalls + "]}")
        .toPolicy();
  }

  private static String entry(String name, String args) {
    return "{\"names\":[\"" + name + "\"],\"action\":\"SCMP_ACT_ALLOW\",\"args\":[" + args + "]}";
  }

  private static String test(int index, long value, String operator) {
    return "{\"index\":" + index + ",\"value\":" + value + ",\"op\":\"SCMP_CMP_" + operator + "\"}";
  }

  private static Policy written(Policy policy) throws IOException {
    return OciProfile.parse(OciProfile.of(policy).toJson()).toPolicy();
  }

  @Test
  void combination_isEqualAfterARoundTrip() throws IOException {
    Policy one = policy(entry("socket", test(0, 1, "EQ")) + "," + entry("mmap", test(2, 7, "LT")));
    Policy other =
        policy(entry("socket", test(1, 3, "NE")) + "," + entry("mmap", test(2, 2, "GE")));
    for (Policy combined : List.of(Policy.strictest(one, other), Policy.weakest(one, other))) {
      assertThat(PolicyDiff.between(combined, written(combined)).relation())
          .isEqualTo(Relation.EQUAL);
    }
  }

  @Test
  void realProfiles_areComparedCombinedAndWritten() throws IOException {
    List<Policy> policies = new ArrayList<>();
    try (Stream<Path> files = Files.list(Corpus.folder("profiles"))) {
      for (Path file : files.sorted().toList()) {
        read(file).ifPresent(policies::add);
      }
    }
    assertThat(policies).hasSizeGreaterThan(10);
    int combinations = 0;
    for (int i = STEP; i < policies.size(); i += STEP) {
      Policy one = policies.get(i - STEP);
      Policy other = policies.get(i);
      for (PolicyChange change : PolicyDiff.between(one, other).changes()) {
        assertThat(one.decide(change.example())).isNotEqualTo(other.decide(change.example()));
      }
      combinations += check(one, other, Policy::strictest);
      combinations += check(one, other, Policy::weakest);
    }
    assertThat(combinations).isGreaterThan(policies.size() / STEP);
  }

  private static Optional<Policy> read(Path file) throws IOException {
    try {
      return Optional.of(OciProfile.read(file).toPolicy());
    } catch (ProfileFormatException | PolicyException otherDialect) {
      return Optional.empty();
    }
  }

  /** Returns whether there is a combination. */
  private static int check(Policy one, Policy other, BinaryOperator<Policy> operator)
      throws IOException {
    Policy combined;
    try {
      combined = operator.apply(one, other);
    } catch (PolicyException e) {
      assertThat(e).hasMessageContaining("cannot be written as one");
      return 0;
    }
    try {
      assertThat(PolicyDiff.between(combined, written(combined)).relation())
          .isEqualTo(Relation.EQUAL);
    } catch (PolicyException e) {
      assertThat(e).hasMessageContaining("cannot be said in an OCI profile");
    }
    return 1;
  }
}
