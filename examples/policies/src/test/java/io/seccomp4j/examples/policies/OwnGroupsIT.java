package io.seccomp4j.examples.policies;

import static io.seccomp4j.policy.Action.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.SyscallGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each of seccomp4j's own groups lets real programs run that are stopped without it. */
final class OwnGroupsIT {
  private static final String INPUT = "pear\napple\nfig\n";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  /** Without shared libraries, so that it opens nothing. */
  private static final String C =
      """
      #include <pthread.h>
      #include <stdlib.h>
      #include <string.h>
      #include <unistd.h>
      static void *part(void *unused) { return unused; }
      int main(int argc, char **argv) {
        if (argc > 1 && !strcmp(argv[1], "copy")) {
          char buffer[64];
          ssize_t n = read(0, buffer, sizeof buffer);
          return n > 0 && write(1, buffer, n) == n ? 0 : 1;
        }
        if (argc > 1) {
          pthread_t thread;
          return pthread_create(&thread, 0, part, 0) || pthread_join(thread, 0);
        }
        return 0;
      }
      """;

  @TempDir Path work;

  @BeforeEach
  void files() throws Exception {
    Files.writeString(work.resolve("list"), INPUT);
  }

  private static Policy allowing(Action otherwise, List<String> groups) {
    return Policy.denyByDefault(otherwise).allow(groups.toArray(String[]::new)).build();
  }

  private Run run(Action otherwise, List<String> groups, String... command) throws Exception {
    return Run.under(allowing(otherwise, groups), work, INPUT, command);
  }

  /** Runs with the groups, and then without the last of them, which must stop it. */
  private Run needsTheLastOf(Action otherwise, String groups, String... command) throws Exception {
    List<String> all = Arrays.asList(groups.split(" "));
    Run run = run(otherwise, all, command).succeeded();
    Run stopped = run(otherwise, all.subList(0, all.size() - 1), command);

    assertThat(stopped.outcome().isSuccess()).as("%s", stopped).isFalse();
    if (otherwise.equals(Action.KILL_PROCESS)) {
      assertThat(stopped.outcome().isKilledByFilter()).as("%s", stopped).isTrue();
    }
    return run;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @startup @read-files @stdio                 | cat                        | pear
          @startup @read-files @stdio                 | sort                       | apple
          @startup @read-files @stdio                 | wc -l                      | 3
          @startup @stdio @read-files                 | cat list                   | pear
          @startup @stdio @read-files                 | ls                         | list
          @startup @stdio @read-files                 | find . -name list          | ./list
          @startup @stdio @read-files                 | grep -r app .              | apple
          @startup @stdio @read-files                 | stat -c %s list            | 15
          @startup @stdio @read-files @write-files    | cp list copy               |
          @startup @stdio @read-files @write-files    | mv list other              |
          @startup @stdio @read-files @write-files    | ln list hard               |
          @startup @stdio @read-files @write-files    | mkdir directory            |
          @startup @stdio @read-files @write-files    | touch new                  |
          @startup @stdio @read-files @write-files    | truncate -s 3 list         |
          @startup @stdio @read-files @write-files    | chmod 600 list             |
          @startup @stdio @read-files @write-files    | dd if=list of=copy         |
          @startup @stdio @read-files @write-files    | tee copy                   | fig
          @startup @stdio @read-files @time           | sleep 0.01                 |
          @startup @stdio @read-files @start-programs | sh -c echo~$(cat~list)      | fig
          @startup @stdio @read-files @start-programs | env cat list               | fig
          @startup @stdio @read-files @start-programs | xargs echo                 | pear apple
          """)
  @Tag("smoke")
  void program_runsWithItsGroupsOnly(String groups, String command, String expected)
      throws Exception {
    String[] words = command.split(" ");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace('~', ' ');
    }
    boolean becomesAnother = words[0].equals("env");
    Run run =
        becomesAnother
            ? run(Action.KILL_PROCESS, List.of(groups.split(" ")), words).succeeded()
            : needsTheLastOf(Action.KILL_PROCESS, groups, words);

    assertThat(run.out()).contains(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource({
    "@startup @stdio @startup, ''",
    "@startup @stdio, copy",
    "@startup @stdio @threads, thread"
  })
  void staticProgram_opensNothing(String groups, String argument) throws Exception {
    Run.needs("gcc");
    String program = work.resolve("program").toString();
    Files.writeString(work.resolve("program.c"), C);
    assertThat(
            new ProcessBuilder("gcc", "-static", "-pthread", "-o", program, program + ".c")
                .inheritIO()
                .start()
                .waitFor())
        .isZero();

    if (argument.isEmpty()) {
      run(Action.KILL_PROCESS, List.of("@startup"), program).succeeded();
    } else {
      Run run = needsTheLastOf(Action.KILL_PROCESS, groups, program, argument);
      assertThat(run.out()).isEqualTo(argument.equals("copy") ? INPUT : "");
    }
  }

  @Test
  void readFiles_neverOpensForWriting() throws Exception {
    List<String> groups = List.of("@startup", "@stdio", "@read-files");

    run(errno("EPERM"), groups, "sh", "-c", "echo x > new").failedWith("cannot create new");
    run(errno("EPERM"), groups, "sh", "-c", "echo x > list").failedWith("cannot create list");
    run(errno("EPERM"), groups, "cp", "list", "new").failedWith("Operation not permitted");

    assertThat(work.resolve("new")).doesNotExist();
    assertThat(work.resolve("list")).hasContent(INPUT);
  }

  @Test
  void threads_areNoProcesses() throws Exception {
    List<String> groups = List.of("@startup", "@stdio", "@read-files", "@threads");

    run(errno("EPERM"), groups, "sh", "-c", "(exit 0)").failedWith("fork");
  }

  @Test
  void startPrograms_makesNoNamespaces() throws Exception {
    List<String> groups = List.of("@startup", "@stdio", "@read-files", "@start-programs");

    run(errno("EPERM"), groups, "unshare", "-U", "true").failedWith("Operation not permitted");
  }

  @Test
  @Tag("smoke")
  void networkClient_connects() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> answering =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      String script =
          "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + "; read -u 3 line && echo $line";
      Run run =
          needsTheLastOf(
              errno("EPERM"), "@startup @stdio @read-files @network-client", "bash", "-c", script);

      assertThat(run.out()).isEqualTo("hello\n");
      answering.join();
    }
  }

  @Test
  void networkServer_accepts() throws Exception {
    Run.needs("perl");
    String perl =
        "use Socket; $| = 1; socket(S, PF_INET, SOCK_STREAM, 0) or die \"socket: $!\";"
            + "bind(S, sockaddr_in(0, INADDR_LOOPBACK)) or die \"bind: $!\"; listen(S, 1) or die;"
            + "print((sockaddr_in(getsockname(S)))[0], \"\\n\"); accept(C, S) or die; print <C>";
    List<String> groups = new ArrayList<>(List.of("@startup", "@stdio", "@read-files"));
    groups.add("@network-client");
    run(errno("EPERM"), groups, "perl", "-e", perl).failedWith("bind: Operation not permitted");

    groups.add("@network-server");
    Process process =
        Sandbox.of(allowing(errno("EPERM"), groups)).command("perl", "-e", perl).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(out.readLine());
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(out.readLine()).isEqualTo("hello");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @Tag("smoke")
  void jvm_runsJavaThatReads() throws Exception {
    Run run =
        run(
            errno("EPERM"),
            List.of("@jvm"),
            JAVA,
            "-cp",
            classes(),
            JavaReader.class.getName(),
            "list");

    assertThat(run.succeeded().out()).contains("3 lines", "write: java.nio.file");
    assertThat(work.resolve("list.copy")).doesNotExist();
    List<String> without = List.of("@startup", "@stdio", "@read-files", "@time");
    Run stopped = run(errno("EPERM"), without, JAVA, "-version");
    assertThat(stopped.outcome().isSuccess()).as("%s", stopped).isFalse();
  }

  @Test
  void jvm_doesMoreWithMoreGroups() throws Exception {
    Policy policy =
        Policy.denyByDefault(errno("EPERM"))
            .allow(SyscallGroup.JVM, SyscallGroup.WRITE_FILES)
            .build();
    Run run =
        Run.under(
            policy, work, "", JAVA, "-cp", classes(), JavaProgram.class.getName(), work.toString());

    assertThat(run.succeeded().out())
        .contains("threads 400", "files ok", "events ok", "memory ok")
        .contains("connect: java.net.SocketException", "start: java.io.IOException");
  }

  private static String classes() throws Exception {
    return Path.of(JavaReader.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }
}
