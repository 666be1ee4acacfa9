package io.seccomp4j.cli.command;

/** Says that the answer is no, in one line: exit code 1. */
final class NegativeAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NegativeAnswer(String message) {
    super(message);
  }
}
