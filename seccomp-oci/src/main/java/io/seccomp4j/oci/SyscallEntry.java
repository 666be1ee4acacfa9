package io.seccomp4j.oci;

import io.seccomp4j.policy.Action;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An element of a profile's {@code syscalls}: names, tests of arguments, and what to do.
 *
 * @param names the syscalls, unknown ones and repetitions included, as written but for groups,
 *     which stand here as the calls that they are made of; at least one
 * @param action what to do, with its errno or trace data
 * @param args the tests, joined by AND; where two test the same argument, runtimes take each of
 *     them as a rule of its own, so that they are joined by OR
 */
public record SyscallEntry(List<String> names, Action action, List<ArgumentEntry> args) {
  /** Keeps copies. */
  public SyscallEntry {
    names = List.copyOf(names);
    Objects.requireNonNull(action, "action");
    args = List.copyOf(args);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("an entry names at least one syscall");
    }
  }

  /** Says whether two tests look at the same argument. */
  boolean repeatsAnArgument() {
    return args.stream().mapToInt(ArgumentEntry::index).distinct().count() < args.size();
  }

  /** Returns one line, as {@code socket(arg0 == 0x1): allow}. */
  @Override
  public String toString() {
    String tests =
        args.isEmpty()
            ? ""
            : args.stream()
                .map(ArgumentEntry::toString)
                .collect(Collectors.joining(repeatsAnArgument() ? " || " : " && ", "(", ")"));
    return String.join(", ", names) + tests + ": " + action;
  }
}
