package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProfileReviewTest {
  @Test
  void findings_standAtTheirEntries() throws ProfileFormatException {
    OciProfile profile =
        OciProfile.parse(
            """
            {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[
              {"names":["acct"],"action":"SCMP_ACT_ERRNO"},
              {"names":["swapon", "io_uring_setup"],"action":"SCMP_ACT_ERRNO"},
              {"names":["acct"],"action":"SCMP_ACT_ERRNO"},
              {"names":["execveat"],"action":"SCMP_ACT_KILL_PROCESS"}]}
            """);
    assertThat(profile.warnings()).isEmpty();
    assertThat(profile.review())
        .extracting(Problem::toString)
        .containsExactly(
            "4:3 /syscalls/2: rule 2 has no effect: rule 0 says the same; take it out, or say what"
                + " it is meant to do",
            "5:3 /syscalls/3: execveat is denied (rule 3), but execve runs: both start programs;"
                + " restrict both");
    assertThat(profile.review())
        .extracting(Problem::kind)
        .containsExactly("without-effect", "bypass");
  }

  @Test
  void whole_isReviewedFirst() throws ProfileFormatException {
    OciProfile profile = OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_ERRNO\"}");
    assertThat(profile.review())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.line()).isZero();
              assertThat(problem.kind()).isEqualTo("missing-call");
            });
    assertThat(OciProfile.of(profile.toPolicy()).review()).hasSize(1);
  }

  @Test
  void textProblem_hasTheKindText() throws ProfileFormatException {
    OciProfile profile =
        OciProfile.parse(
            "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":"
                + "[{\"names\":[\"nosuch\"],\"action\":\"SCMP_ACT_ERRNO\"}]}");
    assertThat(profile.warnings()).singleElement().extracting(Problem::kind).isEqualTo("text");
  }
}
