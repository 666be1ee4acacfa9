package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompilerIT {
  private static final String PROFILE = "compiler.json";
  private static final String DENIED = "Operation not permitted";
  private static final String HELLO =
      """
      #include <stdio.h>
      int main(void) { puts("built"); return 0; }
      """;

  @TempDir Path work;

  @Test
  @Tag("smoke")
  void gcc_compilesAndLinksAProgramThatRuns() throws Exception {
    Run.needs("gcc");
    Files.writeString(work.resolve("hello.c"), HELLO);

    Run.under(PROFILE, work, "", "gcc", "-O2", "-Wall", "-o", "hello", "hello.c").succeeded();
    Run run = Run.under(PROFILE, work, "", work.resolve("hello").toString());

    assertThat(run.succeeded().out()).isEqualTo("built\n");
  }

  @Test
  void gcc_buildsALibraryWithPipesAndAnArchive() throws Exception {
    Run.needs("gcc");
    Files.writeString(work.resolve("one.c"), "int one(void) { return 1; }\n");

    Run.script(
            PROFILE,
            work,
            "gcc -pipe -g -fPIC -c one.c && gcc -shared -o libone.so one.o && ar rcs libone.a one.o")
        .succeeded();

    assertThat(work.resolve("libone.so")).isNotEmptyFile();
    assertThat(work.resolve("libone.a")).isNotEmptyFile();
  }

  @Test
  void make_buildsInParallel() throws Exception {
    Run.needs("gcc");
    Run.needs("make");
    Files.writeString(work.resolve("a.c"), HELLO);
    Files.writeString(work.resolve("b.c"), HELLO);

    Run.under(PROFILE, work, "", "make", "-j2", "a", "b").succeeded();

    assertThat(work.resolve("a")).isExecutable();
    assertThat(work.resolve("b")).isExecutable();
  }

  @Test
  void javac_compiles() throws Exception {
    Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
    Files.writeString(work.resolve("A.java"), "class A {}");

    Run.under(PROFILE, work, "", javac.toString(), "A.java").succeeded();

    assertThat(work.resolve("A.class")).isNotEmptyFile();
  }

  @Test
  void network_isDenied() throws Exception {
    Run.needs("bash");
    Run.under(PROFILE, "bash", "-c", "echo > /dev/tcp/127.0.0.1/1").failedWith("socket: " + DENIED);
  }

  @Test
  void namespaceAndTracer_areDenied() throws Exception {
    Run.needs("unshare");
    Run.under(PROFILE, "unshare", "--user", "true").failedWith(DENIED);
    Run.needs("strace");
    Run.under(PROFILE, "strace", "true").failedWith(DENIED);
  }
}
