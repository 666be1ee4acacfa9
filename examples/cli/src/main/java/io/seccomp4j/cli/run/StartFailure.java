package io.seccomp4j.cli.run;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.exec.StartException;
import io.seccomp4j.exec.StartException.Stage;

/** What a failed start means to a shell. */
record StartFailure(StartException cause) {
  private static final int ENOENT = 2;
  private static final int ENOTDIR = 20;

  /** Returns 127 when there is no such program, 126 when it cannot be executed, or else 125. */
  int exitCode() {
    if (cause.stage() != Stage.EXECUTE || cause.errno().isEmpty()) {
      return ExitCode.RUN_FAILED;
    }
    int errno = cause.errno().getAsInt();
    return errno == ENOENT || errno == ENOTDIR ? ExitCode.NOT_FOUND : ExitCode.NOT_EXECUTABLE;
  }
}
