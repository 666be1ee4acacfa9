package io.seccomp4j.exec;

/** Says that this host lacks something that the call needs, and what to do about it. */
public final class UnsupportedOnThisHostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is missing and what to do
   */
  public UnsupportedOnThisHostException(String message) {
    super(message);
  }
}
