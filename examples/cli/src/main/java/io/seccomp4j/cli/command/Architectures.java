package io.seccomp4j.cli.command;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the name of an architecture. */
final class Architectures {
  private Architectures() {}

  /** Takes {@code x86_64}, {@code SCMP_ARCH_X86_64} and the like, in any case. */
  static Arch parse(CommandSpec spec, String text) {
    Optional<Arch> arch = Arch.named(text);
    if (arch.isPresent()) {
      return arch.get();
    }
    List<String> names = Arrays.stream(Arch.values()).map(Arch::toString).toList();
    throw new ParameterException(
        spec.commandLine(),
        "unknown architecture \""
            + text
            + "\""
            + Syscalls.closest(text, names).map(near -> " (did you mean " + near + "?)").orElse("")
            + ": one of "
            + String.join(", ", names));
  }
}
