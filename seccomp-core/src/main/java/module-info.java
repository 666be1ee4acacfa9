/** Policies, the architectures they run on, and the filters they become: the JDK only. */
module io.seccomp4j.core {
  requires static transitive org.jspecify;
  requires static org.immutables.value.annotations;

  exports io.seccomp4j.arch;
  exports io.seccomp4j.bpf;
  exports io.seccomp4j.policy;
}
