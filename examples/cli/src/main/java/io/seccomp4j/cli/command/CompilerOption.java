package io.seccomp4j.cli.command;

import io.seccomp4j.cli.Messages;
import io.seccomp4j.cli.spec.Compilers;
import io.seccomp4j.exec.CompiledFilter;
import io.seccomp4j.exec.Compiler;
import io.seccomp4j.exec.FilterCompiler;
import io.seccomp4j.policy.Policy;
import picocli.CommandLine.Option;

/** The choice of a compiler. */
final class CompilerOption {
  @Option(
      names = "--compiler",
      paramLabel = Compilers.WORDS,
      description =
          "Who compiles the policy: libseccomp, or the built-in compiler, or (auto, the default)"
              + " libseccomp for the rules that it handles reliably.")
  private String compiler = "auto";

  /** Compiles with the compiler of choice; its warnings go to standard error. */
  CompiledFilter compile(Policy policy) {
    CompiledFilter compiled = FilterCompiler.compile(policy, compiler());
    compiled.warnings().forEach(new Messages(System.err)::warning);
    return compiled;
  }

  /** Reads the choice, which is refused when there is no such compiler. */
  Compiler compiler() {
    return Compilers.parse(compiler);
  }
}
