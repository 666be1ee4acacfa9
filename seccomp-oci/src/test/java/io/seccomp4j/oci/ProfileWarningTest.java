package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ProfileWarningTest {
  private static Arguments row(String field, String warning) {
    return Arguments.of(field, warning);
  }

  static Stream<Arguments> doubts() {
    return Stream.of(
        row(
            "\"listenerMetadata\":\"x\"",
            "2:20 /listenerMetadata: listenerMetadata without listenerPath reaches nobody"),
        row("\"flags\":[\"SECCOMP_FILTER_FLAG_TSYNC\"]", "/flags/0: TSYNC has no effect"),
        row(
            "\"flags\":[\"SECCOMP_FILTER_FLAG_LOG\",\"SECCOMP_FILTER_FLAG_LOG\"]",
            "/flags/1: SECCOMP_FILTER_FLAG_LOG is listed twice"),
        row(
            "\"architectures\":[\"SCMP_ARCH_ARM\",\"SCMP_ARCH_ARM\"]",
            "/architectures/1: SCMP_ARCH_ARM is listed twice"),
        row(
            entry("\"reed\"", "\"SCMP_ACT_LOG\""),
            "2:23 /syscalls/0/names/0: unknown syscall \"reed\" (did you mean read?): it is left"
                + " out"),
        row(entry("\"%0\"", "\"SCMP_ACT_LOG\""), "unknown syscall \"%0\""),
        row(
            entry("\"read\",\"write\",\"read\"", "\"SCMP_ACT_LOG\""),
            "/syscalls/0/names/2: \"read\" stands twice in this entry"),
        row(
            entry("\"read\"", "\"SCMP_ACT_NOTIFY\""),
            "/syscalls/0/action: SCMP_ACT_NOTIFY without listenerPath: container runtimes refuse"),
        row(
            test("1", "\"EQ\",\"valueTwo\":3"),
            "/args/0/valueTwo: valueTwo goes with SCMP_CMP_MASKED_EQ; EQ ignores it"),
        row(test("0", "\"MASKED_EQ\",\"valueTwo\":3"), "/args/0/value: the mask is 0"),
        row(
            test("1", "\"MASKED_EQ\",\"valueTwo\":3"),
            "/args/0/valueTwo: valueTwo has bits outside of the mask"),
        row(
            test("1", "\"EQ\"},{\"index\":0,\"value\":2,\"op\":\"EQ\""),
            "/syscalls/0/args/1: argument 0 is tested twice"));
  }

  private static String entry(String names, String actionAndMore) {
    return "\"syscalls\":[{\"names\":[%s],\"action\":%s}]".formatted(names, actionAndMore);
  }

  private static String test(String value, String operatorAndMore) {
    String args = "{\"index\":0,\"value\":%s,\"op\":%s}".formatted(value, operatorAndMore);
    return entry(
        "\"read\"",
        "\"SCMP_ACT_LOG\",\"args\":["
            + args.replace("\"EQ\"", "\"SCMP_CMP_EQ\"")
                .replace("\"MASKED_EQ\"", "\"SCMP_CMP_MASKED_EQ\"")
            + "]");
  }

  @ParameterizedTest
  @MethodSource("doubts")
  void doubt_isAWarningWithItsPlace(String field, String warning) throws Exception {
    OciProfile profile = OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\n" + field + "}");

    assertThat(profile.warnings()).singleElement().asString().contains(warning);
  }

  @Test
  void explicitZeroOfValueTwo_isNoDoubt() throws Exception {
    OciProfile profile =
        OciProfile.parse(
            "{\"defaultAction\":\"SCMP_ACT_ALLOW\"," + test("1", "\"EQ\",\"valueTwo\":0") + "}");

    assertThat(profile.warnings()).isEmpty();
  }

  @Test
  void defaultNotify_withoutListener_isAWarning() throws Exception {
    assertThat(OciProfile.parse("{\"defaultAction\":\"SCMP_ACT_NOTIFY\"}").warnings())
        .extracting(Problem::pointer)
        .containsExactly("/defaultAction");
  }

  @Test
  void manyUnknownNames_takeNoTime() {
    StringBuilder names = new StringBuilder("\"opneat\"");
    for (int i = 0; i < 9_000; i++) {
      names.append(",\"openzz").append(i).append('"');
    }
    String json =
        "{\"defaultAction\":\"SCMP_ACT_ALLOW\","
            + entry(names.toString(), "\"SCMP_ACT_LOG\"")
            + "}";

    OciProfile profile =
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> OciProfile.parse(json));

    assertThat(profile.warnings()).hasSize(1000);
    assertThat(profile.warnings().get(0).message()).contains("did you mean openat?");
    assertThat(profile.toPolicy().layers().get(0).rules()).isEmpty();
  }
}
