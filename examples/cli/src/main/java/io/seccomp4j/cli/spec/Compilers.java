package io.seccomp4j.cli.spec;

/** Reads the choice of a compiler, of which there is one so far. */
public final class Compilers {
  private Compilers() {}

  /**
   * Checks the value of {@code --compiler}.
   *
   * @param text {@code auto} or {@code libseccomp}
   * @throws UsageException when it is another
   */
  public static void check(String text) {
    switch (text) {
      case "auto", "libseccomp" -> {}
      case "builtin" -> throw new UsageException("--compiler builtin is not supported yet");
      default ->
          throw new UsageException(
              "unknown compiler \"" + text + "\": --compiler takes auto or libseccomp");
    }
  }
}
