package io.seccomp4j.cli.run;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Failures;
import io.seccomp4j.exec.StartException;
import io.seccomp4j.exec.StartException.Stage;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a failed start means to a shell. */
record StartFailure(StartException cause, RunArguments arguments) {
  private static final int ENOENT = 2;
  private static final int ENOTDIR = 20;

  /** Returns 127 when there is no such program, 126 when it cannot be executed, or else 125. */
  int exitCode() {
    if (cause.stage() != Stage.EXECUTE || cause.errno().isEmpty()) {
      return ExitCode.RUN_FAILED;
    }
    return isMissing() && !hasMissingInterpreter() ? ExitCode.NOT_FOUND : ExitCode.NOT_EXECUTABLE;
  }

  String message() {
    return Failures.inWords(cause)
        + (cause.stage() == Stage.EXECUTE && hasMissingInterpreter()
            ? ": it exists, but the interpreter or loader that it names does not"
            : "");
  }

  private boolean isMissing() {
    int errno = cause.errno().orElse(0);
    return errno == ENOENT || errno == ENOTDIR;
  }

  /** The kernel says "no such file" of a script's interpreter, too. */
  private boolean hasMissingInterpreter() {
    String program = arguments.command().get(0);
    if (!isMissing() || program.isEmpty()) {
      return false;
    }
    Path directory = Path.of(arguments.directory().orElse(""));
    if (program.contains("/")) {
      return Files.isRegularFile(directory.resolve(program));
    }
    String search = System.getenv().getOrDefault("PATH", "/bin:/usr/bin");
    for (String part : search.split(":", -1)) {
      if (Files.isExecutable(directory.resolve(part).resolve(program))) {
        return true;
      }
    }
    return false;
  }
}
