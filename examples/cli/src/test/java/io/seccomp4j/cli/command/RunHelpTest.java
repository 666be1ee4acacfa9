package io.seccomp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.cli.Messages;
import io.seccomp4j.cli.run.RunOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class RunHelpTest {
  private static List<CommandSpec> commands() {
    CommandLine all = CommandLines.create(new Messages(System.err));
    return all.getSubcommands().values().stream().map(CommandLine::getCommandSpec).toList();
  }

  @Test
  void helpOfRun_hasTheOptionsOfItsParser() {
    CommandSpec run = commands().get(0);
    assertThat(run.name()).isEqualTo("run");
    assertThat(run.options().stream().map(OptionSpec::longestName))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(RunOption.values())
                .filter(option -> option.use() != RunOption.Use.LATER)
                .map(RunOption::text)
                .toList());
    run.options()
        .forEach(option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
  }

  @Test
  void everyCommand_hasHelpWithAnExample() {
    assertThat(commands())
        .extracting(CommandSpec::name)
        .containsExactly(
            "run",
            "check",
            "explain",
            "show",
            "compile",
            "diff",
            "merge",
            "syscalls",
            "groups",
            "support",
            "generate-completion");
    for (CommandSpec command : commands()) {
      assertThat(command.findOption("--help")).as(command.name()).isNotNull();
      assertThat(command.commandLine().getUsageMessage())
          .as(command.name())
          .contains("Usage: seccomp4j " + command.name())
          .contains("\nExample: ");
    }
  }
}
