package io.seccomp4j.cli.run;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Failures;
import io.seccomp4j.cli.Messages;
import io.seccomp4j.cli.spec.UsageException;
import io.seccomp4j.exec.CompileException;
import io.seccomp4j.exec.FilterCompiler;
import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.exec.StartException;
import io.seccomp4j.exec.UnsupportedOnThisHostException;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Layer;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyException;
import io.seccomp4j.policy.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Runs a program under a policy. */
public final class RunCommand {
  /** Set by who starts Java with {@code -XX:-MaxFDLimit}, so that it raises no limit of its own. */
  private static final String KEEPS_FILE_LIMIT = "seccomp4j.keeps-file-limit";

  private final Messages messages;
  private final IntSupplier help;

  /**
   * Makes the command.
   *
   * @param messages where errors and warnings go
   * @param help prints the help
   */
  public RunCommand(Messages messages, IntSupplier help) {
    this.messages = messages;
    this.help = help;
  }

  /**
   * Runs the command line. Where nothing has to be watched this process becomes the program, and
   * the method does not return.
   *
   * @param args what follows {@code run}
   * @return the exit code
   */
  public int execute(List<String> args) {
    try {
      RunArguments arguments = RunArguments.parse(args);
      return arguments.asksForHelp() ? help.getAsInt() : startOrSayWhyNot(arguments);
    } catch (IOException
        | UsageException
        | PolicyException
        | CompileException
        | UnsupportedOnThisHostException e) {
      messages.error(Failures.inWords(e));
      return ExitCode.RUN_FAILED;
    }
  }

  private int startOrSayWhyNot(RunArguments arguments) throws IOException {
    try {
      return run(arguments);
    } catch (StartException e) {
      StartFailure failure = new StartFailure(e, arguments);
      messages.error(failure.message());
      return failure.exitCode();
    }
  }

  private int run(RunArguments arguments) throws IOException {
    List<String> warnings = new ArrayList<>();
    Policy policy = new RunPolicy(arguments, warnings::add).build();
    refuseQuestions(policy);
    warnings.addAll(FilterCompiler.compile(policy, arguments.compiler()).warnings());
    warnings.forEach(messages::warning);
    Sandbox sandbox =
        Sandbox.of(policy).compiler(arguments.compiler()).command(arguments.command()).inheritIO();
    if (Boolean.getBoolean(KEEPS_FILE_LIMIT)) {
      sandbox = sandbox.inheritFileLimit();
    }
    if (arguments.directory().isPresent()) {
      sandbox = sandbox.directory(Path.of(arguments.directory().get()));
    }
    if (arguments.clearsEnvironment()) {
      sandbox = sandbox.clearEnvironment();
    }
    for (Map.Entry<String, String> variable : arguments.environment().entrySet()) {
      sandbox = sandbox.environment(variable.getKey(), variable.getValue());
    }
    Optional<Duration> timeout = arguments.timeout();
    if (timeout.isPresent()) {
      return new TimedRun(sandbox, timeout.get(), messages).call();
    }
    sandbox.replaceThisProcess(messages::warning);
    throw new IllegalStateException("this process should be the program by now");
  }

  /** Without somebody to answer, the kernel fails such calls with ENOSYS: not what is meant. */
  private static void refuseQuestions(Policy policy) {
    refuseQuestion(policy.defaultAction(), "the default action");
    for (Layer layer : policy.layers()) {
      for (Rule rule : layer.rules()) {
        refuseQuestion(rule.action(), rule.origin());
      }
    }
  }

  private static void refuseQuestion(Action action, String origin) {
    if (action.kind() == Action.Kind.NOTIFY || action.kind() == Action.Kind.TRACE) {
      throw new UsageException(
          origin + ": run has nobody to answer " + action + ": it is not supported yet");
    }
  }
}
