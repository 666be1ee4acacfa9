package io.seccomp4j.cli.command;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.cli.ExitCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists syscalls with their numbers and arguments. */
@Command(
    name = "syscalls",
    description = "Lists syscalls with number, argument names and types.",
    footerHeading = "%nExample: ",
    footer = "seccomp4j syscalls openat --arch aarch64")
final class SyscallsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "One syscall only.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "The architecture; this host's unless given.")
  private Optional<String> arch = Optional.empty();

  @Override
  public Integer call() {
    Syscalls table =
        Syscalls.of(arch.map(text -> Architectures.parse(spec, text)).orElseGet(Arch::host));
    if (table.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "there is no syscall table of " + table.arch());
    }
    List<String> names = new ArrayList<>(table.names());
    if (name.isPresent()) {
      if (!names.contains(name.get())) {
        throw new NegativeAnswer(unknown(table, name.get()));
      }
      names.retainAll(List.of(name.get()));
    }
    names.sort(Comparator.comparingInt(each -> table.number(each).orElseThrow()));
    spec.commandLine().getOut().print(text(table, names));
    spec.commandLine().getOut().flush();
    return ExitCode.FINE;
  }

  private static String unknown(Syscalls table, String name) {
    return (Syscalls.isKnown(name)
            ? table.arch() + " has no syscall " + name
            : "unknown syscall \"" + name + "\"")
        + Syscalls.closest(name, table.names())
            .map(near -> " (did you mean " + near + "?)")
            .orElse("");
  }

  private static String text(Syscalls table, List<String> names) {
    int widest = names.stream().mapToInt(String::length).max().orElse(0);
    int digits = names.stream().mapToInt(each -> number(table, each).length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (String each : names) {
      String number = number(table, each);
      text.append(" ".repeat(digits - number.length()))
          .append(number)
          .append("  ")
          .append(each)
          .append(" ".repeat(widest - each.length()))
          .append("  (");
      List<Parameter> parameters = table.parameters(each);
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        text.append(i == 0 ? "" : ", ")
            .append(parameter.name())
            .append(": ")
            .append(parameter.type());
      }
      text.append(")\n");
    }
    return text.toString();
  }

  private static String number(Syscalls table, String name) {
    return Integer.toString(table.number(name).orElseThrow());
  }
}
