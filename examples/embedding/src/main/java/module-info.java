/** Small programs that use seccomp4j, to copy from. */
module io.seccomp4j.examples.embedding {
  requires static transitive org.jspecify;
  requires transitive io.seccomp4j.core;
  requires io.seccomp4j.exec;
  requires io.seccomp4j.oci;

  exports io.seccomp4j.examples.embedding;
}
