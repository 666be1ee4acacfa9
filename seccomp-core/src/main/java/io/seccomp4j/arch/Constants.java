package io.seccomp4j.arch;

/** Named constants of syscall arguments, as fields for static import. */
public final class Constants {
  private Constants() {}
}
