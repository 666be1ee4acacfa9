package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Failures;
import io.seccomp4j.cli.Messages;
import io.seccomp4j.cli.spec.UsageException;
import io.seccomp4j.exec.CompileException;
import io.seccomp4j.exec.UnsupportedOnThisHostException;
import io.seccomp4j.policy.PolicyException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands together. */
public final class CommandLines {
  /** Contracted, and not there yet. */
  private static final Set<String> LATER_COMMANDS = Set.of("convert", "learn", "agent", "fuzz");

  /** Of these, those whose exit codes are the program's. */
  private static final Set<String> RUNNING_COMMANDS = Set.of("learn", "fuzz");

  private static final Set<String> LATER_OPTIONS = Set.of("--as");

  private CommandLines() {}

  /** The command without a subcommand. */
  @Command(
      name = "seccomp4j",
      description = "Runs programs under a seccomp policy, and works with such policies.",
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND",
      footerHeading = "%nExample: ",
      footer = "seccomp4j run --deny mkdir -- mkdir /tmp/x")
  static final class Root {}

  /** Takes the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandLines.class.getPackage().getImplementationVersion();
      return new String[] {"seccomp4j " + (version == null ? "(not packaged)" : version)};
    }
  }

  /**
   * Runs a command.
   *
   * @param args the command line
   * @param messages where errors go
   * @return the exit code
   */
  public static int execute(List<String> args, Messages messages) {
    if (!args.isEmpty() && LATER_COMMANDS.contains(args.get(0))) {
      messages.error("the command " + args.get(0) + " is not supported yet");
      return RUNNING_COMMANDS.contains(args.get(0)) ? ExitCode.RUN_FAILED : ExitCode.USAGE;
    }
    if (args.isEmpty()) {
      messages.error("no command given; see seccomp4j --help");
      return ExitCode.USAGE;
    }
    CommandLine commands = create(messages);
    int code = commands.execute(args.toArray(String[]::new));
    if (System.out.checkError()) {
      messages.error("standard output: not everything could be written");
      return ExitCode.NEGATIVE;
    }
    return code;
  }

  static CommandLine create(Messages messages) {
    CommandLine commands = new CommandLine(new Root());
    commands.addSubcommand("run", RunHelp.spec());
    commands.addSubcommand(new CheckCommand());
    commands.addSubcommand(new ExplainCommand());
    commands.addSubcommand(new ShowCommand());
    commands.addSubcommand(new CompileCommand());
    commands.addSubcommand(new DiffCommand());
    commands.addSubcommand(new MergeCommand());
    commands.addSubcommand(new SyscallsCommand());
    commands.addSubcommand(new GroupsCommand());
    commands.addSubcommand(new SupportCommand());
    CommandLine completion = new CommandLine(new GenerateCompletion());
    completion
        .getCommandSpec()
        .usageMessage()
        .footerHeading("%nExample: ")
        .footer("source <(seccomp4j generate-completion)");
    commands.addSubcommand("generate-completion", completion);
    commands
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Prints the version.")
                .build());
    addHelp(commands);
    commands.setExpandAtFiles(false); // @NAME is a group
    commands.getSubcommands().values().forEach(CommandLines::addHelp);
    commands.setParameterExceptionHandler((e, args) -> usage(e, messages));
    commands.setExecutionExceptionHandler((e, command, result) -> failure(e, messages));
    return commands;
  }

  private static void addHelp(CommandLine command) {
    if (command.getCommandSpec().findOption("--help") == null) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("--help").usageHelp(true).description("Shows this help.").build());
    }
  }

  private static int usage(ParameterException e, Messages messages) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      List<String> near = unmatched.getSuggestions();
      message =
          LATER_OPTIONS.contains(first)
              ? first + " is not supported yet"
              : "unknown "
                  + (unmatched.isUnknownOption()
                      ? "option "
                      : e.getCommandLine().getParent() == null ? "command " : "argument ")
                  + "\""
                  + first
                  + "\""
                  + (near.isEmpty() ? "" : " (did you mean " + near.get(0) + "?)");
    }
    messages.error(
        message + "; see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int failure(Exception e, Messages messages) {
    if (e instanceof UsageException) {
      messages.error(String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    }
    boolean expected =
        e instanceof NegativeAnswer
            || e instanceof IOException
            || e instanceof PolicyException
            || e instanceof CompileException
            || e instanceof UnsupportedOnThisHostException;
    messages.error(expected ? Failures.inWords(e) : "internal error: " + e);
    return ExitCode.NEGATIVE;
  }
}
