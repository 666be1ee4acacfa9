package io.seccomp4j.internal.diagram;

/**
 * How many steps some diagrams may take together. Each may be small enough and all of them take for
 * ever: a file can have intricate rules for every syscall. Not thread-safe.
 */
public final class Work {
  private final long most;
  private long left;

  /** Permits some steps, of which a machine does several million in a second. */
  public Work(long steps) {
    most = steps;
    left = steps;
  }

  /**
   * Counts some steps.
   *
   * @throws TooLargeException when there are no more
   */
  public void take(long steps) {
    left -= steps;
    if (left < 0) {
      throw new TooLargeException("that takes more than " + most + " steps of work");
    }
  }
}
