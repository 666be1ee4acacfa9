package io.seccomp4j.cli.command;

import io.seccomp4j.bpf.Disassembler;
import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.exec.CompiledFilter;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a policy, or the program that it becomes. */
@Command(
    name = "show",
    description = "Prints a policy as readable text, a rule a line.",
    footerHeading = "%nExample: ",
    footer = "seccomp4j show --bpf profile.json")
final class ShowCommand implements Callable<Integer> {
  @Mixin private final CompilerOption compiler = new CompilerOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The profile.")
  private Path file = Path.of("");

  @Option(names = "--bpf", description = "The compiled program, disassembled, instead of the text.")
  private boolean bpf;

  @Option(
      names = "--stats",
      description =
          "Numbers of rules and instructions, longest and typical path, and who compiled it, instead"
              + " of text.")
  private boolean stats;

  @Override
  public Integer call() throws IOException {
    compiler.compiler();
    Policy policy = OciProfile.read(file).toPolicy();
    StringBuilder text = new StringBuilder();
    if (bpf || stats) {
      CompiledFilter compiled = compiler.compile(policy);
      if (bpf) {
        text.append(Disassembler.disassemble(compiled.filter(), policy.nativeArchitecture()));
      }
      if (stats) {
        text.append(Statistics.of(policy, compiled));
      }
    } else {
      text.append(policy.toText());
    }
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.FINE;
  }
}
