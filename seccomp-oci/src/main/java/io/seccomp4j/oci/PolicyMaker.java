package io.seccomp4j.oci;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Arg;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.FilterFlag;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Turns a profile into the policy that it means. */
final class PolicyMaker {
  private PolicyMaker() {}

  /** Returns the policy for a kernel of an architecture, taken as the text stands. */
  static Policy policy(OciProfile profile, Arch nativeArchitecture) {
    return policy(profile, nativeArchitecture, Horizon.NONE);
  }

  static Policy policy(OciProfile profile, Arch nativeArchitecture, Horizon horizon) {
    PolicyBuilder builder =
        Policy.withDefault(profile.defaultAction())
            .horizon(horizon)
            .nativeArchitecture(nativeArchitecture)
            .architectures(profile.architectures().toArray(Arch[]::new))
            .flags(profile.flags().orElse(List.of()).toArray(FilterFlag[]::new));
    if (profile.listenerPath().isPresent()) {
      builder.listenerPath(profile.listenerPath().get());
      profile.listenerMetadata().ifPresent(builder::listenerMetadata);
    }
    String of = profile.file().map(file -> " of " + fileName(file)).orElse("");
    for (int i = 0; i < profile.syscalls().size(); i++) {
      EntrySource source =
          profile.sources().isEmpty()
              ? new EntrySource(i, Optional.empty(), Spot.WHOLE)
              : profile.sources().get(i);
      add(builder, profile.syscalls().get(i), source, "rule " + source.index() + of);
    }
    return builder.build();
  }

  private static String fileName(String file) {
    Path name = Path.of(file).getFileName();
    return Words.plain(name == null ? file : name.toString());
  }

  private static void add(
      PolicyBuilder builder, SyscallEntry entry, EntrySource source, String origin) {
    List<String> names = entry.names().stream().filter(Syscalls::isKnown).toList();
    if (names.isEmpty()) {
      return;
    }
    List<Condition> conditions = entry.args().stream().map(PolicyMaker::condition).toList();
    if (entry.repeatsAnArgument()) {
      for (Condition condition : conditions) {
        builder.add(rule(Rule.of(entry.action(), names, List.of(condition)), source, origin));
      }
    } else {
      builder.add(rule(Rule.of(entry.action(), names, conditions), source, origin));
    }
  }

  private static Rule rule(Rule rule, EntrySource source, String origin) {
    Rule from = rule.from(origin, source.index());
    return source.label().map(from::labelled).orElse(from);
  }

  /** Returns the test as runtimes make it: of all 64 bits. */
  static Condition condition(ArgumentEntry test) {
    Arg arg = Arg.arg(test.index()).full64();
    if (test.operator() == Operator.MASKED_EQ) {
      return arg.masked(test.value()).is(test.valueTwo() & test.value());
    }
    return arg.compared(test.operator().comparison(), Constant.of(test.value()));
  }
}
