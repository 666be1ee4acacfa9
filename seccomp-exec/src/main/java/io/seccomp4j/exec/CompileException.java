package io.seccomp4j.exec;

/** Says why a policy cannot be turned into a filter that does what it says. */
public final class CompileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what could not be compiled, and why
   */
  public CompileException(String message) {
    super(message);
  }
}
