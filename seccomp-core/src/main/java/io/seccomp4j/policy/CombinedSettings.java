package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Verdicts.Numbers;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** What two policies come to beside their rules. Nothing of it makes a combination weaker. */
final class CombinedSettings {
  private final Combination combination;
  private final Policy first;
  private final Policy second;
  private final Action otherwise;
  private final Optional<String> listenerPath;
  private final Optional<String> listenerMetadata;

  CombinedSettings(Combination combination, Policy first, Policy second) {
    this.combination = combination;
    this.first = first;
    this.second = second;
    this.otherwise = combination.of(first.defaultAction(), second.defaultAction());
    if (first.nativeArchitecture() != second.nativeArchitecture()) {
      throw refused(
          "one is for a kernel of "
              + first.nativeArchitecture()
              + ", the other for one of "
              + second.nativeArchitecture());
    }
    this.listenerPath = same("listenerPath", first.listenerPath(), second.listenerPath());
    this.listenerMetadata =
        same("listenerMetadata", first.listenerMetadata(), second.listenerMetadata());
  }

  private PolicyException refused(String why) {
    return new PolicyException(
        List.of("the " + combination + " of the two policies cannot be written as one: " + why));
  }

  private Policy withoutRules(Horizon horizon) {
    PolicyBuilder builder =
        Policy.withDefault(otherwise)
            .nativeArchitecture(first.nativeArchitecture())
            .horizon(horizon)
            .architectures(listed().toArray(Arch[]::new))
            .flags(flags().toArray(FilterFlag[]::new));
    listenerPath.ifPresent(builder::listenerPath);
    listenerMetadata.ifPresent(builder::listenerMetadata);
    return builder.build();
  }

  /**
   * Returns the combination of two policies without their rules, with a horizon that gives every
   * syscall without a rule its verdict.
   */
  Policy withoutRules() {
    boolean ofFirst = first.defaultAction().equals(otherwise);
    for (Policy policy : ofFirst ? List.of(first, second) : List.of(second, first)) {
      Horizon horizon = policy.horizon().isNamed() ? fixed(policy) : policy.horizon();
      Optional<Policy> right = rightWithoutRules(horizon);
      if (right.isPresent()) {
        return right.get();
      }
    }
    Optional<Policy> endless = rightWithoutRules(Horizon.NONE);
    if (endless.isPresent()) {
      return endless.get();
    }
    throw refused(
        "their horizons are "
            + first.horizon()
            + " under "
            + first.defaultAction()
            + ", and "
            + second.horizon()
            + " under "
            + second.defaultAction());
  }

  /** Other rules would move a horizon after the last syscall named. */
  private static Horizon fixed(Policy policy) {
    Arch arch = policy.nativeArchitecture();
    OptionalInt last = policy.rulesOn(arch).horizon();
    Optional<String> name =
        last.isEmpty() ? Optional.empty() : Syscalls.of(arch).name(last.getAsInt());
    return name.map(policy.horizon()::movedTo).orElse(Horizon.NONE);
  }

  private Optional<Policy> rightWithoutRules(Horizon horizon) {
    Policy empty;
    try {
      empty = withoutRules(horizon);
    } catch (PolicyException lacksTheSyscall) {
      return Optional.empty();
    }
    for (Arch arch : provenOn()) {
      Verdicts one = Verdicts.anywhere(first, arch);
      Verdicts other = Verdicts.anywhere(second, arch);
      Verdicts result = Verdicts.anywhere(empty, arch);
      for (Numbers numbers : Verdicts.numbers(arch, List.of(one, other, result))) {
        int number = numbers.first();
        boolean decided = !one.rules(number).isEmpty() || !other.rules(number).isEmpty();
        Action wanted = combination.of(one.unnamed(number), other.unnamed(number));
        if (!decided && !wanted.equals(result.unnamed(number))) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(empty);
  }

  /** Calls of an architecture that only one lists are killed by the other. */
  private Set<Arch> listed() {
    if (first.architectures().isEmpty() && second.architectures().isEmpty()) {
      return Set.of();
    }
    Set<Arch> listed = withNative(first);
    if (combination == Combination.STRICTEST) {
      listed.retainAll(withNative(second));
    } else {
      listed.addAll(withNative(second));
    }
    return listed;
  }

  private static Set<Arch> withNative(Policy policy) {
    Set<Arch> listed = EnumSet.of(policy.nativeArchitecture());
    listed.addAll(policy.architectures());
    return listed;
  }

  /**
   * Returns the architectures on which the combination has to be right: those that it decides on
   * its own kernel, then those listed for others, since a file is taken elsewhere.
   */
  Set<Arch> provenOn() {
    Set<Arch> proven = new LinkedHashSet<>(Set.of(first.nativeArchitecture()));
    for (Arch arch : new TreeSet<>(listed())) {
      if (!Syscalls.of(arch).isEmpty()) {
        proven.add(arch);
      }
    }
    return proven;
  }

  /** SPEC_ALLOW gives up a protection, so both must want it; the other flags only add to one. */
  private Set<FilterFlag> flags() {
    Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    flags.addAll(first.flags());
    flags.addAll(second.flags());
    if (!first.flags().contains(FilterFlag.SPEC_ALLOW)
        || !second.flags().contains(FilterFlag.SPEC_ALLOW)) {
      flags.remove(FilterFlag.SPEC_ALLOW);
    }
    return flags;
  }

  /** Two listeners would each expect the other's notifications. */
  private Optional<String> same(String name, Optional<String> one, Optional<String> other) {
    if (one.isPresent() && other.isPresent() && !one.equals(other)) {
      throw refused(name + " is " + one.get() + " in one and " + other.get() + " in the other");
    }
    return one.or(() -> other);
  }
}
