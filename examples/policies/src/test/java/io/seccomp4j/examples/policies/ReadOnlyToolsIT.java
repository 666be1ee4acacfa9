package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadOnlyToolsIT {
  private static final String PROFILE = "read-only-tools.json";
  private static final String DENIED = "Operation not permitted";

  @TempDir Path work;

  @BeforeEach
  void files() throws Exception {
    Files.writeString(work.resolve("list"), "pear\napple\nfig\n");
    Files.setPosixFilePermissions(
        work.resolve("list"), PosixFilePermissions.fromString("rw-r--r--"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cat list           | pear
          grep -rn app .     | 2:apple
          ls -l              | list
          find . -name list  | ./list
          sort list          | apple
          sed -n 2p list     | apple
          stat list          | Access
          head -n 1 list     | pear
          wc -l list         | 3 list
          sha256sum list     | list
          du -s .            | .
          cut -c 1 list      | p
          """)
  void tool_reports(String command, String expected) throws Exception {
    Run run = Run.under(PROFILE, work, "", command.split(" "));

    assertThat(run.succeeded().out()).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "touch new",
        "cp list copy",
        "mv list other",
        "rm -f list",
        "mkdir directory",
        "ln list hard",
        "ln -s list soft",
        "chmod 600 list",
        "truncate -s 0 list",
        "dd if=list of=copy",
        "sed -i s/a/b/ list",
        "sort -o sorted list",
        "find . -name list -delete",
        "mkfifo pipe",
      })
  void tool_cannotChange(String command) throws Exception {
    Run.under(PROFILE, work, "", command.split(" ")).failedWith(DENIED);

    assertThat(work.resolve("list")).hasContent("pear\napple\nfig\n");
    try (var files = Files.list(work)) {
      assertThat(files).containsExactly(work.resolve("list"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work.resolve("list"))))
        .isEqualTo("rw-r--r--");
  }

  @Test
  @Tag("smoke")
  void tee_copiesItsInputButWritesNoFile() throws Exception {
    Run run = Run.under(PROFILE, work, "text\n", "tee", "file");

    assertThat(run.out()).isEqualTo("text\n");
    run.failedWith("tee: file: " + DENIED);
    assertThat(work.resolve("file")).doesNotExist();
  }

  @Test
  void python_readsButDoesNotCutEvenWhenOpenedForReading() throws Exception {
    Run.needs("python3");
    String python =
        """
        import os, socket, threading
        t = threading.Thread(target=lambda: print(open('list').read()))
        t.start(); t.join()
        for flags in (os.O_RDONLY | os.O_TRUNC, os.O_RDONLY | os.O_CREAT, os.O_WRONLY, os.O_RDWR):
            try:
                os.open('list', flags)
                print('opened', flags)
            except PermissionError as e:
                print(e.errno)
        try:
            socket.socket()
        except PermissionError as e:
            print('socket', e.errno)
        """;

    Run run = Run.under(PROFILE, work, "", "/usr/bin/python3", "-c", python);

    assertThat(run.succeeded().out())
        .contains("pear", "1\n1\n1\n1\n", "socket 1")
        .doesNotContain("opened");
    assertThat(work.resolve("list")).hasContent("pear\napple\nfig\n");
  }
}
