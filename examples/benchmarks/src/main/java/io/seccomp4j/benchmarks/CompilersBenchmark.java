package io.seccomp4j.benchmarks;

import static io.seccomp4j.policy.Call.call;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.BuiltInCompiler;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Proof;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.bpf.Verifier;
import io.seccomp4j.exec.Compiler;
import io.seccomp4j.exec.FilterCompiler;
import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds the built-in compiler against libseccomp: how long the programs are, what runs of them, how
 * long it takes to make, prove, load and start under them. And how fast a policy decides.
 */
public final class CompilersBenchmark {
  private static final int WARMUP = 40;
  private static final int ROUNDS = 200;
  private static final int DECISIONS = 20_000_000;
  private static final String TARGET = "/bin/true";
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private CompilersBenchmark() {}

  /**
   * Prints the tables.
   *
   * @param args nothing, or the number of rounds
   * @throws Exception when something cannot be run
   */
  public static void main(String[] args) throws Exception {
    ContainersPolicy.require();
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    Policy plain = ContainersPolicy.policy();
    Policy conditions = ContainersPolicy.policyWithArguments();
    System.out.println("JDK " + Runtime.version() + ", " + Arch.host());
    Map<String, Filter> programs = new LinkedHashMap<>();
    programs.put("list, libseccomp", compiled(plain, Compiler.LIBSECCOMP));
    programs.put("list, built-in", compiled(plain, Compiler.BUILTIN));
    programs.put("with arguments, libseccomp", compiled(conditions, Compiler.LIBSECCOMP));
    programs.put("with arguments, built-in", compiled(conditions, Compiler.BUILTIN));
    sizes(plain, programs);
    compiling(conditions, programs.get("with arguments, libseccomp"), rounds);
    decisions(conditions, rounds);
    LoadTimes.print(programs, rounds);
    starts(plain, rounds);
  }

  private static Filter compiled(Policy policy, Compiler compiler) {
    return FilterCompiler.compile(policy, compiler).filter();
  }

  private static void sizes(Policy policy, Map<String, Filter> programs) {
    Syscalls table = Syscalls.of(Arch.host());
    int[] numbers = policy.rulesOn(Arch.host()).numbers().stream().mapToInt(n -> n).toArray();
    System.out.printf(
        "%nPrograms for %d calls of %d; executed: mean and most of the calls in the list, with"
            + " zeros as arguments; goals of the list, built-in: 100 and 10%n",
        numbers.length, table.names().size());
    System.out.printf("%-36s %12s %9s %6s%n", "", "instructions", "executed", "most");
    programs.forEach(
        (name, filter) -> {
          long sum = 0;
          int most = 0;
          for (int number : numbers) {
            int executed = Simulator.count(filter, Arch.host(), number, 0).executed();
            sum += executed;
            most = Math.max(most, executed);
          }
          System.out.printf(
              Locale.ROOT,
              "%-36s %12d %9.1f %6d%n",
              name,
              filter.size(),
              (double) sum / numbers.length,
              most);
        });
  }

  private static void compiling(Policy policy, Filter filter, int rounds) throws Exception {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < rounds + 2 * WARMUP; i++) {
      // Filters are kept by policy, so each round takes one that differs in no rule.
      policies.add(policy.toBuilder().listenerPath("/run/" + i).build());
    }
    int[] next = {0, 0};
    Paired paired =
        new Paired()
            .way(
                "built-in: compile and prove (20 ms)",
                () -> time(() -> BuiltInCompiler.compile(policies.get(next[0]++)).size()))
            .way(
                "libseccomp: compile and prove",
                () -> time(() -> compiled(policies.get(next[1]++), Compiler.LIBSECCOMP).size()))
            .way("libseccomp: prove (100 ms)", () -> time(() -> prove(filter, policy)))
            .run(Math.min(2 * WARMUP, rounds), rounds);
    System.out.printf("%nThe list with Docker's argument rules, %d rounds (goals)%n", rounds);
    System.out.print(paired.table());
  }

  private static int prove(Filter filter, Policy policy) {
    Proof proof = Verifier.prove(filter, policy);
    if (!proof.isEqual()) {
      throw new IllegalStateException(proof.toString());
    }
    return 1;
  }

  private interface Work {
    /** Returns a number above 0. */
    int run();
  }

  private static long time(Work work) {
    long begin = System.nanoTime();
    int result = work.run();
    long time = System.nanoTime() - begin;
    if (result <= 0) {
      throw new IllegalStateException("nothing was done");
    }
    return time;
  }

  private static void decisions(Policy policy, int rounds) {
    List<Call> calls = new ArrayList<>();
    for (String name : Syscalls.of(Arch.host()).names()) {
      calls.add(call(name, 1, 2, 3, 4, 5, 6));
    }
    int count = rounds < ROUNDS ? DECISIONS / ROUNDS : DECISIONS;
    double best = 0;
    for (int repetition = 0; repetition < 5; repetition++) {
      long begin = CPU.getCurrentThreadCpuTime();
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += policy.decide(calls.get(i % calls.size())).data();
      }
      if (sum == 0) {
        throw new IllegalStateException("nothing was denied");
      }
      best = Math.max(best, count * 1e3 / (CPU.getCurrentThreadCpuTime() - begin));
    }
    System.out.printf(
        Locale.ROOT,
        "%nThe policy decides %.1f million calls in a second of a core (goal 5)%n",
        best);
  }

  private static void starts(Policy policy, int rounds) throws Exception {
    ProcessBuilder plain = new ProcessBuilder(TARGET);
    Sandbox auto = Sandbox.of(policy).command(TARGET);
    Sandbox builtIn = auto.compiler(Compiler.BUILTIN);
    Paired paired =
        new Paired()
            .way("ProcessBuilder", () -> StartBenchmark.time(plain::start))
            .way("Sandbox, auto (0.60)", () -> StartBenchmark.time(auto::start))
            .way("Sandbox, built-in (0.50)", () -> StartBenchmark.time(builtIn::start))
            .run(Math.min(300, rounds), 5 * rounds);
    System.out.printf("%nStart %s and wait, the list, %d rounds (goals)%n", TARGET, 5 * rounds);
    System.out.print(paired.table());
  }
}
