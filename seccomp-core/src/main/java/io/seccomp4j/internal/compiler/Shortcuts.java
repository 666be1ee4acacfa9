package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.Decision.Choice;
import io.seccomp4j.internal.compiler.KnownWord.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leads each way through a decision past the tests whose outcome is certain by then. No test is
 * copied, so a decision never grows; a test stays where at least one way to it needs it.
 */
final class Shortcuts {
  /** Tests that may be passed over; then the ways that are left stay as they are. */
  private static final int MAX_STEPS = 400_000;

  private final DecisionPool pool;
  private final Map<Decision, KnownWords> known = new HashMap<>();
  private int steps;

  private Shortcuts(DecisionPool pool) {
    this.pool = pool;
  }

  static Decision taken(DecisionPool pool, Decision decision) {
    return new Shortcuts(pool).shortened(decision);
  }

  private Decision shortened(Decision root) {
    List<Choice> all = root.choices();
    known.put(root, KnownWords.NOTHING);
    Map<Choice, Decision[]> ways = new HashMap<>();
    // What leads to a choice comes before it, so all ways to it are known by its turn.
    for (Choice choice : all) {
      KnownWords before = known.get(choice);
      if (before != null) {
        ways.put(
            choice,
            new Decision[] {
              target(choice.yes(), before.after(choice.test(), true)),
              target(choice.no(), before.after(choice.test(), false))
            });
      }
    }
    Map<Decision, Decision> rebuilt = new HashMap<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Choice choice = all.get(i);
      Decision[] targets = ways.get(choice);
      if (targets != null) {
        rebuilt.put(
            choice,
            pool.choice(
                choice.test(),
                rebuilt.getOrDefault(targets[0], targets[0]),
                rebuilt.getOrDefault(targets[1], targets[1])));
      }
    }
    return rebuilt.getOrDefault(root, root);
  }

  private Decision target(Decision decision, KnownWords certain) {
    Decision target = decision;
    while (target instanceof Choice choice && steps++ < MAX_STEPS) {
      Outcome outcome = certain.outcome(choice.test());
      if (outcome == Outcome.OPEN) {
        break;
      }
      target = outcome == Outcome.YES ? choice.yes() : choice.no();
    }
    known.merge(target, certain, KnownWords::common);
    return target;
  }
}
