package io.seccomp4j.policy;

import static io.seccomp4j.arch.Constants.TIOCLINUX;
import static io.seccomp4j.arch.Constants.TIOCSTI;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.PolicyReview.Finding;
import io.seccomp4j.policy.PolicyReview.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Finds what a policy leaves open or closes without saying so. */
final class Oversights {
  /** What nearly every program calls, with what happens without it. */
  private static final List<Need> NEEDS =
      List.of(
          new Need(List.of("execve"), "nothing can be started"),
          new Need(List.of("exit_group"), "no program can end"),
          new Need(List.of("rt_sigreturn"), "no program survives a signal that it handles"),
          new Need(List.of("mmap", "mmap2"), "no dynamically linked program can be loaded"));

  /** Calls of which one is needed, with what happens without. */
  private record Need(List<String> calls, String without) {}

  private final Policy policy;
  private final List<Finding> findings;
  private final Set<String> told = new HashSet<>();

  private Oversights(Policy policy, List<Finding> findings) {
    this.policy = policy;
    this.findings = findings;
  }

  static void find(Policy policy, List<Finding> findings) {
    Oversights oversights = new Oversights(policy, findings);
    policy.layers().forEach(layer -> layer.rules().forEach(oversights::conditions));
    oversights.terminal();
    oversights.missing();
    oversights.architectures();
  }

  private void tell(Kind kind, String message, Rule... about) {
    if (told.add(message)) {
      findings.add(new Finding(kind, List.of(about), message));
    }
  }

  private void conditions(Rule rule) {
    for (Condition condition : rule.conditions()) {
      for (Arch arch : policy.effectiveArchitectures()) {
        rule.syscalls().forEach(syscall -> condition(rule, condition, arch, syscall));
      }
    }
  }

  private void condition(Rule rule, Condition condition, Arch arch, String syscall) {
    List<Parameter> parameters = Syscalls.of(arch).parameters(syscall);
    OptionalInt index = ConditionResolver.index(condition.arg(), parameters);
    if (index.isEmpty() || index.getAsInt() >= parameters.size()) {
      return;
    }
    Parameter parameter = parameters.get(index.getAsInt());
    String where = rule.origin() + ": " + syscall + "'s " + parameter.name();
    boolean ofNull = condition.value().valueOn(arch).equals(OptionalLong.of(0));
    boolean empty =
        condition.mask().isPresent()
            && condition.mask().get().valueOn(arch).equals(OptionalLong.of(0));
    if (empty && rule.sourceIndex().isEmpty()) {
      tell(
          Kind.MASK_OF_ZERO,
          where + " is compared under a mask of 0, which holds always: leave the condition out",
          rule);
    } else if (parameter.type().indexOf('*') >= 0 && !(ofNull && condition.mask().isEmpty())) {
      tell(
          Kind.POINTER,
          where
              + " is an address: "
              + condition
              + " says nothing about what is there, and a filter cannot see that; take the"
              + " condition out",
          rule);
    }
  }

  /** A process that may write to its terminal's input types commands into the shell behind it. */
  private void terminal() {
    for (Arch arch : policy.effectiveArchitectures()) {
      Optional<Rule> restriction =
          Fate.of(policy, arch, "ioctl").filter(Fate::mayRun).flatMap(Fate::restriction);
      if (restriction.isEmpty()) {
        continue;
      }
      List<String> open = new ArrayList<>();
      for (Constant request : List.of(TIOCSTI, TIOCLINUX)) {
        OptionalLong value = request.valueOn(arch);
        int number = Syscalls.of(arch).number("ioctl").orElseThrow();
        if (value.isPresent()
            && Fate.of(policy, arch, number, List.of(OptionalLong.empty(), value)).mayRun()) {
          open.add(request.toString());
        }
      }
      if (!open.isEmpty()) {
        tell(
            Kind.TERMINAL,
            restriction.get().origin()
                + " restricts ioctl and leaves "
                + String.join(" and ", open)
                + " open: on an inherited terminal they put input into the shell outside; deny"
                + " ioctl's request == "
                + String.join(" and request == ", open),
            restriction.get());
      }
    }
  }

  private void missing() {
    Arch arch = policy.nativeArchitecture();
    List<String> missing = new ArrayList<>();
    for (Need need : NEEDS) {
      List<Fate> fates = new ArrayList<>();
      for (String name : need.calls()) {
        Fate.of(policy, arch, name).ifPresent(fates::add);
      }
      if (!fates.isEmpty() && fates.stream().allMatch(Fate::neverPasses)) {
        missing.add(String.join(" or ", need.calls()) + " (" + need.without() + " without)");
      }
    }
    if (!missing.isEmpty()) {
      tell(
          Kind.MISSING_CALL,
          "nothing allows "
              + String.join(", ", missing)
              + ": allow what the program needs, or is this only a part of a policy?");
    }
  }

  private void architectures() {
    if (policy.effectiveArchitectures().contains(Arch.X32)) {
      tell(
          Kind.ARCHITECTURE,
          "x32 is listed: hardly any program makes its calls, which are those of x86_64 by other"
              + " numbers; take it out unless you run one that does");
    }
  }
}
