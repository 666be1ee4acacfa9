package io.seccomp4j.cli;

import io.seccomp4j.cli.command.CommandLines;
import io.seccomp4j.cli.run.RunCommand;
import java.util.Arrays;
import java.util.List;

/** Starts the command. {@code run} takes the short way, which loads as little as it can. */
public final class Main {
  private static final String LOG_CONFIGURATION = "java.util.logging.config.file";
  private static final List<String> HELP_FOR_RUN = List.of("run", "--help");

  private Main() {}

  /**
   * Runs the command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(execute(Arrays.asList(args)));
  }

  private static int execute(List<String> args) {
    keepLogsQuiet();
    boolean runs = !args.isEmpty() && args.get(0).equals("run");
    Messages messages = new Messages(System.err);
    try {
      if (!runs) {
        return CommandLines.execute(args, messages);
      }
      RunCommand run = new RunCommand(messages, () -> CommandLines.execute(HELP_FOR_RUN, messages));
      return run.execute(args.subList(1, args.size()));
    } catch (RuntimeException | Error e) {
      messages.error("internal error: " + rootOf(e));
      return runs ? ExitCode.RUN_FAILED : ExitCode.NEGATIVE;
    }
  }

  /** Initializers wrap what went wrong, such as a lack of file descriptors. */
  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** What the library logs the command says itself; a log without a configuration is silent. */
  private static void keepLogsQuiet() {
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(LOG_CONFIGURATION, "");
    }
  }
}
