package io.seccomp4j.policy;

import io.seccomp4j.internal.diagram.DefaultMark;

/** Which of two verdicts on a call counts. */
enum Combination {
  /** The stricter one; of two equally strict ones the first. */
  STRICTEST {
    @Override
    Action of(Action first, Action second) {
      return second.isStricterThan(first) ? second : first;
    }
  },
  /** The less strict one; of two equally strict ones the first. */
  WEAKEST {
    @Override
    Action of(Action first, Action second) {
      return first.isStricterThan(second) ? second : first;
    }
  };

  abstract Action of(Action first, Action second);

  int ofReturnValues(int first, int second) {
    return of(Action.ofReturnValue(first), Action.ofReturnValue(second)).returnValue();
  }

  /**
   * Combines values of which those from a default action are marked. The result is marked where
   * only defaults lead to it and it is the default action of the combination: such a call follows
   * when that action is replaced, and no other does.
   */
  int ofMarked(int first, int second, Action otherwise) {
    int result = ofReturnValues(DefaultMark.plain(first), DefaultMark.plain(second));
    boolean decided = first == result || second == result;
    return !decided && result == otherwise.returnValue() ? DefaultMark.marked(result) : result;
  }

  /** Returns what the combination is called in messages. */
  @Override
  public String toString() {
    return this == STRICTEST ? "strictest" : "weakest";
  }
}
