package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.SyscallGroup;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Looks names up, and says what was probably meant. */
final class Names {
  private Names() {}

  static String unknownConstant(String word) {
    return "unknown constant \"" + word + "\"" + didYouMean(Constant.suggestion(word));
  }

  static String unknownGroup(String name) {
    return "unknown group \"" + name + "\"" + didYouMean(SyscallGroup.suggestion(name));
  }

  /** Refuses a name that no architecture has. */
  static void requireSyscall(Scanner scanner, int position, String name) {
    boolean known = Syscalls.of(Arch.host()).number(name).isPresent() || Syscalls.isKnown(name);
    if (!known) {
      throw scanner.wrong(
          position, "unknown syscall \"" + name + "\"" + didYouMean(Syscalls.suggestion(name)));
    }
  }

  /** Refuses an argument that the syscall does not have on this host, where that is known. */
  static void requireArgument(Scanner scanner, int position, String syscall, String argument) {
    List<String> names =
        Syscalls.of(Arch.host()).parameters(syscall).stream().map(Parameter::name).toList();
    if (!names.isEmpty() && !names.contains(argument)) {
      throw scanner.wrong(
          position,
          syscall
              + " has no argument \""
              + argument
              + "\""
              + closest(argument, names)
              + "; it has "
              + String.join(", ", names));
    }
  }

  static String closest(String misspelt, Collection<String> names) {
    return didYouMean(Syscalls.closest(misspelt, names));
  }

  private static String didYouMean(Optional<String> name) {
    return name.map(near -> " (did you mean " + near + "?)").orElse("");
  }
}
