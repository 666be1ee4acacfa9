package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.Decision.Choice;
import io.seccomp4j.internal.compiler.KnownWord.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a decision in which no test is asked whose outcome is certain, by a copy of a test for each
 * different knowledge with which it is reached. That may take many copies, so there is a limit:
 * beyond it tests are used as they are, which is right with any knowledge.
 */
final class Specialization {
  private record Key(int id, KnownWords known) {
    @Override
    public int hashCode() {
      return id * 31 + known.hashCode();
    }
  }

  /** A choice under way: first where its test holds, then where not. */
  private static final class Frame {
    private final Key key;
    private final Choice choice;
    private @Nullable Decision yes;

    Frame(Key key, Choice choice) {
      this.key = key;
      this.choice = choice;
    }
  }

  private final DecisionPool pool;
  private final Map<Key, Decision> done = new HashMap<>();
  private final Deque<Frame> open = new ArrayDeque<>();
  private final Map<Integer, List<Choice>> equalities = new HashMap<>();
  private final Map<WordTest, Integer> lastUses = new HashMap<>();
  private int budget;

  private Specialization(DecisionPool pool, List<Choice> all, int budget) {
    this.pool = pool;
    this.budget = budget;
    for (Choice choice : all) {
      if (choice.test().isEquality()) {
        equalities.computeIfAbsent(choice.test().offset(), any -> new ArrayList<>()).add(choice);
      }
    }
  }

  /**
   * Returns the decision without superfluous tests.
   *
   * @param budget how many copies of tests may be made
   */
  static Decision of(DecisionPool pool, Decision decision, int budget) {
    return new Specialization(pool, decision.choices(), budget).run(decision);
  }

  /** Recursion with a stack of its own: rules come in chains of thousands. */
  private Decision run(Decision root) {
    Decision result = enter(root, KnownWords.NOTHING);
    while (true) {
      while (result == null) {
        Frame frame = open.element();
        result = enter(frame.choice.yes(), frame.key.known().after(frame.choice.test(), true));
      }
      if (open.isEmpty()) {
        return result;
      }
      Frame frame = open.element();
      if (frame.yes == null) {
        frame.yes = result;
        result = enter(frame.choice.no(), frame.key.known().after(frame.choice.test(), false));
      } else {
        result = pool.choice(frame.choice.test(), frame.yes, result);
        done.put(frame.key, result);
        open.pop();
      }
    }
  }

  /** Returns what a decision comes to, or null where a choice has to be worked out first. */
  private @Nullable Decision enter(Decision decision, KnownWords certain) {
    Decision target = decision;
    while (target instanceof Choice choice) {
      Outcome outcome = certain.outcome(choice.test());
      if (outcome == Outcome.OPEN) {
        return enter(choice, certain);
      }
      target = outcome == Outcome.YES ? choice.yes() : choice.no();
    }
    return target;
  }

  private @Nullable Decision enter(Choice choice, KnownWords certain) {
    KnownWords relevant =
        certain.keeping(
            choice.words(),
            (offset, mask, value) -> lastUse(WordTest.equal(offset, mask, value)) <= choice.id());
    Key key = new Key(choice.id(), relevant);
    Decision known = done.get(key);
    if (known != null) {
      return known;
    }
    if (budget-- <= 0) {
      return choice;
    }
    open.push(new Frame(key, choice));
    return null;
  }

  /**
   * Returns the smallest number of a choice that an excluded value may decide. What a choice leads
   * to was made before it and has a smaller number.
   */
  private int lastUse(WordTest excluded) {
    return lastUses.computeIfAbsent(
        excluded,
        any ->
            equalities.getOrDefault(excluded.offset(), List.of()).stream()
                .filter(choice -> KnownWord.mayDecide(excluded, choice.test()))
                .mapToInt(Choice::id)
                .min()
                .orElse(Integer.MAX_VALUE));
  }
}
