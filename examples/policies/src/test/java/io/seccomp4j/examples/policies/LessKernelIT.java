package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LessKernelIT {
  private static final String PROFILE = "less-kernel.json";
  private static final String DENIED = "Operation not permitted";

  @TempDir Path work;

  @Test
  @Tag("smoke")
  void shell_worksAsEver() throws Exception {
    Run run =
        Run.script(
            PROFILE, work, "mkdir d && echo b > d/x && echo a >> d/x && sort d/x | tr a-z A-Z");

    assertThat(run.succeeded().out()).isEqualTo("A\nB\n");
  }

  @Test
  void usualSockets_workAndRareOnesDoNot() throws Exception {
    Run.needs("perl");
    String perl =
        """
        use Socket;
        foreach my $family (1, 2) {
          socket(my $s, $family, SOCK_STREAM, 0) or die "family $family: $!";
        }
        foreach my $family (3, 9, 15, 17, 38, 40, 44) {
          socket(my $t, $family, SOCK_RAW, 0) and die "family $family";
          print 0 + $!, " ";
        }
        """;

    Run run = Run.under(PROFILE, "perl", "-e", perl);

    assertThat(run.succeeded().out()).isEqualTo("97 97 97 97 97 97 97 ");
  }

  @Test
  void namespace_isNotMade() throws Exception {
    Run.needs("unshare");
    Run.under(PROFILE, "unshare", "--user", "true").failedWith(DENIED);
  }

  @Test
  void tracer_doesNotTrace() throws Exception {
    Run.needs("strace");
    Run.under(PROFILE, "strace", "true").failedWith(DENIED);
  }
}
