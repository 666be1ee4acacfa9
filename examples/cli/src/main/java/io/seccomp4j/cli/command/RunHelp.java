package io.seccomp4j.cli.command;

import io.seccomp4j.cli.run.RunOption;
import io.seccomp4j.cli.run.RunOption.Use;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help and the completion of {@code run}, from the list that its parser uses. */
final class RunHelp {
  private RunHelp() {}

  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("run");
    for (RunOption option : RunOption.values()) {
      if (option.use() != Use.LATER) {
        spec.addOption(option(option));
      }
    }
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("COMMAND [ARG...]")
            .hideParamSyntax(true)
            .arity("1..*")
            .type(String[].class)
            .description("The program and its arguments; -- may stand before it.")
            .build());
    spec.usageMessage()
        .description(
            "Runs a program under a policy.",
            "",
            "Options form a layer above the file: where one matches"
                + " a call, the options decide. The exit code is the program's; 159 when the policy"
                + " killed it, 124 when the time was up, 125 when seccomp4j failed, 126 when the"
                + " program cannot be executed, 127 when there is none.",
            "",
            "SPEC is a list of syscalls with tests of their arguments, as"
                + " 'openat(flags & O_ACCMODE != O_RDONLY),mkdir'; @NAME is a group of them (see"
                + " seccomp4j groups), !NAME takes a syscall or a group away, %%N is a syscall by"
                + " number.",
            "")
        .footerHeading("%nExample: ")
        .footer(
            "seccomp4j run --deny 'openat(flags & O_ACCMODE != O_RDONLY)' -- sh -c 'cat"
                + " /etc/hostname; echo x > f'");
    return spec;
  }

  private static OptionSpec option(RunOption option) {
    OptionSpec.Builder builder =
        OptionSpec.builder(option.text()).description(option.description().replace("%", "%%"));
    if (option == RunOption.HELP) {
      return builder.usageHelp(true).build();
    }
    if (option.use() == Use.FLAG) {
      return builder.build();
    }
    builder.paramLabel(option.label()).arity("1");
    return option.use() == Use.REPEATED
        ? builder.type(String[].class).build()
        : builder.type(String.class).build();
  }
}
