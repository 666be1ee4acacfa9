package io.seccomp4j.oci;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real profiles and vectors from outside of the project. */
final class Corpus {
  private Corpus() {}

  /** Returns a folder of the corpus; the test is skipped where there is none. */
  static Path folder(String name) {
    String corpus = System.getProperty("seccomp4j.corpus", "");
    assumeTrue(!corpus.isEmpty(), "skipped: -Dseccomp4j.corpus names no folder with test data");
    Path folder = Path.of(corpus, name);
    assumeTrue(Files.isDirectory(folder), () -> "skipped: there is no " + folder);
    return folder;
  }
}
