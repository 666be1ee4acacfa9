package io.seccomp4j.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes rules out of rules; their origins and reasons stay. */
final class MergedRules {
  /** Everything of a rule but its syscalls. */
  private record Body(
      Action action,
      List<Condition> conditions,
      Optional<String> reason,
      String origin,
      OptionalInt sourceIndex) {
    static Body of(Rule rule) {
      return new Body(
          rule.action(), rule.conditions(), rule.reason(), rule.origin(), rule.sourceIndex());
    }
  }

  private MergedRules() {}

  /** Returns a rule about fewer or other syscalls. */
  static Rule about(Rule rule, List<String> syscalls) {
    return ImmutableRule.builder().from(rule).syscalls(syscalls).build();
  }

  static Rule withAction(Rule rule, Action action) {
    return rule.action().equals(action)
        ? rule
        : ImmutableRule.builder().from(rule).action(action).build();
  }

  /** Returns the rule that matches where both do, or empty where they name different syscalls. */
  static Optional<Rule> both(Rule one, Rule other, Action action) {
    List<String> syscalls = new ArrayList<>(one.syscalls());
    syscalls.retainAll(other.syscalls());
    if (syscalls.isEmpty()) {
      return Optional.empty();
    }
    Set<Condition> conditions = new LinkedHashSet<>(one.conditions());
    conditions.addAll(other.conditions());
    ImmutableRule.Builder builder =
        ImmutableRule.builder()
            .from(one)
            .action(action)
            .syscalls(syscalls)
            .conditions(conditions)
            .origin(joined(one.origin(), other.origin()));
    if (one.reason().isPresent() && other.reason().isPresent()) {
      builder.reason(joined(one.reason().get(), other.reason().get()));
    } else {
      builder.reason(one.reason().or(other::reason));
    }
    if (one.sourceIndex().isEmpty() || other.sourceIndex().isEmpty()) {
      builder.sourceIndex(OptionalInt.empty());
    }
    return Optional.of(builder.build());
  }

  /** Returns rules that together match where one does and another does not. */
  static List<Rule> without(Rule rule, Rule other) {
    List<Rule> rules = new ArrayList<>();
    for (Condition condition : other.conditions()) {
      Condition opposite =
          new Condition(
              condition.arg(),
              condition.mask(),
              condition.comparison().opposite(),
              condition.value());
      if (!rule.conditions().contains(condition)) {
        Set<Condition> conditions = new LinkedHashSet<>(rule.conditions());
        conditions.add(opposite);
        rules.add(ImmutableRule.builder().from(rule).conditions(conditions).build());
      }
    }
    return rules;
  }

  private static String joined(String one, String other) {
    return one.equals(other) ? one : one + " and " + other;
  }

  /** Returns a rule for some values, which has the place of the rule that decides there. */
  static Rule piece(
      Action action, List<String> syscalls, List<Condition> conditions, Optional<Rule> decider) {
    ImmutableRule.Builder builder =
        ImmutableRule.builder().action(action).syscalls(syscalls).conditions(conditions);
    return decider
        .map(
            rule ->
                builder
                    .origin(rule.origin())
                    .sourceIndex(rule.sourceIndex())
                    .reason(rule.reason())
                    .build())
        .orElseGet(() -> builder.origin("the default action").build());
  }

  /**
   * Joins rules that differ in their syscalls only, in the order in which they come. They have lost
   * the groups that their syscalls came from, and still name calls of other architectures.
   */
  static List<Rule> gathered(List<Rule> rules) {
    Map<Body, Set<String>> names = new LinkedHashMap<>();
    for (Rule rule : rules) {
      names.computeIfAbsent(Body.of(rule), any -> new LinkedHashSet<>()).addAll(rule.syscalls());
    }
    List<Rule> gathered = new ArrayList<>();
    names.forEach(
        (body, syscalls) ->
            gathered.add(
                ImmutableRule.builder()
                    .action(body.action())
                    .syscalls(syscalls)
                    .conditions(body.conditions())
                    .reason(body.reason())
                    .origin(body.origin())
                    .sourceIndex(body.sourceIndex())
                    .isCombined(true)
                    .build()));
    return gathered;
  }
}
