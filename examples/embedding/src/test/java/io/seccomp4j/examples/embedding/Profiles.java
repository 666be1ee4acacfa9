package io.seccomp4j.examples.embedding;

import java.nio.file.Path;

/** Finds the ready-made profiles, which are beside this module. */
final class Profiles {
  private Profiles() {}

  static Path file(String name) {
    return Path.of(System.getProperty("basedir", "."))
        .toAbsolutePath()
        .resolve("../policies/" + name)
        .normalize();
  }
}
