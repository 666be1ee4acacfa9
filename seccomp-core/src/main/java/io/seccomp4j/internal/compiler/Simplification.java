package io.seccomp4j.internal.compiler;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.internal.compiler.Decision.Verdict;
import java.util.HashMap;
import java.util.Map;

/** Makes the decisions about syscalls short, in several ways, and takes the best. */
final class Simplification {
  /** Copies of tests that one decision may take, by its size and at most. */
  private static final int COPIES_PER_TEST = 20;

  private static final int MOST_COPIES = 30_000;

  /** Instructions of all decisions after which time matters more: the filter gets too long. */
  private static final int HOPELESS = 3 * Filter.MAX_INSTRUCTIONS;

  private final DecisionPool pool;
  private final Map<Decision, Decision> known = new HashMap<>();
  private int instructions;

  Simplification(DecisionPool pool) {
    this.pool = pool;
  }

  /** Returns a decision that does the same with fewer tests. */
  Decision of(Decision decision) {
    if (decision instanceof Verdict) {
      return decision;
    }
    Decision simple = known.get(decision);
    if (simple == null) {
      simple = instructions > HOPELESS ? decision : simplified(decision);
      known.put(decision, simple);
      instructions += length(simple);
    }
    return simple;
  }

  private Decision simplified(Decision decision) {
    Decision shortened = Shortcuts.taken(pool, decision);
    int tests = shortened.choices().size();
    if (tests <= 1 || tests > HOPELESS) {
      return shortened;
    }
    Decision without = searched(shortened);
    int copies = Math.min(tests * COPIES_PER_TEST, MOST_COPIES);
    Decision special = searched(Specialization.of(pool, shortened, copies));
    return isWorth(special, without) ? special : without;
  }

  private Decision searched(Decision decision) {
    Decision searched = ChainSearch.in(pool, decision);
    return isWorth(searched, decision) ? searched : decision;
  }

  /** Says whether shorter ways do not cost too many instructions. */
  private static boolean isWorth(Decision faster, Decision other) {
    int length = length(other);
    return faster == other || length(faster) <= length + length / 4 + 2;
  }

  private static int length(Decision decision) {
    return Assembler.assemble(decision).size();
  }
}
