package io.seccomp4j.testing;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a filter and a policy for a little-endian kernel call by call, on one call of every kind
 * that the two can tell apart: a proof by enumeration, where there are few kinds.
 */
public final class SmallDomain {
  private static final int TOKEN = 1;
  private static final int NUMBER = 0;

  private final List<PlainStep> program;
  private final Policy policy;
  private final List<Integer> words = new ArrayList<>(List.of(TOKEN, NUMBER));
  private final List<List<Integer>> values = new ArrayList<>();
  private final int[] data = new int[WordKinds.WORDS];
  private @Nullable ArchRules rules;

  private SmallDomain(Filter filter, Policy policy, WordKinds kinds) {
    this.program = filter.instructions().stream().map(PlainStep::new).toList();
    this.policy = policy;
    for (int word = 2; word < WordKinds.WORDS; word++) {
      if (kinds.isLookedAt(word)) {
        words.add(word);
      }
    }
    words.forEach(word -> values.add(kinds.values(word)));
  }

  /**
   * Says whether both decide every call alike.
   *
   * @param mostCalls more kinds of calls than this are not tried
   * @return empty when that are too many
   */
  public static Optional<Boolean> agree(Filter filter, Policy policy, long mostCalls) {
    Optional<WordKinds> kinds = WordKinds.of(filter, policy);
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    SmallDomain domain = new SmallDomain(filter, policy, kinds.get());
    long calls = 1;
    for (List<Integer> ofWord : domain.values) {
      calls *= ofWord.size();
      if (calls > mostCalls) {
        return Optional.empty();
      }
    }
    return Optional.of(domain.agree(0));
  }

  private boolean agree(int depth) {
    if (depth == 2) {
      rules = rules();
    }
    if (depth == words.size()) {
      return PlainStep.run(program, data) == expected();
    }
    for (int value : values.get(depth)) {
      data[words.get(depth)] = value;
      if (!agree(depth + 1)) {
        return false;
      }
    }
    data[words.get(depth)] = 0;
    return true;
  }

  private int expected() {
    return rules == null
        ? Action.KILL_PROCESS.returnValue()
        : rules.decide(data[NUMBER], WordKinds.arguments(data)).returnValue();
  }

  /** Returns the rules for the token and the number; none: the call kills. */
  private @Nullable ArchRules rules() {
    for (Arch arch : Arch.values()) {
      if (arch != Arch.X32 && arch.token() == data[TOKEN]) {
        Arch decides = new Call(arch, data[NUMBER], Collections.emptyList()).effectiveArch();
        return policy.effectiveArchitectures().contains(decides) ? policy.rulesOn(decides) : null;
      }
    }
    return null;
  }
}
