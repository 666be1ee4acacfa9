package io.seccomp4j.oci;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRule;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.Layer;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyException;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says a policy as a profile: rules that a profile can say and that runtimes read alike stand as
 * they are, the syscalls of the others are lowered one by one. What comes out is read again and
 * compared.
 */
final class PolicySayer {
  private final Policy policy;
  private final Set<Arch> architectures;
  private final Set<String> problems = new LinkedHashSet<>();

  /** The syscalls that cannot stand as they are, with the entries that they become. */
  private final Map<String, Lowered> lowered = new LinkedHashMap<>();

  PolicySayer(Policy policy) {
    this.policy = policy;
    this.architectures = new LinkedHashSet<>(policy.effectiveArchitectures());
    for (Arch arch : new TreeSet<>(policy.architectures())) {
      if (!Syscalls.of(arch).isEmpty()) {
        architectures.add(arch);
      }
    }
  }

  /** Returns the profile, or throws all reasons why there is none. */
  OciProfile say() {
    resolve();
    lower();
    List<SyscallEntry> entries = new ArrayList<>(guards());
    for (Layer layer : policy.layers()) {
      for (Rule rule : layer.rules()) {
        List<String> names =
            rule.syscalls().stream().filter(name -> !lowered.containsKey(name)).toList();
        if (!names.isEmpty()) {
          Sayable.of(rule, policy.nativeArchitecture())
              .ifPresent(args -> entries.add(new SyscallEntry(names, rule.action(), args)));
        }
      }
    }
    entries.addAll(loweredEntries());
    complain();
    OciProfile profile =
        ImmutableOciProfile.builder()
            .defaultAction(policy.defaultAction())
            .addAllArchitectures(new TreeSet<>(policy.architectures()))
            .flags(Sayable.listed(policy.flags()))
            .listenerPath(policy.listenerPath())
            .listenerMetadata(policy.listenerMetadata())
            .addAllSyscalls(entries)
            .build();
    compare(PolicyMaker.policy(profile, policy.nativeArchitecture()));
    complain();
    return new HorizonSayer(policy, architectures).say(profile);
  }

  private void complain() {
    if (!problems.isEmpty()) {
      throw new PolicyException(
          problems.stream().map(why -> "cannot be said in an OCI profile: " + why).toList());
    }
  }

  /** A listed architecture on which this policy does not run may lack what a rule needs. */
  private void resolve() {
    for (Arch arch : architectures) {
      try {
        policy.rulesOn(arch);
      } catch (PolicyException e) {
        problems.addAll(e.problems());
      }
    }
    complain();
  }

  private void lower() {
    Map<String, List<Rule>> rules = new LinkedHashMap<>();
    Set<String> layered = new LinkedHashSet<>();
    for (int i = 0; i < policy.layers().size(); i++) {
      for (Rule rule : policy.layers().get(i).rules()) {
        for (String name : rule.syscalls()) {
          rules.computeIfAbsent(name, any -> new ArrayList<>()).add(rule);
          if (i > 0) {
            layered.add(name);
          }
        }
      }
    }
    rules.forEach((name, some) -> lower(name, some, layered.contains(name)));
  }

  private void lower(String name, List<Rule> rules, boolean layered) {
    if (name.startsWith("%")) {
      problems.add(rules.get(0).origin() + ": the raw number " + name + " has no name to write");
      return;
    }
    boolean agreed = !layered && architectures.stream().noneMatch(arch -> disagree(name, arch));
    boolean sayable =
        rules.stream().allMatch(rule -> Sayable.of(rule, policy.nativeArchitecture()).isPresent());
    if (!agreed || !sayable) {
      lowered.put(name, lowered(name, agreed));
    }
  }

  /** Says whether rules with different actions match the same calls: runtimes do not agree then. */
  private boolean disagree(String name, Arch arch) {
    OptionalInt number = Syscalls.of(arch).number(name);
    if (number.isEmpty()) {
      return false;
    }
    List<ArchRule> rules = policy.rulesOn(arch).rules(number.getAsInt());
    if (rules.stream().map(ArchRule::action).distinct().count() < 2) {
      return false;
    }
    for (int i = 0; i < rules.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!rules.get(i).action().equals(rules.get(j).action())
            && rules.get(i).overlaps(rules.get(j))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Lowers a syscall on the architecture with the widest registers that has it. */
  private Lowered lowered(String name, boolean agreed) {
    Optional<Arch> base =
        architectures.stream()
            .filter(arch -> Syscalls.of(arch).number(name).isPresent())
            .max(Comparator.comparing(Arch::hasWideArguments));
    if (base.isEmpty()) {
      return Lowered.NOTHING;
    }
    ArchRules rules = policy.rulesOn(base.get());
    int number = Syscalls.of(base.get()).number(name).orElseThrow();
    Optional<Lowered> asRules = agreed ? Lowered.rules(rules, number) : Optional.empty();
    return asRules
        .or(() -> Lowered.branches(rules, number))
        .orElseGet(
            () -> {
              problems.add(
                  name
                      + ": its rules cut the arguments into more than "
                      + Lowered.BUDGET
                      + " pieces, each of which would be an entry");
              return Lowered.NOTHING;
            });
  }

  /** Syscalls that are lowered alike share their entries. */
  private List<SyscallEntry> loweredEntries() {
    Map<Lowered, List<String>> alike = new LinkedHashMap<>();
    lowered.forEach(
        (name, entries) -> alike.computeIfAbsent(entries, any -> new ArrayList<>()).add(name));
    List<SyscallEntry> entries = new ArrayList<>();
    alike.forEach(
        (one, names) ->
            one.entries()
                .forEach(
                    entry -> entries.add(new SyscallEntry(names, entry.action(), entry.args()))));
    return entries;
  }

  /** Guards are no rules of the policy, and runtimes do not have them. */
  private List<SyscallEntry> guards() {
    Set<Rule> written = new LinkedHashSet<>();
    policy.layers().forEach(layer -> written.addAll(layer.rules()));
    Set<SyscallEntry> guards = new LinkedHashSet<>();
    for (Arch arch : architectures) {
      for (int number : policy.rulesOn(arch).numbers()) {
        for (ArchRule rule : policy.rulesOn(arch).rules(number)) {
          boolean isLowered = rule.rule().syscalls().stream().anyMatch(lowered::containsKey);
          if (!written.contains(rule.rule()) && !isLowered) {
            guard(rule.rule());
            guards.add(new SyscallEntry(rule.rule().syscalls(), rule.action(), List.of()));
          }
        }
      }
    }
    return List.copyOf(guards);
  }

  /** Runtimes skip a rule with the default action, and libseccomp then opens the carrier. */
  private void guard(Rule guard) {
    if (guard.action().equals(policy.defaultAction())
        && guard.action().equals(Action.errno(Errno.ENOSYS))) {
      problems.add(
          guard.syscalls().get(0)
              + " must answer ENOSYS, but runtimes skip a rule with the default action and let its"
              + " calls pass; deny it by name with another errno");
    }
  }

  private void compare(Policy read) {
    for (Arch arch : architectures) {
      Set<Integer> numbers = new TreeSet<>(policy.rulesOn(arch).numbers());
      numbers.addAll(read.rulesOn(arch).numbers());
      for (int number : numbers) {
        String name = Syscalls.of(arch).name(number).orElse("%" + number);
        Lowered one = lowered.getOrDefault(name, Lowered.NOTHING);
        if (!one.isSaidBy(read.rulesOn(arch), policy.rulesOn(arch), number)) {
          problems.add(differs(name, arch));
        }
      }
    }
  }

  private String differs(String name, Arch arch) {
    StringBuilder text = new StringBuilder();
    policy.layers().stream()
        .flatMap(layer -> layer.rules().stream())
        .filter(rule -> rule.syscalls().contains(name))
        .forEach(rule -> text.append(text.length() == 0 ? "" : "; ").append(rule));
    return name + " means something else on " + arch + " than on the others: " + text;
  }
}
