package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.Decision.Choice;
import io.seccomp4j.internal.compiler.Decision.Verdict;
import io.seccomp4j.policy.Action;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes decisions, and never two equal ones: so equal parts of a filter are shared by themselves,
 * and equality is identity. Tests come in one spelling each.
 */
final class DecisionPool {
  /** Its methods are written out: a record's own ones are bootstrapped, which takes long. */
  private record Key(WordTest test, int yes, int no) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && yes == that.yes
          && no == that.no
          && test.equals(that.test);
    }

    @Override
    public int hashCode() {
      return (test.hashCode() * 31 + yes) * 31 + no;
    }
  }

  private final Map<Action, Verdict> verdicts = new HashMap<>();
  private final Map<Key, Choice> choices = new HashMap<>();
  private int next;

  Decision verdict(Action action) {
    Verdict known = verdicts.get(action);
    if (known == null) {
      known = new Verdict(next++, action);
      verdicts.put(action, known);
    }
    return known;
  }

  /** Returns the decision that goes one of two ways by a test. */
  Decision choice(WordTest test, Decision yes, Decision no) {
    return test.isEquality()
        ? equal(test.offset(), test.mask(), test.value(), yes, no)
        : atLeast(test.offset(), test.mask(), test.value(), yes, no);
  }

  private Decision equal(int offset, int mask, int value, Decision yes, Decision no) {
    if ((value & ~mask) != 0) {
      return no;
    }
    if (mask == 0) {
      return yes;
    }
    boolean isSetBit = value == mask && Integer.bitCount(mask) == 1;
    return isSetBit
        ? made(WordTest.equal(offset, mask, 0), no, yes)
        : made(WordTest.equal(offset, mask, value), yes, no);
  }

  private Decision atLeast(int offset, int mask, int value, Decision yes, Decision no) {
    if (value == 0) {
      return yes;
    }
    if (Integer.compareUnsigned(value, mask) > 0) {
      return no;
    }
    if (value == mask) {
      return equal(offset, mask, value, yes, no);
    }
    return value == 1
        ? equal(offset, mask, 0, no, yes)
        : made(WordTest.atLeast(offset, mask, value), yes, no);
  }

  private Decision made(WordTest test, Decision yes, Decision no) {
    if (yes == no) {
      return yes;
    }
    Key key = new Key(test, yes.id(), no.id());
    Choice known = choices.get(key);
    if (known == null) {
      known = new Choice(next++, test, yes, no);
      choices.put(key, known);
    }
    return known;
  }

  /** Returns the decision with every answer replaced. */
  Decision withAnswers(Decision decision, UnaryOperator<Action> replacement) {
    Map<Decision, Decision> replaced = new HashMap<>();
    List<Choice> all = decision.choices();
    for (int i = all.size() - 1; i >= 0; i--) {
      Choice choice = all.get(i);
      replaced.put(
          choice,
          choice(
              choice.test(),
              answered(choice.yes(), replaced, replacement),
              answered(choice.no(), replaced, replacement)));
    }
    return answered(decision, replaced, replacement);
  }

  private Decision answered(
      Decision decision, Map<Decision, Decision> replaced, UnaryOperator<Action> replacement) {
    return decision instanceof Verdict verdict
        ? verdict(replacement.apply(verdict.action()))
        : replaced.getOrDefault(decision, decision);
  }
}
