package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.exec.CompileException;
import io.seccomp4j.exec.Compiler;
import io.seccomp4j.exec.FilterCompiler;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Profiles found in the wild, resolved for a Docker host, and cases that show what libseccomp does:
 * each compiles, and the filter of each compiler decides every call of the vectors as the policy
 * does and as a container runtime would.
 */
final class RealProfilesIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The strictest rule wins here, and socketcall carries no call past its conditions. */
  private static final Set<String> OTHER_ON_PURPOSE = Set.of("setns", "socketcall", "socket");

  /** It gives ALLOW an errno, which the specification forbids. */
  private static final Set<String> REFUSED = Set.of("kata-grpc-config--plain");

  /** A conditional rule counts beside an unconditional one, and an errno is not cut. */
  private static final Set<String> OTHER_CASES =
      Set.of(
          "semantics-conditional-after-unconditional-ignored",
          "semantics-conditional-overlap-EQ-vs-GT",
          "semantics-first-unconditional-wins",
          "semantics-first-unconditional-wins-rev",
          "semantics-errnoret-65549-truncates");

  @TestFactory
  Stream<DynamicTest> filtersOfRealProfiles_decideAsPolicyAndRuntime() throws IOException {
    return cases("profiles.json", "resolved");
  }

  @TestFactory
  Stream<DynamicTest> filtersOfRuntimeSemantics_decideAsPolicyAndRuntime() throws IOException {
    return cases("semantics.json", "policy");
  }

  @TestFactory
  Stream<DynamicTest> filtersOfLibseccompCases_decideAsPolicyAndRuntime() throws IOException {
    return cases("libseccomp-tests.json", "policy");
  }

  private static Stream<DynamicTest> cases(String file, String profile) throws IOException {
    String corpus = System.getProperty("seccomp4j.corpus", "");
    assumeThat(corpus).as("-Dseccomp4j.corpus=DIR names the folder of vectors").isNotEmpty();
    assumeThat(Arch.host()).as("the vectors are of an x86_64 host").isEqualTo(Arch.X86_64);
    JsonNode cases = MAPPER.readTree(Path.of(corpus, "vectors", file).toFile()).get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .filter(one -> !REFUSED.contains(one.get("id").asText()))
        .filter(one -> !OTHER_CASES.contains(one.get("id").asText()))
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.get("id").asText(), () -> check(one.get(profile), one.get("vectors"))));
  }

  private static void check(JsonNode profile, JsonNode vectors) throws IOException {
    Policy policy = OciProfile.parse(profile.toString()).toPolicy();
    List<String> wrong = new ArrayList<>();
    for (Filter filter : filters(policy)) {
      for (JsonNode vector : vectors) {
        Arch arch = Arch.named(vector.get("arch").asText()).orElseThrow();
        if (Arch.host().runnable().contains(arch)) {
          check(vector, arch, policy, filter, wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** The built-in compiler's filter, and libseccomp's where that can say the policy. */
  private static List<Filter> filters(Policy policy) {
    List<Filter> filters = new ArrayList<>();
    filters.add(FilterCompiler.compile(policy, Compiler.BUILTIN).filter());
    try {
      filters.add(FilterCompiler.compile(policy, Compiler.LIBSECCOMP).filter());
    } catch (CompileException unsuitable) {
      assertThat(FilterCompiler.compile(policy).compiler()).isEqualTo("built-in");
    }
    return filters;
  }

  private static void check(
      JsonNode vector, Arch arch, Policy policy, Filter filter, List<String> wrong) {
    int number = (int) vector.get("nr").asLong();
    long[] args = args(vector);
    Action actual = Action.ofReturnValue(Simulator.run(filter, arch, number, 0, args));
    Call call = new Call(arch, number, LongStream.of(args).mapToObj(OptionalLong::of).toList());
    Action expected = action(vector.get("expected"));
    boolean onPurpose =
        !policy.effectiveArchitectures().contains(arch)
            || OTHER_ON_PURPOSE.contains(vector.path("syscall").asText());
    if (!actual.equals(policy.decide(call)) || (!actual.equals(expected) && !onPurpose)) {
      wrong.add(call + " on " + arch + ": " + actual + ", not " + expected);
    }
  }

  private static long[] args(JsonNode vector) {
    return StreamSupport.stream(vector.get("args").spliterator(), false)
        .mapToLong(arg -> arg.bigIntegerValue().longValue())
        .toArray();
  }

  private static Action action(JsonNode expected) {
    int data = expected.path("errnoRet").asInt(0);
    return switch (expected.get("action").asText()) {
      case "SCMP_ACT_ERRNO" -> Action.errno(data);
      case "SCMP_ACT_TRACE" -> Action.trace(data);
      case "SCMP_ACT_ALLOW" -> Action.ALLOW;
      case "SCMP_ACT_LOG" -> Action.LOG;
      case "SCMP_ACT_NOTIFY" -> Action.NOTIFY;
      case "SCMP_ACT_TRAP" -> Action.TRAP;
      case "SCMP_ACT_KILL_PROCESS" -> Action.KILL_PROCESS;
      default -> Action.KILL_THREAD;
    };
  }
}
