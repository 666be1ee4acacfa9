package io.seccomp4j.internal.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.RandomPolicies;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PolicyDiagramTest {
  @Test
  void diagram_decidesAsThePolicyDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Policy policy = RandomPolicies.next(random);
      Diagrams diagrams = new Diagrams(2_000_000);
      int root = new PolicyDiagram(diagrams, policy).root();
      BoundaryCalls calls = new BoundaryCalls(random, policy);
      for (int j = 0; j < 500; j++) {
        Call call = calls.next();
        assertThat(verdict(diagrams, root, call))
            .as(() -> "seed " + seed + ":\n" + policy.toText() + call + " on " + call.arch())
            .isEqualTo(policy.decide(call).returnValue());
      }
    }
  }

  private static int verdict(Diagrams diagrams, int root, Call call) {
    int rest = diagrams.fixed(root, Variables.ARCH, Integer.SIZE, call.arch().token());
    rest = diagrams.fixed(rest, Variables.NUMBER, Integer.SIZE, call.number());
    long[] args = BoundaryCalls.registers(call);
    for (int i = 0; i < args.length; i++) {
      rest = diagrams.fixed(rest, Variables.argument(i), Long.SIZE, args[i]);
    }
    assertThat(diagrams.isValue(rest)).isTrue();
    return diagrams.valueOf(rest);
  }
}
