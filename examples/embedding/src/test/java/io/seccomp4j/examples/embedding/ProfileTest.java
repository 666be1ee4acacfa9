package io.seccomp4j.examples.embedding;

import static io.seccomp4j.arch.Constants.AF_INET;
import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.SOCK_STREAM;
import static io.seccomp4j.policy.Action.ALLOW;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Call.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Explanation;
import io.seccomp4j.policy.Policy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Asserts what an OCI profile allows: a test to put beside a profile of your own. */
final class ProfileTest {
  private static Policy policy;

  @BeforeAll
  static void read() throws Exception {
    policy = OciProfile.read(Profiles.file("no-network.json")).toPolicy();
  }

  @Test
  void internetSocket_isDenied() {
    assertThat(policy.decide(call("socket", AF_INET, SOCK_STREAM, 0))).isEqualTo(errno("EACCES"));
  }

  @Test
  void localSocket_isAllowed() {
    assertThat(policy.decide(call("socket", AF_UNIX, SOCK_STREAM, 0))).isEqualTo(ALLOW);
  }

  @Test
  void file_isAllowed() {
    assertThat(policy.decide(call("openat"))).isEqualTo(ALLOW);
  }

  @Test
  void explanation_namesTheRule() {
    Explanation why = policy.explain(call("socket", AF_INET, SOCK_STREAM, 0));

    assertThat(why.action()).isEqualTo(errno("EACCES"));
    assertThat(why.rule()).isPresent();
    assertThat(why.toString()).contains("socket");
  }
}
