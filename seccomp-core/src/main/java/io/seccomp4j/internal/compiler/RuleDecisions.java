package io.seccomp4j.internal.compiler;

import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRule;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the rules of a syscall into a decision, layer on layer: in each the strictest rules are
 * asked first, so that the first that matches decides. The size is linear in the rules.
 */
final class RuleDecisions {
  private final DecisionPool pool;
  private final ArgumentWords words;
  private final List<Layer> layers;

  RuleDecisions(DecisionPool pool, ArgumentWords words, List<Layer> layers) {
    this.pool = pool;
    this.words = words;
    this.layers = layers;
  }

  /** Returns what the rules of one syscall do with its calls. */
  Decision decision(List<ArchRule> rules, Action defaultAction) {
    Decision below = pool.verdict(defaultAction);
    for (int layer = 0; layer < layers.size(); layer++) {
      List<ArchRule> ofLayer = new ArrayList<>();
      for (ArchRule rule : rules) {
        if (rule.layer() == layer) {
          ofLayer.add(withOrderedTests(rule));
        }
      }
      order(ofLayer);
      below = onTop(layers.get(layer).kind(), ofLayer, below);
    }
    return below;
  }

  private Decision onTop(Layer.Kind kind, List<ArchRule> rules, Decision below) {
    Map<Action, Decision> matched = new HashMap<>();
    Decision decision = below;
    for (int i = rules.size() - 1; i >= 0; i--) {
      Action action = rules.get(i).action();
      Decision match = matched.get(action);
      if (match == null) {
        match = kind == Layer.Kind.TIGHTENS ? tightened(below, action) : pool.verdict(action);
        matched.put(action, match);
      }
      Decision otherwise = decision;
      decision = match;
      List<ArgumentTest> tests = rules.get(i).tests();
      for (int test = tests.size() - 1; test >= 0; test--) {
        decision = words.choice(tests.get(test), decision, otherwise);
      }
    }
    return decision;
  }

  /** Joins a verdict below: of two equally strict ones the upper stays. */
  private Decision tightened(Decision below, Action action) {
    return pool.withAnswers(below, lower -> lower.isStricterThan(action) ? lower : action);
  }

  private static ArchRule withOrderedTests(ArchRule rule) {
    if (rule.tests().size() < 2) {
      return rule;
    }
    List<ArgumentTest> tests = new ArrayList<>(rule.tests());
    tests.sort(RuleDecisions::compare);
    return new ArchRule(rule.layer(), tests, rule.action(), rule.rule());
  }

  /**
   * Puts the strictest first. Of rules that are equally strict the first written must stay first,
   * unless they do the same; those are put in the order of their values, which makes similar ones
   * neighbours.
   */
  private static void order(List<ArchRule> rules) {
    if (rules.size() < 2) {
      return;
    }
    rules.sort((left, right) -> left.action().kind().compareTo(right.action().kind()));
    for (int start = 0; start < rules.size(); ) {
      int end = start + 1;
      while (end < rules.size() && rules.get(end).action().equals(rules.get(start).action())) {
        end++;
      }
      rules.subList(start, end).sort(RuleDecisions::compareTests);
      start = end;
    }
  }

  private static int compareTests(ArchRule left, ArchRule right) {
    List<ArgumentTest> ours = left.tests();
    List<ArgumentTest> theirs = right.tests();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      int order = compare(ours.get(i), theirs.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(ours.size(), theirs.size());
  }

  private static int compare(ArgumentTest left, ArgumentTest right) {
    int order = Integer.compare(left.index(), right.index());
    if (order == 0) {
      order = left.comparison().compareTo(right.comparison());
    }
    if (order == 0) {
      order = Long.compareUnsigned(left.mask(), right.mask());
    }
    return order == 0 ? Long.compareUnsigned(left.value(), right.value()) : order;
  }
}
