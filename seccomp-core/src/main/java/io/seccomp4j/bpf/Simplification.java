package io.seccomp4j.bpf;

import java.util.HashMap;
import java.util.Map;

/** Makes the decisions about syscalls short, in several ways, and takes the best. */
final class Simplification {
  /** Copies of tests that one decision may take at most, by its size. */
  private static final int COPIES_PER_TEST = 20;

  /** Copies of tests in one policy: that takes well under a second. */
  private static final int MOST_COPIES = 300_000;

  private final DecisionPool pool;
  private final Map<Decision, Decision> known = new HashMap<>();
  private int copies = MOST_COPIES;

  Simplification(DecisionPool pool) {
    this.pool = pool;
  }

  /** Returns a decision that does the same with fewer tests. */
  Decision of(Decision decision) {
    Decision simple = known.get(decision);
    if (simple == null) {
      simple = simplified(decision);
      known.put(decision, simple);
    }
    return simple;
  }

  private Decision simplified(Decision decision) {
    Decision shortened = Shortcuts.taken(pool, decision);
    int tests = shortened.choices().size();
    if (tests <= 1) {
      return shortened;
    }
    int budget = Math.min(copies, tests * COPIES_PER_TEST);
    copies -= budget;
    Decision without = searched(shortened);
    Decision special = searched(Specialization.of(pool, shortened, budget));
    int size = Assembler.assemble(without).size();
    return Assembler.assemble(special).size() <= size + size / 4 + 2 ? special : without;
  }

  /** Searching shortens the ways, but must not cost many instructions. */
  private Decision searched(Decision decision) {
    Decision searched = ChainSearch.in(pool, decision);
    int size = Assembler.assemble(decision).size();
    return Assembler.assemble(searched).size() <= size + size / 4 + 2 ? searched : decision;
  }
}
