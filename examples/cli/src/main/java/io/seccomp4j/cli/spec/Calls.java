package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.SyscallGroup;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an item of a SPEC is about.
 *
 * @param word a syscall, {@code %N}, or a group's name
 * @param group the group, where it is one
 */
record Calls(String word, Optional<SyscallGroup> group) {
  static Calls of(String syscall) {
    return new Calls(syscall, Optional.empty());
  }

  static Calls of(SyscallGroup group) {
    return new Calls(group.name(), Optional.of(group));
  }

  Collection<String> syscalls() {
    return group.isPresent() ? group.get().syscalls() : List.of(word);
  }

  /** Returns what is left when others are taken away, or empty when nothing is. */
  Optional<Calls> without(Calls others) {
    if (group.isEmpty()) {
      return others.contain(word) ? Optional.empty() : Optional.of(this);
    }
    SyscallGroup left =
        others.group().isPresent()
            ? group.get().without(others.group().get())
            : group.get().without(name(others.word()));
    return left.syscalls().isEmpty() ? Optional.empty() : Optional.of(of(left));
  }

  /** A name and a raw number may mean the same syscall. */
  private boolean contain(String syscall) {
    if (group.isPresent()) {
      return group.get().syscalls().contains(name(syscall));
    }
    OptionalInt number = number(word);
    return word.equals(syscall) || (number.isPresent() && number.equals(number(syscall)));
  }

  private static String name(String syscall) {
    return syscall.startsWith("%")
        ? Syscalls.of(Arch.host()).name(Integer.parseInt(syscall.substring(1))).orElse(syscall)
        : syscall;
  }

  private static OptionalInt number(String syscall) {
    return syscall.startsWith("%")
        ? OptionalInt.of(Integer.parseInt(syscall.substring(1)))
        : Syscalls.of(Arch.host()).number(syscall);
  }
}
