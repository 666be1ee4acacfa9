package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.exec.Sandbox;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterStdinToStdoutIT {
  private static final String PROFILE = "filter-stdin-to-stdout.json";
  private static final String INPUT = "pear\napple\nfig\n";

  @TempDir Path work;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cat                | pear
          sort               | apple
          sort --parallel=4  | apple
          tr a-z A-Z         | APPLE
          awk {print(NR,$1)} | 2 apple
          wc -l              | 3
          sed s/fig/date/    | date
          grep app           | apple
          cut -c 1-2         | fi
          uniq -c            | 1 pear
          base64             | cGVhcg
          od -c              | p   e   a   r
          tail -n 1          | fig
          md5sum             | -
          """)
  void filter_filters(String command, String expected) throws Exception {
    Run run = Run.under(PROFILE, work, INPUT, command.split(" "));

    assertThat(run.succeeded().out()).contains(expected);
  }

  /** It works only where it may make its own pipe non-blocking. */
  @Test
  void xz_packs() throws Exception {
    Run.needs("xz");

    Run run = Run.under(PROFILE, work, INPUT, "xz", "-c");

    assertThat(run.succeeded().out()).contains("7zXZ");
  }

  @Test
  void gzip_packsWhatItUnpacks() throws Exception {
    Path packed = work.resolve("packed");
    Process gzip =
        Sandbox.of(Run.policy(PROFILE))
            .command("gzip", "-c")
            .output(Redirect.to(packed.toFile()))
            .start();
    try (var stdin = gzip.outputWriter()) {
      stdin.write(INPUT);
    }
    assertThat(gzip.waitFor()).isZero();

    try (var unpacked = new GZIPInputStream(Files.newInputStream(packed))) {
      assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(INPUT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tee file",
        "sort -o file",
        "sed w~file",
        "awk {print>\"file\"}",
        "awk BEGIN{system(\"true\")}",
        "xargs echo",
        "dd of=file",
        "split",
        "chmod 600 .",
        "mkdir file",
      })
  @Tag("smoke")
  void anythingElse_isKilled(String command) throws Exception {
    String[] words = command.split(" ");
    words[words.length - 1] = words[words.length - 1].replace('~', ' ');

    Run run = Run.under(PROFILE, work, INPUT, words);

    assertThat(run.outcome().isKilledByFilter()).as("%s", run).isTrue();
    assertThat(run.outcome().exitValue()).isEqualTo(159);
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void socket_failsWithoutKilling() throws Exception {
    Run.needs("perl");
    String perl = "use Socket; socket(S, PF_INET, SOCK_STREAM, 0) or print 0 + $!";

    Run run = Run.under(PROFILE, "perl", "-e", perl);

    assertThat(run.succeeded().out()).isEqualTo("1");
  }
}
