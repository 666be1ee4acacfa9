package io.seccomp4j.internal.diagram;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRule;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Layer;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a policy says about every call, as a diagram whose values are the return values of its
 * actions. Not thread-safe.
 */
public final class PolicyDiagram {
  private static final long LAST_NUMBER = 0xffff_ffffL;

  private final Diagrams diagrams;
  private final Policy policy;
  private String largest = "";
  private int nodesOfLargest;

  /** Prepares the diagram of a policy; {@link #root} makes it. */
  public PolicyDiagram(Diagrams diagrams, Policy policy) {
    this.diagrams = diagrams;
    this.policy = policy;
  }

  /**
   * Returns the diagram of all calls. It asks for the upper halves of arguments only where a rule
   * does, so on 32-bit architectures never: a 64-bit process that calls with int 0x80 may leave
   * anything there.
   *
   * @throws TooLargeException when it needs too many nodes; the message names the syscall with most
   */
  public int root() {
    try {
      Map<Integer, Integer> byToken = new LinkedHashMap<>();
      for (Arch arch : policy.effectiveArchitectures()) {
        byToken.computeIfAbsent(arch.token(), any -> ofToken(arch));
      }
      int root = diagrams.value(Action.KILL_PROCESS.returnValue());
      for (Map.Entry<Integer, Integer> token : byToken.entrySet()) {
        int is =
            diagrams.compare(
                Variables.ARCH,
                Integer.SIZE,
                -1,
                token.getKey(),
                Diagrams.NO,
                Diagrams.YES,
                Diagrams.NO);
        root = diagrams.choose(is, token.getValue(), root);
      }
      return root;
    } catch (TooLargeException e) {
      throw new TooLargeException(e.getMessage() + largest());
    }
  }

  /** Names the syscall that has most nodes so far. */
  public String largest() {
    return largest.isEmpty() ? "" : "; most come from " + largest + " with " + nodesOfLargest;
  }

  /** Returns the verdicts on the calls with an architecture's token: x86_64 and x32 share one. */
  private int ofToken(Arch arch) {
    Arch asked = arch == Arch.X32 ? Arch.X86_64 : arch;
    long[] starts = starts(asked);
    int[] verdicts = new int[starts.length];
    for (int i = 0; i < starts.length; i++) {
      verdicts[i] = ofSyscall(asked, (int) starts[i]);
    }
    return byNumber(starts, verdicts, 0, LAST_NUMBER, Variables.NUMBER);
  }

  /** Returns, unsigned, the numbers at which the verdict may change. */
  private long[] starts(Arch asked) {
    TreeSet<Long> starts = new TreeSet<>();
    long bit = Arch.X32_BIT;
    for (long start : new long[] {0, bit, 2 * bit, 3 * bit, LAST_NUMBER}) {
      starts.add(start);
    }
    for (Arch arch : policy.effectiveArchitectures()) {
      if (arch.token() == asked.token()) {
        ArchRules rules = policy.rulesOn(arch);
        rules.horizon().ifPresent(last -> starts.add(Integer.toUnsignedLong(last) + 1));
        for (int number : rules.numbers()) {
          long start = Integer.toUnsignedLong(number);
          starts.add(start);
          starts.add(start + 1);
        }
      }
    }
    return starts.stream().mapToLong(start -> start).toArray();
  }

  /** Makes the diagram of a function that is constant from each start to the next. */
  private int byNumber(long[] starts, int[] verdicts, long first, long last, int bit) {
    int found = Arrays.binarySearch(starts, last);
    int piece = found >= 0 ? found : -found - 2;
    if (starts[piece] <= first) {
      return verdicts[piece];
    }
    long middle = first + (last - first) / 2;
    return diagrams.node(
        bit,
        byNumber(starts, verdicts, first, middle, bit + 1),
        byNumber(starts, verdicts, middle + 1, last, bit + 1));
  }

  /**
   * Returns the verdicts on the calls of one syscall, which ask for arguments only.
   *
   * @param arch the architecture of the call; x86_64 for numbers with the x32 bit too
   */
  public int ofSyscall(Arch arch, int number) {
    Call call = new Call(arch, number, List.of());
    Arch decides = call.effectiveArch();
    ArchRules rules =
        policy.effectiveArchitectures().contains(decides) ? policy.rulesOn(decides) : null;
    if (rules == null || rules.rules(number).isEmpty()) {
      return diagrams.value(policy.decide(call).returnValue());
    }
    int before = diagrams.size();
    try {
      return ofRules(diagrams, policy.layers(), rules.defaultAction(), rules.rules(number));
    } finally {
      int nodes = diagrams.size() - before;
      if (nodes > nodesOfLargest) {
        nodesOfLargest = nodes;
        largest = Syscalls.of(decides).name(number).orElse("%" + number) + " on " + decides;
      }
    }
  }

  /** Returns what rules say about the calls of one syscall, under a default action. */
  public static int ofRules(
      Diagrams diagrams, List<Layer> layers, Action otherwise, List<ArchRule> rules) {
    return ofRules(diagrams, layers, otherwise.returnValue(), rules);
  }

  /**
   * Returns what rules say about the calls of one syscall. It goes up through the layers. In a
   * layer the strictest rule is put on last, of two equally strict ones the first written, so that
   * it decides wherever it matches.
   *
   * @param layers the layers, of which only the kinds count
   * @param otherwise the value where no rule matches: a return value, which may be marked
   * @param rules the rules of the syscall
   */
  public static int ofRules(
      Diagrams diagrams, List<Layer> layers, int otherwise, List<ArchRule> rules) {
    int verdict = diagrams.value(otherwise);
    for (int layer = 0; layer < layers.size(); layer++) {
      int below = verdict;
      boolean tightens = layers.get(layer).kind() == Layer.Kind.TIGHTENS;
      for (ArchRule rule : weakestFirst(rules, layer)) {
        Action action = rule.action();
        int match = match(diagrams, rule);
        int decided =
            tightens
                ? diagrams.map(below, value -> stricter(action, value))
                : diagrams.value(action.returnValue());
        verdict = diagrams.choose(match, decided, verdict);
      }
    }
    return verdict;
  }

  private static List<ArchRule> weakestFirst(List<ArchRule> rules, int layer) {
    List<ArchRule> ofLayer = new ArrayList<>();
    for (ArchRule rule : rules) {
      if (rule.layer() == layer) {
        ofLayer.add(rule);
      }
    }
    ofLayer.sort(Comparator.comparing((ArchRule rule) -> rule.action().kind()));
    Collections.reverse(ofLayer);
    return ofLayer;
  }

  private static int stricter(Action upper, int below) {
    Action action = Action.ofReturnValue(DefaultMark.plain(below));
    return action.isStricterThan(upper) ? below : upper.returnValue();
  }

  private static int match(Diagrams diagrams, ArchRule rule) {
    int match = Diagrams.YES;
    for (ArgumentTest test : rule.tests()) {
      match = diagrams.choose(test(diagrams, test), match, Diagrams.NO);
    }
    return match;
  }

  private static int test(Diagrams diagrams, ArgumentTest test) {
    Comparison comparison = test.comparison();
    return diagrams.compare(
        Variables.argument(test.index()),
        Long.SIZE,
        test.mask(),
        test.value(),
        condition(comparison.holds(0, 1)),
        condition(comparison.holds(0, 0)),
        condition(comparison.holds(1, 0)));
  }

  private static int condition(boolean holds) {
    return holds ? Diagrams.YES : Diagrams.NO;
  }
}
