package io.seccomp4j.oci;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Says a policy's horizon in a profile: as the last syscall that is named there. Where the rules
 * name no call so far on, an entry with the default action does, which changes no verdict.
 */
final class HorizonSayer {
  /** What runc reads. */
  private static final Horizon READ = Horizon.NAMED.insteadOfKilling();

  private final Policy policy;
  private final Set<Arch> architectures;

  HorizonSayer(Policy policy, Set<Arch> architectures) {
    this.policy = policy;
    this.architectures = architectures;
  }

  OciProfile say(OciProfile rules) {
    if (architectures.stream().allMatch(arch -> policy.rulesOn(arch).horizon().isEmpty())) {
      return rules;
    }
    Set<String> last = new LinkedHashSet<>();
    Policy unsaid = read(rules);
    for (Arch arch : architectures) {
      OptionalInt wanted = policy.rulesOn(arch).horizon();
      int named = unsaid.rulesOn(arch).horizon().orElse(-1);
      if (wanted.isPresent() && wanted.getAsInt() > named) {
        Syscalls.of(arch).name(wanted.getAsInt()).ifPresent(last::add);
      }
    }
    ImmutableOciProfile.Builder said = ImmutableOciProfile.builder().from(rules);
    if (!last.isEmpty()) {
      said.addSyscalls(new SyscallEntry(List.copyOf(last), policy.defaultAction(), List.of()));
    }
    return said.addAllWarnings(differences(read(said.build()))).build();
  }

  private Policy read(OciProfile profile) {
    return PolicyMaker.policy(profile, policy.nativeArchitecture(), READ);
  }

  private List<Problem> differences(Policy read) {
    List<Problem> differences = new ArrayList<>();
    for (Arch arch : architectures) {
      OptionalInt wanted = policy.rulesOn(arch).horizon();
      OptionalInt named = read.rulesOn(arch).horizon();
      if (wanted.isPresent() && !wanted.equals(named)) {
        differences.add(
            new Problem(
                "",
                0,
                0,
                "the policy's horizon on "
                    + arch
                    + " is "
                    + shown(arch, wanted)
                    + ", but the profile names "
                    + shown(arch, named)
                    + ": calls between the two get the default action, not ENOSYS"));
      }
    }
    return differences;
  }

  private static String shown(Arch arch, OptionalInt number) {
    return number.isEmpty()
        ? "no syscall"
        : Syscalls.of(arch).name(number.getAsInt()).orElse("%" + number.getAsInt());
  }
}
