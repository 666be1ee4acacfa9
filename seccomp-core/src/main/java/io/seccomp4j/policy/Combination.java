package io.seccomp4j.policy;

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

  /** Returns what the combination is called in messages. */
  @Override
  public String toString() {
    return this == STRICTEST ? "strictest" : "weakest";
  }
}
