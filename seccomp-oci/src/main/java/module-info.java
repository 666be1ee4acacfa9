/** OCI runtime-spec seccomp profiles, read and written. */
module io.seccomp4j.oci {
  requires static transitive org.jspecify;
  requires static org.immutables.value.annotations;
  requires transitive io.seccomp4j.core;
  requires com.fasterxml.jackson.databind;

  exports io.seccomp4j.oci;
}
