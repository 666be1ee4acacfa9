package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a program finds when it starts, the usual way and the one for containers. */
final class ChildStateIT {
  private static final List<String> STATUS = List.of("cat", "/proc/self/status");
  private static final List<String> DESCRIPTORS = List.of("ls", "/proc/self/fd");

  @Test
  @Tag("smoke")
  void program_findsFilterAndNoNewPrivilegesInForce() throws Exception {
    String status = Run.output(Run.harmless().command(STATUS));

    assertThat(status).contains("NoNewPrivs:\t1").contains("Seccomp:\t2");
  }

  @Test
  void program_findsNoSignalBlockedOrCaughtAndTheSameIgnored() throws Exception {
    String status = Run.output(Run.harmless().command(STATUS));

    assertThat(status)
        .contains("SigBlk:\t0000000000000000")
        .contains("SigCgt:\t0000000000000000")
        .contains("SigIgn:\t" + valueOf("SigIgn", "/proc/self/status", ""));
  }

  @Test
  void program_findsThreeDescriptorsOnly() throws Exception {
    String names = Run.output(Run.harmless().command(DESCRIPTORS));

    assertThat(names.lines()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void program_findsTheUsualLimitOfOpenFiles() throws Exception {
    String soft = Run.output(Run.harmless().command("sh", "-c", "ulimit -Sn"));

    assertThat(Integer.parseInt(soft.strip())).isLessThanOrEqualTo(1024);
  }

  @Test
  void program_findsTheLimitsThatWereAskedFor() throws Exception {
    String limits =
        Run.output(
            Run.harmless()
                .limit(Limit.OPEN_FILES, 77)
                .limit(Limit.CPU_SECONDS, 5)
                .command("sh", "-c", "ulimit -Sn; ulimit -Hn; ulimit -t"));

    assertThat(limits.lines()).containsExactly("77", "77", "5");
  }

  @Test
  void thisJvm_staysUntouched() throws Exception {
    String before = securityOfThisThread();
    Run.output(Run.harmless().command("true"));

    assertThat(securityOfThisThread()).isEqualTo(before);
  }

  @Test
  void program_findsTheSameWithoutClone3() throws Exception {
    Run.Result result = Run.jvm(Filters.unknown("clone3"), command("start", STATUS));

    assertThat(result.output())
        .contains("NoNewPrivs:\t1", "SigBlk:\t0000000000000000", "SigCgt:\t0000000000000000")
        .contains("Seccomp_filters:\t" + filtersOfAnUnfilteredJvm(2))
        .contains("exited with 0");
  }

  @Test
  void program_findsThreeDescriptorsWithoutCloseRange() throws Exception {
    Run.Result result =
        Run.jvm(Filters.unknown("clone3", "close_range"), command("start", DESCRIPTORS));

    assertThat(result.output()).startsWith("0\n1\n2\n3\nexited with 0\n");
  }

  @Test
  void start_worksWithoutAnyPidfd() throws Exception {
    Run.Result result =
        Run.jvm(
            Filters.unknown("clone3", "clone-with-pidfd", "pidfd_open", "pidfd_send_signal"),
            "start-many",
            "20");

    assertThat(result.output()).contains("descriptors more than before: 0").contains("children 0");
    assertThat(result.output()).doesNotContain("failed");
  }

  @Test
  void handlersOfTheJvm_neverRunInTheChild() throws Exception {
    for (Filter filter :
        List.of(
            Filters.answering(Action.TRAP, "seccomp"),
            Filters.trappingAndUnknown("seccomp", "clone3"))) {
      List<String> lines = Run.jvm(filter, "handle-signal").output().lines().toList();

      assertThat(lines)
          .containsExactly(
              "FILTER Cannot run program \"true\": the kernel refused the filter:"
                  + " the process died before the program could start",
              "now in the JVM",
              "handled by the JVM");
    }
  }

  @Test
  void program_diesWithItsParent() throws Exception {
    List<String> lines = Run.jvm(Filters.allowingAll(), "orphan").output().lines().toList();

    assertThat(lines.get(1)).isEqualTo("children 1");
    long pid = Long.parseLong(lines.get(0));
    for (int i = 0; i < 100 && ProcessHandle.of(pid).isPresent(); i++) {
      Thread.sleep(20);
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  private static String[] command(String scenario, List<String> command) {
    return Stream.concat(Stream.of(scenario), command.stream()).toArray(String[]::new);
  }

  private static String securityOfThisThread() throws IOException {
    String status = "/proc/thread-self/status";
    return String.join(
        " ",
        valueOf("NoNewPrivs", status, ""),
        valueOf("Seccomp", status, ""),
        valueOf("Seccomp_filters", status, ""),
        valueOf("SigBlk", status, ""));
  }

  private static int filtersOfAnUnfilteredJvm(int more) throws IOException {
    return Integer.parseInt(valueOf("Seccomp_filters", "/proc/self/status", "0")) + more;
  }

  private static String valueOf(String name, String file, String otherwise) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return otherwise;
  }
}
