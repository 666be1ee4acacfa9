package io.seccomp4j.exec;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** What to start, and how. */
@Value.Immutable
@Value.Style(visibility = Value.Style.ImplementationVisibility.PACKAGE, jdkOnly = true)
abstract class Settings {
  abstract List<String> command();

  abstract Optional<Path> directory();

  /** Whether the program gets what this JVM was started with, before the changes. */
  @Value.Default
  boolean inheritsEnvironment() {
    return true;
  }

  /** New values by name; empty to remove. */
  abstract Map<String, Optional<String>> environment();

  @Value.Default
  Redirect input() {
    return Redirect.PIPE;
  }

  @Value.Default
  Redirect output() {
    return Redirect.PIPE;
  }

  @Value.Default
  Redirect error() {
    return Redirect.PIPE;
  }

  @Value.Default
  boolean mergesError() {
    return false;
  }

  abstract Map<Limit, Long> limits();

  @Value.Default
  boolean inheritsFileLimit() {
    return false;
  }

  @Value.Default
  boolean diesWithParent() {
    return false;
  }

  /** The program and the directory, as the JDK names them when a start fails. */
  String name() {
    return '"'
        + command().get(0)
        + '"'
        + directory().map(path -> " (in directory \"" + path + "\")").orElse("");
  }
}
