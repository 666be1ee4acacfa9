package io.seccomp4j.benchmarks;

import static io.seccomp4j.policy.Action.errno;

import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts {@code /bin/true} with three pipes and waits for it: as a plain {@link ProcessBuilder}
 * does, and under a policy of 331 calls. Then the same on a system that has no clone3, and beside
 * other programs that load a filter.
 */
public final class StartBenchmark {
  private static final String TARGET = "/bin/true";
  private static final String PLAIN = "ProcessBuilder";
  private static final String SANDBOXED = "Sandbox, 331 calls allowed";
  private static final String WITHOUT_CLONE3 = "--without-clone3";
  private static final int WARMUP = 300;
  private static final int ROUNDS = 1000;

  private StartBenchmark() {}

  /**
   * Prints three tables.
   *
   * @param args nothing, or the number of rounds
   * @throws Exception when a program cannot be started
   */
  public static void main(String[] args) throws Exception {
    ContainersPolicy.require();
    boolean inner = args.length > 0 && args[0].equals(WITHOUT_CLONE3);
    int rounds = args.length > (inner ? 1 : 0) ? Integer.parseInt(args[inner ? 1 : 0]) : ROUNDS;
    Policy policy = ContainersPolicy.policy();
    if (inner) {
      print("Without clone3 (and under one filter more, which every row is)", own(policy), rounds);
      return;
    }
    System.out.println("JDK " + Runtime.version() + ", paired ratios to " + PLAIN);
    print("Start and wait, " + ContainersPolicy.names().size() + " calls", own(policy), rounds);
    again(rounds);
    Paired peers = own(policy);
    try (Peers others = Peers.of(policy, TARGET)) {
      others.addTo(peers);
      print("Beside others (they also read a profile or mount)", peers, Math.max(1, rounds / 20));
    }
  }

  private static void print(String title, Paired paired, int rounds) throws Exception {
    paired.run(Math.min(WARMUP, rounds), rounds);
    System.out.printf("%n%s, %d rounds%n%s", title, rounds, paired.table());
  }

  private static Paired own(Policy policy) {
    Sandbox sandbox = Sandbox.of(policy).command(TARGET);
    Policy small = Policy.allowByDefault().deny("reboot").build();
    Sandbox least = Sandbox.of(small).command(TARGET);
    ProcessBuilder plain = new ProcessBuilder(TARGET);
    return new Paired()
        .way(PLAIN, () -> time(plain::start))
        .way(SANDBOXED, () -> time(sandbox::start))
        .way("Sandbox, one call denied", () -> time(least::start));
  }

  /** How to start one. */
  interface Start {
    /** Starts it. */
    Process start() throws IOException;
  }

  /** Times start and waitFor; closing the streams comes after the clock. */
  static long time(Start start) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = start.start();
    int code = process.waitFor();
    long time = System.nanoTime() - begin;
    process.getOutputStream().close();
    process.getInputStream().close();
    process.getErrorStream().close();
    if (code != 0) {
      throw new IllegalStateException(process + " exited with " + code);
    }
    return time;
  }

  /** Runs this program where clone3 answers ENOSYS, as it does in many containers. */
  private static void again(int rounds) throws Exception {
    Policy outer = Policy.allowByDefault().on("clone3", errno("ENOSYS")).build();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(StartBenchmark.class.getName(), WITHOUT_CLONE3, Integer.toString(rounds)));
    System.out.flush();
    int code = Sandbox.of(outer).command(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("the run without clone3 exited with " + code);
    }
  }

  /** Says whether a program is there to be compared with. */
  static boolean isExecutable(String path) {
    return Files.isExecutable(Path.of(path));
  }
}
