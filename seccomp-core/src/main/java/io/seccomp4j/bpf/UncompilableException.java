package io.seccomp4j.bpf;

/**
 * Says why a policy gets no filter: it would be longer than the kernel takes, or it could not be
 * proven.
 */
public final class UncompilableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is wrong, with which syscalls, and what to do
   */
  public UncompilableException(String message) {
    super(message);
  }
}
