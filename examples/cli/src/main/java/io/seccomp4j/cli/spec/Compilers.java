package io.seccomp4j.cli.spec;

import io.seccomp4j.exec.CompiledFilter;
import io.seccomp4j.exec.Compiler;

/** The words for compilers. */
public final class Compilers {
  /** What {@code --compiler} takes. */
  public static final String WORDS = "auto|libseccomp|builtin";

  private Compilers() {}

  /**
   * Reads the value of {@code --compiler}.
   *
   * @param text {@code auto}, {@code libseccomp} or {@code builtin}
   * @return the compiler
   * @throws UsageException when it is another
   */
  public static Compiler parse(String text) {
    return switch (text) {
      case "auto" -> Compiler.AUTO;
      case "libseccomp" -> Compiler.LIBSECCOMP;
      case "builtin" -> Compiler.BUILTIN;
      default ->
          throw new UsageException(
              "unknown compiler \"" + text + "\": --compiler takes auto, libseccomp or builtin");
    };
  }

  /**
   * Says who compiled a filter, and why not libseccomp.
   *
   * @param filter the filter
   * @return for example {@code libseccomp 2.5.4}
   */
  public static String describe(CompiledFilter filter) {
    return filter.compiler() + filter.reason().map(reason -> ", since " + reason).orElse("");
  }
}
