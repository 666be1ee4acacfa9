package io.seccomp4j.exec;

/** Who turns a policy into a filter. Whoever it is, the filter is proven equal to the policy. */
public enum Compiler {
  /**
   * Takes libseccomp for the rules that it handles reliably, if its filter is proven, and the
   * built-in compiler for everything else.
   */
  AUTO,

  /** Takes libseccomp or nothing. */
  LIBSECCOMP,

  /** Takes the built-in compiler, and leaves libseccomp alone, which need not be installed. */
  BUILTIN
}
