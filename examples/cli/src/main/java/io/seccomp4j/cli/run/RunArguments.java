package io.seccomp4j.cli.run;

import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.cli.run.RunOption.Use;
import io.seccomp4j.cli.spec.Actions;
import io.seccomp4j.cli.spec.Compilers;
import io.seccomp4j.cli.spec.Durations;
import io.seccomp4j.cli.spec.SpecParser;
import io.seccomp4j.cli.spec.UsageException;
import io.seccomp4j.cli.spec.Verb;
import io.seccomp4j.exec.Compiler;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command line of {@code run}, read. Not thread-safe. */
final class RunArguments {
  private final Set<RunOption> seen = EnumSet.noneOf(RunOption.class);
  private final List<Rule> rules = new ArrayList<>();
  private final List<Rule> logs = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> policies = new ArrayList<>();
  private Optional<Action> defaultAction = Optional.empty();
  private Optional<String> directory = Optional.empty();
  private Optional<Duration> timeout = Optional.empty();
  private Compiler compiler = Compiler.AUTO;
  private List<String> command = List.of();

  private RunArguments() {}

  /**
   * Reads what follows {@code run}.
   *
   * @throws UsageException when it is wrong
   */
  static RunArguments parse(List<String> args) {
    RunArguments arguments = new RunArguments();
    int next = 0;
    while (next < args.size() && args.get(next).startsWith("-") && !args.get(next).equals("--")) {
      next = arguments.option(args, next);
      if (arguments.asksForHelp()) {
        return arguments;
      }
    }
    if (next < args.size() && args.get(next).equals("--")) {
      next++;
    }
    arguments.command = List.copyOf(args.subList(next, args.size()));
    if (arguments.command.isEmpty()) {
      throw new UsageException("run needs a command: seccomp4j run [OPTIONS] -- COMMAND [ARG...]");
    }
    arguments.command.forEach(RunArguments::readable);
    return arguments;
  }

  /** Takes one option with its value and returns the index of what follows. */
  private int option(List<String> args, int index) {
    String arg = args.get(index);
    int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
    String name = equals < 0 ? arg : arg.substring(0, equals);
    RunOption option = RunOption.named(name).orElseThrow(() -> unknown(name));
    if (option.use() == Use.LATER) {
      throw new UsageException(name + " is not supported yet");
    }
    if (!seen.add(option) && option.use() != Use.REPEATED) {
      throw new UsageException(name + " is given twice");
    }
    if (option.use() == Use.FLAG) {
      if (equals >= 0) {
        throw new UsageException(name + " takes no value");
      }
      return index + 1;
    }
    if (equals < 0 && index + 1 == args.size()) {
      throw new UsageException(name + " needs a value: " + name + " " + option.label());
    }
    String value = equals < 0 ? args.get(index + 1) : arg.substring(equals + 1);
    if (value.isEmpty()) {
      throw new UsageException(name + " has an empty value: " + name + " " + option.label());
    }
    accept(option, value);
    return equals < 0 ? index + 2 : index + 1;
  }

  private void accept(RunOption option, String value) {
    switch (option) {
      case POLICY -> policies.add(readable(value));
      case DEFAULT -> defaultAction = Optional.of(defaultAction(value));
      case ALLOW -> rules.addAll(SpecParser.parse(Verb.ALLOW, value));
      case DENY -> rules.addAll(SpecParser.parse(Verb.DENY, value));
      case KILL -> rules.addAll(SpecParser.parse(Verb.KILL, value));
      case TRAP -> rules.addAll(SpecParser.parse(Verb.TRAP, value));
      case LOG -> logs.addAll(SpecParser.parse(Verb.LOG, value));
      case CD -> directory = Optional.of(readable(value));
      case ENV -> variable(readable(value));
      case TIMEOUT -> timeout = Optional.of(timeout(value));
      case COMPILER -> compiler = Compilers.parse(value);
      default -> throw new IllegalStateException(option + " takes no value");
    }
  }

  private static Action defaultAction(String value) {
    try {
      return Actions.parse(value);
    } catch (UsageException e) {
      throw new UsageException("--default: " + e.getMessage());
    }
  }

  private static Duration timeout(String value) {
    try {
      return Durations.parse(value);
    } catch (UsageException e) {
      throw new UsageException("--timeout: " + e.getMessage());
    }
  }

  private void variable(String value) {
    int equals = value.indexOf('=');
    if (equals <= 0) {
      throw new UsageException("--env takes NAME=VALUE, not \"" + value + "\"");
    }
    environment.put(value.substring(0, equals), value.substring(equals + 1));
  }

  /** Java replaces bytes that the locale cannot read; the program would get another text. */
  private static String readable(String text) {
    if (text.indexOf('\uFFFD') >= 0) {
      throw new UsageException(
          "\""
              + text
              + "\" has bytes that cannot be read in this locale: set LC_ALL=C.UTF-8, or rename");
    }
    return text;
  }

  private static UsageException unknown(String name) {
    List<String> names = Arrays.stream(RunOption.values()).map(RunOption::text).toList();
    return new UsageException(
        "unknown option "
            + name
            + Syscalls.closest(name, names).map(near -> " (did you mean " + near + "?)").orElse("")
            + "; options stand before the command, see seccomp4j run --help");
  }

  /** Says whether help is asked for; nothing else counts then. */
  boolean asksForHelp() {
    return seen.contains(RunOption.HELP);
  }

  List<String> policies() {
    return policies;
  }

  Optional<Action> defaultAction() {
    return defaultAction;
  }

  /** Returns the rules of all options but {@code --log}. */
  List<Rule> rules() {
    return rules;
  }

  /** Returns the rules of {@code --log}, which only tighten. */
  List<Rule> logs() {
    return logs;
  }

  Optional<String> directory() {
    return directory;
  }

  Map<String, String> environment() {
    return environment;
  }

  boolean clearsEnvironment() {
    return seen.contains(RunOption.CLEAR_ENV);
  }

  Optional<Duration> timeout() {
    return timeout;
  }

  Compiler compiler() {
    return compiler;
  }

  List<String> command() {
    return command;
  }
}
