/** The {@code seccomp4j} command. */
module io.seccomp4j.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires io.seccomp4j.core;
  requires io.seccomp4j.exec;
  requires io.seccomp4j.oci;
  requires jdk.unsupported;

  opens io.seccomp4j.cli.command to
      info.picocli;
}
