package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.exec.Support;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this host can do. */
@Command(
    name = "support",
    description =
        "Says what this host can do. The exit code is 1 when something needed is missing.",
    footerHeading = "%nExample: ",
    footer = "seccomp4j support")
final class SupportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Support support = Support.report();
    PrintWriter out = spec.commandLine().getOut();
    out.print(support.toText());
    out.flush();
    return support.isUsable() ? ExitCode.FINE : ExitCode.NEGATIVE;
  }
}
