package io.seccomp4j.policy;

import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a list of words that are syscalls, groups, or either after an exclamation mark, which takes
 * it away from the whole list, wherever it stands.
 */
final class GroupItems {
  private GroupItems() {}

  /** Says whether a list has other words than names of syscalls. */
  static boolean hasGroups(Collection<String> words) {
    for (String word : words) {
      if (!word.isEmpty() && (word.charAt(0) == '@' || word.charAt(0) == '!')) {
        return true;
      }
    }
    return false;
  }

  /** Returns the members; what is wrong goes to {@code problems}. */
  static GroupMembers read(Collection<String> words, Consumer<String> problems) {
    GroupMembers.Builder members = new GroupMembers.Builder();
    List<String> excluded = new ArrayList<>();
    boolean wrong = false;
    for (String word : words) {
      String name = word.startsWith("!") ? word.substring(1) : word;
      Optional<String> problem = problem(name);
      if (problem.isPresent()) {
        wrong = true;
        problems.accept(problem.get());
      } else if (word.startsWith("!")) {
        excluded.add(name);
      } else if (name.startsWith("@")) {
        members.addAll(SyscallGroup.named(name).contents());
      } else {
        members.addByHand(name);
      }
    }
    if (wrong) {
      return members.build();
    }
    for (String name : excluded) {
      Collection<String> gone =
          name.startsWith("@") ? SyscallGroup.named(name).syscalls() : List.of(name);
      if (!members.removeAll(gone)) {
        problems.accept("!" + name + " takes nothing away from the others");
      }
    }
    GroupMembers read = members.build();
    if (read.syscalls().isEmpty()) {
      problems.accept(excluded.isEmpty() ? "no syscall is named" : "! leaves nothing over");
    }
    return read;
  }

  /** Returns what is wrong with the name of a syscall or of a group. */
  static Optional<String> problem(String name) {
    if (name.startsWith("@")) {
      return SyscallGroup.find(name).isPresent()
          ? Optional.empty()
          : Optional.of(
              "unknown group \"" + name + "\"" + didYouMean(SyscallGroup.suggestion(name)));
    }
    return name.startsWith("%") || Syscalls.isKnown(name)
        ? Optional.empty()
        : Optional.of("unknown syscall \"" + name + "\"" + didYouMean(Syscalls.suggestion(name)));
  }

  private static String didYouMean(Optional<String> name) {
    return name.map(near -> " (did you mean " + near + "?)").orElse("");
  }
}
