package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Messages;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two policies by meaning. */
@Command(
    name = "diff",
    description = {
      "Compares two policies by meaning: what B allows that A does not, and the other way round,"
          + " each with an example call. The exit code is 0 when they decide every call alike, else"
          + " 1.",
      "",
      "Weaker and stricter go by the kernel's order of actions, on this host's architecture with"
          + " those that its kernel runs, too. A call is allowed that runs, or that somebody is"
          + " asked about."
    },
    footerHeading = "%nExample: ",
    footer = "seccomp4j diff --no-weaker old.json new.json")
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "A", description = "A profile.")
  private Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "Another profile.")
  private Path second = Path.of("");

  @Option(names = "--json", description = "Writes one JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--no-weaker",
      description = "Makes the exit code 0 when B allows nothing that A does not, else 1.")
  private boolean noWeaker;

  @Override
  public Integer call() throws IOException {
    Policy before = OciProfile.read(first).toPolicy();
    Policy after = OciProfile.read(second).toPolicy();
    PolicyDiff diff = PolicyDiff.between(before, after);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(DiffJson.of(diff));
    } else {
      String text =
          diff.toText(Messages.oneLine(first.toString()), Messages.oneLine(second.toString()));
      text.lines().forEach(line -> out.println(Messages.oneLine(line)));
    }
    out.flush();
    boolean fine = noWeaker ? diff.isNoWeaker() : diff.relation() == PolicyDiff.Relation.EQUAL;
    return fine ? ExitCode.FINE : ExitCode.NEGATIVE;
  }
}
