package io.seccomp4j.internal.compiler;

import io.seccomp4j.internal.compiler.KnownWord.Outcome;
import java.util.Arrays;

/** What the tests on the way have shown about the words of {@code seccomp_data}. Immutable. */
final class KnownWords {
  /** Of {@code seccomp_data}. */
  private static final int WORDS = 16;

  private static final KnownWord[] NO_WORDS = nothing();

  static final KnownWords NOTHING = new KnownWords(NO_WORDS);

  private final KnownWord[] words;
  private final int hash;

  private KnownWords(KnownWord[] words) {
    this.words = words;
    this.hash = Arrays.hashCode(words);
  }

  private static KnownWord[] nothing() {
    KnownWord[] words = new KnownWord[WORDS];
    Arrays.fill(words, KnownWord.NOTHING);
    return words;
  }

  Outcome outcome(WordTest test) {
    return words[index(test)].outcome(test);
  }

  KnownWords after(WordTest test, boolean holds) {
    KnownWord[] changed = words.clone();
    changed[index(test)] = words[index(test)].after(test, holds);
    return new KnownWords(changed);
  }

  /** Decides which excluded values are worth keeping. */
  interface Relevance {
    boolean matters(int offset, int mask, int value);
  }

  /** Forgets all words but some, one bit a word, and excluded values that do not matter. */
  KnownWords keeping(int someWords, Relevance relevance) {
    KnownWord[] kept = new KnownWord[WORDS];
    boolean forgot = false;
    for (int i = 0; i < WORDS; i++) {
      int offset = i * Integer.BYTES;
      kept[i] =
          (someWords & 1 << i) == 0
              ? KnownWord.NOTHING
              : words[i].keeping((mask, value) -> relevance.matters(offset, mask, value));
      forgot |= !kept[i].equals(words[i]);
    }
    return forgot ? new KnownWords(kept) : this;
  }

  /** Returns what holds on both of two ways. */
  KnownWords common(KnownWords other) {
    KnownWord[] both = new KnownWord[WORDS];
    for (int i = 0; i < WORDS; i++) {
      both[i] = words[i].common(other.words[i]);
    }
    return new KnownWords(both);
  }

  private static int index(WordTest test) {
    return test.offset() / Integer.BYTES;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KnownWords that && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
