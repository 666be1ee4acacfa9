package io.seccomp4j.oci;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.FilterFlag;
import io.seccomp4j.policy.Reading;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What a profile has words for. */
final class Sayable {
  private Sayable() {}

  /** Returns the tests that give a rule's conditions back, or empty when there are none. */
  static Optional<List<ArgumentEntry>> of(Rule rule, Arch nativeArch) {
    List<ArgumentEntry> args = new ArrayList<>();
    for (Condition condition : rule.conditions()) {
      Optional<ArgumentEntry> arg = of(condition, nativeArch);
      if (arg.isEmpty()) {
        return Optional.empty();
      }
      args.add(arg.get());
    }
    return joinedByAnd(args);
  }

  private static Optional<ArgumentEntry> of(Condition condition, Arch nativeArch) {
    boolean plain =
        condition.arg().reading() == Reading.FULL_64
            && condition.arg().index().isPresent()
            && !condition.value().isSymbolic()
            && condition.mask().stream().noneMatch(mask -> mask.isSymbolic());
    if (!plain) {
      return Optional.empty();
    }
    int index = condition.arg().index().getAsInt();
    long value = condition.value().valueOn(nativeArch).orElseThrow();
    if (condition.mask().isEmpty()) {
      return Optional.of(new ArgumentEntry(index, Operator.of(condition.comparison()), value, 0));
    }
    long mask = condition.mask().get().valueOn(nativeArch).orElseThrow();
    return condition.comparison() == Comparison.EQ
        ? Optional.of(new ArgumentEntry(index, Operator.MASKED_EQ, mask, value & mask))
        : Optional.empty();
  }

  /** Returns the tests in a profile's words, or empty when it has none for one of them. */
  static Optional<List<ArgumentEntry>> of(List<ArgumentTest> tests, long allBits) {
    List<ArgumentEntry> args = new ArrayList<>();
    for (ArgumentTest test : tests) {
      if (test.mask() == allBits) {
        args.add(new ArgumentEntry(test.index(), Operator.of(test.comparison()), test.value(), 0));
      } else if (test.comparison() == Comparison.EQ) {
        args.add(new ArgumentEntry(test.index(), Operator.MASKED_EQ, test.mask(), test.value()));
      } else {
        return Optional.empty();
      }
    }
    return joinedByAnd(args);
  }

  /** Two tests of one argument would be joined by OR. */
  private static Optional<List<ArgumentEntry>> joinedByAnd(List<ArgumentEntry> args) {
    long different = args.stream().mapToInt(ArgumentEntry::index).distinct().count();
    return different == args.size() ? Optional.of(args) : Optional.empty();
  }

  static Optional<List<FilterFlag>> listed(Collection<FilterFlag> flags) {
    return flags.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(new TreeSet<>(flags)));
  }
}
