package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.spec.CallParser;
import io.seccomp4j.cli.spec.UsageException;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Call;
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
    description = "Says what a policy does with a call, and which rule decides.",
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
      paramLabel = "model|filter",
      description =
          "With --calls, who answers: the policy (model, the default), or its compiled program in"
              + " the simulator (filter), which knows no rules.")
  private String through = "model";

  @Override
  public Integer call() throws IOException {
    compiler.check();
    boolean simulates = simulates();
    if (texts.isEmpty() == calls.isEmpty()) {
      throw new UsageException("explain takes either calls or --calls CALLS.jsonl");
    }
    Policy policy = OciProfile.read(file).toPolicy();
    PrintWriter out = spec.commandLine().getOut();
    if (calls.isPresent()) {
      new CallFile(policy, simulates).answer(calls.get(), out);
    } else {
      for (String text : texts) {
        Call call = CallParser.parse(policy.nativeArchitecture(), text);
        out.println(policy.explain(call));
      }
    }
    out.flush();
    return ExitCode.FINE;
  }

  private boolean simulates() {
    switch (through) {
      case "model", "filter" -> {}
      case "kernel" -> throw new UsageException("--through kernel is not supported yet");
      default -> throw new UsageException("--through takes model or filter, not " + through);
    }
    if (calls.isEmpty() && through.equals("filter")) {
      throw new UsageException("--through goes with --calls");
    }
    return through.equals("filter");
  }
}
