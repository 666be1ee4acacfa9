package io.seccomp4j.internal.diagram;

/** Thrown when a diagram needs more nodes, or more work, than it is given. */
public final class TooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was too large. */
  public TooLargeException(String message) {
    super(message);
  }
}
