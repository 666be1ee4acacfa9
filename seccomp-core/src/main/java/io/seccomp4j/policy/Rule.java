package io.seccomp4j.policy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * A set of syscalls, conditions that must all hold, and the action then. Immutable.
 *
 * <p>Where a rule came from ({@link #origin()}, {@link #sourceIndex()}) is for messages and is no
 * part of equality, and neither is {@link #label()}.
 */
@Value.Immutable
public abstract class Rule {
  Rule() {}

  /**
   * Returns a rule.
   *
   * @param action what to do
   * @param syscalls names, or {@code %N} for the raw number N of the native architecture; at least
   *     one
   * @param conditions what must hold, joined by AND; none: always
   * @return the rule
   */
  public static Rule of(Action action, List<String> syscalls, List<Condition> conditions) {
    return ImmutableRule.builder()
        .action(action)
        .addAllSyscalls(syscalls.stream().distinct().toList())
        .addAllConditions(conditions)
        .build();
  }

  /**
   * Returns what to do.
   *
   * @return the action
   */
  public abstract Action action();

  /**
   * Returns the syscalls in the order given, without repetitions.
   *
   * @return names, or {@code %N} for a raw number of the native architecture
   */
  public abstract List<String> syscalls();

  /**
   * Returns what must hold, joined by AND.
   *
   * @return the conditions; none: always
   */
  public abstract List<Condition> conditions();

  /**
   * Returns why the rule exists, in its author's words.
   *
   * @return the reason, where one was given
   */
  public abstract Optional<String> reason();

  /**
   * Returns where the rule was written, for messages.
   *
   * @return for example {@code rule 3 of deny.json} or {@code --deny mkdir}
   */
  @Value.Auxiliary
  @Value.Default
  public String origin() {
    return "rule";
  }

  /**
   * Returns the position in the file that the rule was read from.
   *
   * @return a 0-based index into {@code syscalls}, or empty for a rule from elsewhere
   */
  @Value.Auxiliary
  public abstract OptionalInt sourceIndex();

  /**
   * Returns how messages name the syscalls, where they came from a group.
   *
   * @return for example {@code @file-system, !openat}; empty where the syscalls were named one by
   *     one
   */
  @Value.Auxiliary
  public abstract Optional<String> label();

  /**
   * Returns this rule with words that messages have in place of its syscalls' names.
   *
   * @param label for example {@code @file-system}
   * @return the rule so named; a syscall that a policy's architectures lack is no mistake in it
   */
  public Rule labelled(String label) {
    return ImmutableRule.builder().from(this).label(label).build();
  }

  /**
   * Returns this rule with a reason.
   *
   * @param reason why it exists
   * @return the rule so explained
   */
  public Rule because(String reason) {
    return ImmutableRule.builder().from(this).reason(reason).build();
  }

  /**
   * Returns this rule with a place that messages name.
   *
   * @param origin for example {@code --deny mkdir}
   * @return the rule so marked
   */
  public Rule from(String origin) {
    return ImmutableRule.builder().from(this).origin(origin).build();
  }

  /**
   * Returns this rule as entry of a file.
   *
   * @param origin for example {@code rule 3 of deny.json}
   * @param index its 0-based index in the file
   * @return the rule so marked
   */
  public Rule from(String origin, int index) {
    return ImmutableRule.builder().from(this).origin(origin).sourceIndex(index).build();
  }

  /** Says whether the rule was made of rules of several policies. */
  @Value.Auxiliary
  @Value.Default
  boolean isCombined() {
    return false;
  }

  /** Returns the group that the syscalls came from, as it was written. */
  Optional<String> group() {
    return label()
        .map(label -> label.indexOf(": ") < 0 ? label : label.substring(0, label.indexOf(": ")));
  }

  /** Checks that there is something to match. */
  @Value.Check
  void check() {
    if (syscalls().isEmpty()) {
      throw new IllegalArgumentException("a rule names at least one syscall");
    }
    syscalls().forEach(name -> Objects.requireNonNull(name, "syscall"));
  }

  /** Returns one line, as {@code openat(flags & O_ACCMODE != O_RDONLY): errno(EPERM)}. */
  @Override
  public String toString() {
    return words(names(), conditions()) + ": " + action();
  }

  /** Returns the syscalls as messages show them. */
  String names() {
    return label().isPresent() ? label().get() : String.join(", ", syscalls());
  }

  /** Returns calls with their tests, as they stand in a SPEC. */
  static String words(String syscalls, List<Condition> conditions) {
    StringBuilder text = new StringBuilder(syscalls);
    if (!conditions.isEmpty()) {
      text.append('(');
      for (int i = 0; i < conditions.size(); i++) {
        text.append(i == 0 ? "" : " && ").append(conditions.get(i));
      }
      text.append(')');
    }
    return text.toString();
  }
}
