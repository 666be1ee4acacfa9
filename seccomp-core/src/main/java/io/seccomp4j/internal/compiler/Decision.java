package io.seccomp4j.internal.compiler;

import io.seccomp4j.policy.Action;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * What a filter does from some point on: it answers, or it tests a word and goes on. Decisions are
 * made by a {@link DecisionPool} only, which never makes two equal ones.
 */
abstract sealed class Decision {
  private final int id;

  private Decision(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }

  /** Returns the words that are looked at from here on, one bit a word. */
  abstract int words();

  /**
   * Returns all choices that can be reached from this decision, each before those that it leads to,
   * and otherwise near to them.
   */
  List<Choice> choices() {
    List<Choice> finished = new ArrayList<>();
    BitSet seen = new BitSet();
    Deque<Choice> open = new ArrayDeque<>();
    visit(this, seen, open);
    while (!open.isEmpty()) {
      Choice choice = open.element();
      if (!visit(choice.no, seen, open) && !visit(choice.yes, seen, open)) {
        finished.add(open.pop());
      }
    }
    Collections.reverse(finished);
    return finished;
  }

  private static boolean visit(Decision decision, BitSet seen, Deque<Choice> open) {
    if (!(decision instanceof Choice choice) || seen.get(choice.id())) {
      return false;
    }
    seen.set(choice.id());
    open.push(choice);
    return true;
  }

  /** An answer. */
  static final class Verdict extends Decision {
    private final Action action;

    Verdict(int id, Action action) {
      super(id);
      this.action = action;
    }

    Action action() {
      return action;
    }

    @Override
    int words() {
      return 0;
    }
  }

  /** A test with what comes after it. */
  static final class Choice extends Decision {
    private final WordTest test;
    private final Decision yes;
    private final Decision no;
    private final int words;

    Choice(int id, WordTest test, Decision yes, Decision no) {
      super(id);
      this.test = test;
      this.yes = yes;
      this.no = no;
      this.words = 1 << (test.offset() / Integer.BYTES) | yes.words() | no.words();
    }

    WordTest test() {
      return test;
    }

    Decision yes() {
      return yes;
    }

    Decision no() {
      return no;
    }

    @Override
    int words() {
      return words;
    }
  }
}
