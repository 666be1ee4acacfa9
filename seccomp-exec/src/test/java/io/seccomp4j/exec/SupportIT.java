package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SupportIT {
  @Test
  void report_findsWhatThisHostMustHaveToRunTheseTests() {
    Support support = Support.report();

    assertThat(support.finding("action errno").orElseThrow().isAvailable()).isTrue();
    assertThat(support.finding("action allow").orElseThrow().isAvailable()).isTrue();
    assertThat(support.toText().lines().count()).isEqualTo(support.findings().size());
    assertThat(support.finding("no such feature")).isEmpty();
  }

  @Test
  void report_changesNothing() throws Exception {
    String before = Run.output(Run.harmless().command("cat", "/proc/self/status"));
    Support.report();

    assertThat(Run.output(Run.harmless().command("cat", "/proc/self/status")))
        .contains(
            before.lines().filter(line -> line.startsWith("Seccomp")).collect(Collectors.toList()));
  }

  @Test
  void report_namesWhatIsRefusedAndTheWayRound() throws Exception {
    Run.Result result =
        Run.jvm(Filters.unknown("clone3", "pidfd_open", "close_range", "memfd_create"), "support");

    assertThat(result.output().lines().filter(line -> line.contains(" no ")))
        .anyMatch(line -> line.matches("clone3 .*ENOSYS.*\\(clone is used instead\\)"))
        .anyMatch(line -> line.startsWith("pidfd "))
        .anyMatch(line -> line.startsWith("close_range "))
        .anyMatch(line -> line.startsWith("executable memfd "))
        .anyMatch(line -> line.startsWith("unfiltered JVM "));
  }
}
