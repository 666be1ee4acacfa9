package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.BuiltInCompiler;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What container runtimes decide, we decide, but where our meaning differs on purpose. */
final class VectorTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The strictest rule wins here, an errno is not cut, and socketcall is no way round. */
  private static final Set<String> OTHER_ON_PURPOSE =
      Set.of(
          "semantics-conditional-after-unconditional-ignored",
          "semantics-conditional-overlap-EQ-vs-GT",
          "semantics-first-unconditional-wins",
          "semantics-first-unconditional-wins-rev",
          "semantics-errnoret-65549-truncates",
          "semantics-socketcall-companion",
          "semantics-socketcall-eperm-deny-lost");

  @TestFactory
  Stream<DynamicTest> runtimeSemantics_hold() throws IOException {
    return cases("semantics.json", Horizon.NONE);
  }

  @TestFactory
  Stream<DynamicTest> libseccompCases_hold() throws IOException {
    return cases("libseccomp-tests.json", Horizon.NONE);
  }

  @TestFactory
  Stream<DynamicTest> numbersBeyondTheLastNamed_answerEnosysAsUnderRunc() throws IOException {
    return cases("runc-enosys.json", Horizon.NAMED.insteadOfKilling());
  }

  private static Stream<DynamicTest> cases(String file, Horizon horizon) throws IOException {
    Path path = Corpus.folder("vectors").resolve(file);
    JsonNode cases = MAPPER.readTree(path.toFile()).get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .filter(one -> !OTHER_ON_PURPOSE.contains(one.get("id").asText()))
        .map(one -> DynamicTest.dynamicTest(one.get("id").asText(), () -> check(one, horizon)));
  }

  private static void check(JsonNode one, Horizon horizon) throws IOException {
    OciProfile profile = OciProfile.parse(one.get("policy").toString());
    Map<Arch, List<Way>> ways = new EnumMap<>(Arch.class);
    List<String> wrong = new ArrayList<>();
    for (JsonNode vector : one.get("vectors")) {
      Arch arch = Arch.named(vector.get("arch").asText()).orElseThrow();
      Action expected = action(vector.get("expected"));
      Arch host = hostFor(arch);
      if (Syscalls.of(host).isEmpty()) {
        continue;
      }
      Call call = call(arch, vector);
      for (Way way : ways.computeIfAbsent(host, each -> ways(profile, each, horizon))) {
        Action decided = way.policy().decide(call);
        int filtered = way.returned(call);
        if (filtered != decided.returnValue()) {
          wrong.add(call + " on " + arch + " returns " + Action.ofReturnValue(filtered));
        }
        if (!decided.equals(expected) && !isForeign(arch, way.policy(), decided, expected)) {
          wrong.add(call + " on " + arch + " is " + decided + ", not " + expected);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** A policy with the filter of the built-in compiler. */
  private record Way(Policy policy, Filter filter) {
    Way(Policy policy) {
      this(policy, BuiltInCompiler.compile(policy));
    }

    int returned(Call call) {
      long[] args = call.args().stream().mapToLong(OptionalLong::orElseThrow).toArray();
      return Simulator.run(filter, call.arch(), call.number(), 0, args);
    }
  }

  /** What the profile says, and what it says when it is written and read back. */
  private static List<Way> ways(OciProfile profile, Arch host, Horizon horizon) {
    Policy policy = PolicyMaker.policy(profile, host, horizon);
    Policy readBack = PolicyMaker.policy(OciProfile.of(policy), host, horizon);
    return List.of(new Way(policy), new Way(readBack));
  }

  /** An architecture that is not listed kills the process here, a thread there. */
  private static boolean isForeign(Arch arch, Policy policy, Action decided, Action expected) {
    return !policy.effectiveArchitectures().contains(arch)
        && decided.equals(Action.KILL_PROCESS)
        && expected.equals(Action.KILL_THREAD);
  }

  private static Arch hostFor(Arch arch) {
    return switch (arch) {
      case X86, X32 -> Arch.X86_64;
      case ARM -> Arch.AARCH64;
      default -> arch;
    };
  }

  private static Call call(Arch arch, JsonNode vector) {
    List<OptionalLong> args = new ArrayList<>();
    vector.get("args").forEach(arg -> args.add(OptionalLong.of(arg.bigIntegerValue().longValue())));
    return new Call(arch, vector.get("nr").asInt(), args);
  }

  private static Action action(JsonNode expected) {
    int data = expected.has("errnoRet") ? expected.get("errnoRet").asInt() : 1;
    return switch (expected.get("action").asText()) {
      case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> Action.KILL_THREAD;
      case "SCMP_ACT_KILL_PROCESS" -> Action.KILL_PROCESS;
      case "SCMP_ACT_TRAP" -> Action.TRAP;
      case "SCMP_ACT_ERRNO" -> Action.errno(data);
      case "SCMP_ACT_TRACE" -> Action.trace(data);
      case "SCMP_ACT_NOTIFY" -> Action.NOTIFY;
      case "SCMP_ACT_LOG" -> Action.LOG;
      case "SCMP_ACT_ALLOW" -> Action.ALLOW;
      default -> throw new IllegalArgumentException(expected.toString());
    };
  }
}
