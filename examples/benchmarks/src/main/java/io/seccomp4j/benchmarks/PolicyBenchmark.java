package io.seccomp4j.benchmarks;

import static io.seccomp4j.policy.Call.call;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.exec.CompiledFilter;
import io.seccomp4j.exec.FilterCompiler;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading, compiling and asking the policy of 331 calls, in a warm JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyBenchmark {
  /** More than the compiler keeps, so that it never has the one it is asked for. */
  private static final int POLICIES = 80;

  private final List<Policy> policies = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set by prepare()
  private Path file;

  @SuppressWarnings("NullAway.Init") // set by prepare()
  private Filter filter;

  private int next;

  /** Makes the class that JMH drives. */
  public PolicyBenchmark() {}

  /**
   * Makes the policies, which differ in a text that no filter shows.
   *
   * @throws IOException when the list cannot be read
   */
  @Setup
  public void prepare() throws IOException {
    Policy policy = ContainersPolicy.policy();
    for (int i = 0; i < POLICIES; i++) {
      policies.add(policy.toBuilder().listenerPath("/run/" + i).build());
    }
    Syscalls.of(Arch.host()).names().forEach(name -> calls.add(call(name)));
    file = Files.createTempFile("profile", ".json");
    Files.writeString(file, ContainersPolicy.profile());
    filter = FilterCompiler.compile(policy).filter();
  }

  /**
   * Deletes the profile.
   *
   * @throws IOException when it cannot
   */
  @TearDown
  public void clean() throws IOException {
    Files.delete(file);
  }

  /**
   * Compiles a policy and checks the filter.
   *
   * @return the filter
   */
  @Benchmark
  public CompiledFilter compile() {
    next = (next + 1) % POLICIES;
    return FilterCompiler.compile(policies.get(next));
  }

  /**
   * Reads the profile from its file.
   *
   * @return the profile
   * @throws IOException when it cannot be read
   */
  @Benchmark
  public OciProfile read() throws IOException {
    return OciProfile.read(file);
  }

  /**
   * Reads the profile and resolves it.
   *
   * @return the policy
   * @throws IOException when it cannot be read
   */
  @Benchmark
  public Policy readToPolicy() throws IOException {
    return OciProfile.read(file).toPolicy();
  }

  /**
   * Asks the policy about a call.
   *
   * @return the action
   */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public Action decide() {
    next = (next + 1) % calls.size();
    return policies.get(0).decide(calls.get(next));
  }

  /**
   * Runs the filter on a call.
   *
   * @return what it answers
   */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public int simulate() {
    next = (next + 1) % calls.size();
    return Simulator.run(filter, Arch.host(), calls.get(next).number(), 0, 0, 0, 0, 0, 0, 0);
  }
}
