package io.seccomp4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.cli.run.RunOption.Use;
import io.seccomp4j.cli.spec.Compilers;
import io.seccomp4j.cli.spec.UsageException;
import io.seccomp4j.policy.Action;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RunArgumentsTest {
  private static RunArguments parse(String... args) {
    return RunArguments.parse(Arrays.asList(args));
  }

  @Test
  void options_endAtTheCommand() {
    RunArguments arguments = parse("--deny", "mkdir", "ls", "--deny", "-l");
    assertThat(arguments.rules()).hasSize(1);
    assertThat(arguments.command()).containsExactly("ls", "--deny", "-l");
  }

  @Test
  void twoDashes_endTheOptions() {
    assertThat(parse("--clear-env", "--", "-x", "--").command()).containsExactly("-x", "--");
  }

  @Test
  void values_mayFollowAnEqualsSign() {
    RunArguments arguments = parse("--deny=openat(flags==1)", "--env=A=b=c", "--timeout=2s", "x");
    assertThat(arguments.rules()).hasSize(1);
    assertThat(arguments.environment()).containsEntry("A", "b=c");
    assertThat(arguments.timeout()).contains(Duration.ofSeconds(2));
  }

  @Test
  void logs_areKeptApart() {
    RunArguments arguments = parse("--log", "mkdir", "--kill", "rmdir", "x");
    assertThat(arguments.logs()).extracting("action").containsExactly(Action.LOG);
    assertThat(arguments.rules()).extracting("action").containsExactly(Action.KILL_PROCESS);
  }

  @ParameterizedTest
  @EnumSource(RunOption.class)
  void everyOption_isTakenOrRefused(RunOption option) {
    List<String> args =
        option.label().isEmpty()
            ? List.of(option.text(), "x")
            : List.of(option.text(), example(option), "x");
    if (option.use() == Use.LATER) {
      assertThatThrownBy(() -> RunArguments.parse(args))
          .isInstanceOf(UsageException.class)
          .hasMessage(option.text() + " is not supported yet");
    } else if (option == RunOption.HELP) {
      assertThat(RunArguments.parse(args).asksForHelp()).isTrue();
    } else {
      assertThat(RunArguments.parse(args).command()).containsExactly("x");
    }
  }

  private static String example(RunOption option) {
    return switch (option.label()) {
      case "SPEC" -> "mkdir";
      case "ACTION" -> "log";
      case "K=V" -> "A=b";
      case "DURATION" -> "5s";
      case Compilers.WORDS -> "auto";
      default -> "/";
    };
  }

  @Test
  void unreadableBytes_areRefused() {
    assertThatThrownBy(() -> parse("cat", "caf\uFFFD"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("LC_ALL=C.UTF-8");
  }
}
