package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Messages;
import io.seccomp4j.cli.spec.UsageException;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyDiff;
import java.io.IOException;
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

/** Combines profiles into one. */
@Command(
    name = "merge",
    description = {
      "Combines profiles into one that decides every call as the strictest of them does, or as the"
          + " least strict one does. The result is proven to do so before it is written; a"
          + " combination that cannot be written as one profile is refused.",
      "",
      "Of equally strict verdicts, as of two errnos, the first profile's stands. An architecture is"
          + " listed where all list it, in a union where one does."
    },
    footerHeading = "%nExample: ",
    footer = "seccomp4j merge base.json service.json -o both.json --mode union")
final class MergeCommand implements Callable<Integer> {
  /** Which verdict counts. */
  enum Mode {
    /** The least strict one. */
    union,
    /** The strictest. */
    intersection
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The profiles, at least two.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "Where the profile goes; - is standard output.")
  private Path out = Path.of("");

  @Option(
      names = "--mode",
      paramLabel = "union|intersection",
      description =
          "intersection: allows what all of them allow (default); union: allows what one of them"
              + " allows.")
  private Mode mode = Mode.intersection;

  @Override
  public Integer call() throws IOException {
    if (files.size() < 2) {
      throw new UsageException("merge takes at least two profiles");
    }
    Policy merged = OciProfile.read(files.get(0)).toPolicy();
    for (Path file : files.subList(1, files.size())) {
      Policy next = OciProfile.read(file).toPolicy();
      merged =
          mode == Mode.intersection ? Policy.strictest(merged, next) : Policy.weakest(merged, next);
    }
    OciProfile profile = OciProfile.of(merged);
    PolicyDiff lost = PolicyDiff.between(merged, profile.toPolicy());
    if (lost.relation() != PolicyDiff.Relation.EQUAL) {
      throw new NegativeAnswer(
          "the profile would not say what it should: "
              + Messages.oneLine(lost.changes().get(0).toString()));
    }
    if (out.toString().equals("-")) {
      PrintWriter writer = spec.commandLine().getOut();
      writer.print(profile.toJson());
      writer.flush();
    } else {
      profile.write(out);
    }
    return ExitCode.FINE;
  }
}
