package io.seccomp4j.cli.spec;

/** Says in one line what is wrong with a command line. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is wrong, where, and what to write instead
   */
  public UsageException(String message) {
    super(message);
  }
}
