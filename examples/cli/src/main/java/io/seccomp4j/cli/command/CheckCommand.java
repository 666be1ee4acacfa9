package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Messages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads and validates profiles. */
@Command(
    name = "check",
    description =
        "Validates profiles: a line for each problem and warning, then a summary. The exit code is"
            + " 1 when there are errors.",
    footerHeading = "%nExample: ",
    footer = "seccomp4j check --strict profile.json")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The profiles.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--strict", description = "Takes warnings for errors.")
  private boolean strict;

  @Option(names = "--json", description = "Writes a JSON object for each file, one a line.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int errors = 0;
    int warnings = 0;
    for (Path file : files) {
      CheckedFile checked = CheckedFile.check(file, strict);
      errors += checked.errors();
      warnings += checked.warnings();
      if (json) {
        out.println(checked.toJson());
      } else {
        checked.lines().forEach(line -> out.println(Messages.oneLine(line)));
      }
    }
    if (!json) {
      out.println(
          count(files.size(), "file")
              + ": "
              + count(errors, "error")
              + ", "
              + count(warnings, "warning"));
    }
    out.flush();
    return errors == 0 ? ExitCode.FINE : ExitCode.NEGATIVE;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
