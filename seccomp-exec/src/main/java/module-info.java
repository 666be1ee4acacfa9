/** Compiles policies through libseccomp and starts processes under them. */
module io.seccomp4j.exec {
  requires static transitive org.jspecify;
  requires static org.immutables.value.annotations;
  requires transitive io.seccomp4j.core;
  requires com.sun.jna;

  exports io.seccomp4j.exec;
}
