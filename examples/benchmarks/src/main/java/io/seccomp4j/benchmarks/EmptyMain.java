package io.seccomp4j.benchmarks;

/** A program that does nothing: what a JVM costs at least. */
public final class EmptyMain {
  private EmptyMain() {}

  /**
   * Does nothing.
   *
   * @param args ignored
   */
  public static void main(String[] args) {}
}
