package io.seccomp4j.cli.command;

import io.seccomp4j.cli.spec.Compilers;
import picocli.CommandLine.Option;

/** The choice of a compiler, of which there is one so far. */
final class CompilerOption {
  @Option(
      names = "--compiler",
      paramLabel = "auto|libseccomp",
      description = "What compiles the policy.")
  private String compiler = "auto";

  void check() {
    Compilers.check(compiler);
  }
}
