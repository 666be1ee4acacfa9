package io.seccomp4j.exec;

/** Says why a policy cannot be turned into a filter that does what it says. */
public final class CompileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean fault;

  /**
   * Makes the exception.
   *
   * @param message what could not be compiled, and why
   */
  public CompileException(String message) {
    this(message, false);
  }

  private CompileException(String message, boolean fault) {
    super(message);
    this.fault = fault;
  }

  /** Returns an exception for a compiler that did what none may do. */
  static CompileException fault(String message) {
    return new CompileException(message, true);
  }

  /** Whether a compiler misbehaved, rather than said that it cannot. */
  boolean isFault() {
    return fault;
  }
}
