package io.seccomp4j.benchmarks;

import io.seccomp4j.exec.FilterCompiler;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Other programs that start one under a filter, where they are installed. They do more than that,
 * so their times are no verdict: they say what one pays who uses them for it.
 */
final class Peers implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String SCRIPT =
      """
      import errno, os, seccomp, sys
      f = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
      for name in open(sys.argv[1]).read().split():
          f.add_rule(seccomp.ALLOW, name)
      f.load()
      os.execv(sys.argv[2], sys.argv[2:])
      """;

  private final Path directory;
  private final String target;

  private Peers(Path directory, String target) {
    this.directory = directory;
    this.target = target;
  }

  static Peers of(Policy policy, String target) throws IOException {
    Path directory = Files.createTempDirectory("seccomp4j-benchmark");
    Files.write(
        directory.resolve("filter"),
        FilterCompiler.compile(policy).filter().toBytes(ByteOrder.nativeOrder()));
    Files.writeString(directory.resolve("script"), SCRIPT);
    Files.write(directory.resolve("names"), ContainersPolicy.names());
    return new Peers(directory, target);
  }

  void addTo(Paired paired) throws Exception {
    add(
        paired,
        "bwrap --seccomp, the same filter",
        new ProcessBuilder("/usr/bin/bwrap", "--dev-bind", "/", "/", "--seccomp", "0", target)
            .redirectInput(Redirect.from(directory.resolve("filter").toFile())));
    add(
        paired,
        "firejail --seccomp, its own filter",
        new ProcessBuilder("/usr/bin/firejail", "--quiet", "--noprofile", "--seccomp", target));
    add(
        paired,
        "python3-seccomp, the same list",
        new ProcessBuilder(
            PYTHON,
            directory.resolve("script").toString(),
            directory.resolve("names").toString(),
            target));
  }

  /** Adds one that is installed and works here; says why not otherwise. */
  private static void add(Paired paired, String name, ProcessBuilder builder) throws Exception {
    String program = builder.command().get(0);
    if (!StartBenchmark.isExecutable(program)) {
      System.out.println(name + ": " + program + " is not installed");
      return;
    }
    try {
      StartBenchmark.time(builder::start);
      paired.way(name, () -> StartBenchmark.time(builder::start));
    } catch (IllegalStateException e) {
      System.out.println(name + ": does not run here: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
