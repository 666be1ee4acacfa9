package io.seccomp4j.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Times {@code seccomp4j run} beside a JVM that does nothing. */
public final class CommandBenchmark {
  private static final int WARMUP = 5;
  private static final int ROUNDS = 40;

  private CommandBenchmark() {}

  /**
   * Prints one table.
   *
   * @param args the {@code seccomp4j} script, and perhaps the number of rounds
   * @throws Exception when a program cannot be started
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      System.err.println("usage: CommandBenchmark SECCOMP4J [ROUNDS]");
      System.exit(2);
    }
    ContainersPolicy.require();
    String script = args[0];
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : ROUNDS;
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    Path profile = Files.createTempFile("profile", ".json");
    try {
      Files.writeString(profile, ContainersPolicy.profile());
      Paired paired =
          new Paired()
              .way("empty main", way(java, "-cp", classes, EmptyMain.class.getName()))
              .way("run --deny mkdir", way(script, "run", "--deny", "mkdir", "--", "/bin/true"))
              .way(
                  "run --policy, 331 calls allowed",
                  way(script, "run", "--policy", profile.toString(), "--", "/bin/true"))
              .run(Math.min(WARMUP, rounds), rounds);
      System.out.println("JDK " + Runtime.version() + ", paired ratios to an empty JVM");
      System.out.println();
      System.out.print(paired.table());
    } finally {
      Files.delete(profile);
    }
  }

  private static Paired.Way way(String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return () -> time(builder);
  }

  private static long time(ProcessBuilder builder) throws IOException, InterruptedException {
    return StartBenchmark.time(builder::start);
  }
}
