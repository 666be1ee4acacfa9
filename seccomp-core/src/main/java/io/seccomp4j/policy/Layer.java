package io.seccomp4j.policy;

import java.util.List;

/**
 * Rules that are looked at together: of those that match a call the strictest wins.
 *
 * @param kind what a match does to the verdict of the layers below
 * @param rules the rules, in the order written
 */
public record Layer(Kind kind, List<Rule> rules) {
  /** What a match in a layer does to the verdict of the layers below. */
  public enum Kind {
    /** Replaces it: the layer decides. */
    OVERRIDES,
    /** Joins it: the stricter of the two wins, so that the layer can only tighten. */
    TIGHTENS
  }

  /** Keeps a copy. */
  public Layer {
    rules = List.copyOf(rules);
  }

  /** Written out: a record's own one is bootstrapped, which a short-lived JVM feels. */
  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + rules.hashCode();
  }
}
