package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.spec.CallParser;
import io.seccomp4j.cli.spec.UsageException;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Explanation;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a policy does with calls, and why. */
@Command(
    name = "explain",
    description =
        "Says what a policy does with a call, which rule decides, and the least change of the"
            + " arguments that would give another verdict.",
    footerHeading = "%nExample: ",
    footer = "seccomp4j explain profile.json 'socket(AF_INET, SOCK_STREAM, _)'")
final class ExplainCommand implements Callable<Integer> {
  @Mixin private final CompilerOption compiler = new CompilerOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "FILE", description = "The profile.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "CALL",
      description = "A call with its arguments; _ is an unknown one, as are those left out.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--calls",
      paramLabel = "CALLS.jsonl",
      description =
          "Reads calls from a file, a JSON object a line, and answers each with a JSON object.")
  private Optional<Path> calls = Optional.empty();

  @Option(
      names = "--through",
      paramLabel = "model|filter|kernel",
      description =
          "With --calls, who answers: the policy (model, the default); its compiled program in the"
              + " simulator (filter); or this host's kernel, which runs that program for real calls"
              + " but fails them all, so that none is carried out (kernel). Only the model knows"
              + " rules.")
  private Optional<String> through = Optional.empty();

  @Option(names = "--json", description = "Writes a JSON object for each call, one a line.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    compiler.compiler();
    String asked = through.orElse("model");
    if (!List.of("model", "filter", "kernel").contains(asked)) {
      throw new UsageException("--through takes model, filter or kernel, not " + asked);
    }
    if (texts.isEmpty() == calls.isEmpty()) {
      throw new UsageException("explain takes either calls or --calls CALLS.jsonl");
    }
    if (through.isPresent() && calls.isEmpty()) {
      throw new UsageException("--through goes with --calls");
    }
    Policy policy = OciProfile.read(file).toPolicy();
    PrintWriter out = spec.commandLine().getOut();
    boolean complete = true;
    if (calls.isPresent()) {
      complete = new CallFile(policy, oracle(policy, asked), out).answer(calls.get());
    } else {
      for (String text : texts) {
        Call call = CallParser.parse(policy.nativeArchitecture(), text);
        Explanation explanation = policy.explain(call);
        out.println(json ? ExplanationJson.of(explanation) : explanation.toText());
      }
    }
    out.flush();
    return complete ? ExitCode.FINE : ExitCode.NEGATIVE;
  }

  private Oracle oracle(Policy policy, String asked) {
    return switch (asked) {
      case "filter" -> Oracle.filter(compiler.compile(policy).filter());
      case "kernel" -> Oracle.kernel(compiler.compile(policy).filter());
      default -> Oracle.model(policy);
    };
  }
}
