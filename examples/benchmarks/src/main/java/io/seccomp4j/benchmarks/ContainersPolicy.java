package io.seccomp4j.benchmarks;

import static io.seccomp4j.policy.Arg.arg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A policy of a realistic size: the calls that containers-common lets containers make on this
 * architecture, with every capability, 331 on x86_64. Its file is in Podman's dialect; of that we
 * take the rules that allow without a condition on arguments.
 */
final class ContainersPolicy {
  /** Where Debian's package golang-github-containers-common has the file. */
  static final Path FILE = Path.of("/usr/share/containers/seccomp.json");

  private ContainersPolicy() {}

  static boolean isInstalled() {
    return Files.isReadable(FILE);
  }

  /** Says what is missing and ends the program, unless the file is there. */
  static void require() {
    if (!isInstalled()) {
      System.err.println(FILE + " is missing: apt-get install golang-github-containers-common");
      System.exit(1);
    }
  }

  static Policy policy() throws IOException {
    return Policy.denyByDefault(Action.errno(Errno.EPERM))
        .allow(names().toArray(String[]::new))
        .build();
  }

  /**
   * Returns the list with the argument rules of Docker's profile: no namespaces by clone, clone3
   * answers ENOSYS, five personalities, and all sockets but those of virtual machines.
   */
  static Policy policyWithArguments() throws IOException {
    List<String> names = new ArrayList<>(names());
    names.removeAll(List.of("clone", "clone3", "personality", "socket"));
    PolicyBuilder builder =
        Policy.denyByDefault(Action.errno(Errno.EPERM)).allow(names.toArray(String[]::new));
    for (long personality : new long[] {0, 8, 0x20000, 0x20008, 0xffffffffL}) {
      builder.allow("personality", arg(0).full64().is(personality));
    }
    return builder
        .allow("socket", arg(0).full64().isNot(40))
        .allow("clone", arg(0).full64().masked(0x7e020000L).is(0))
        .on("clone3", Action.errno("ENOSYS"))
        .build();
  }

  /** Returns the same list as a plain OCI profile. */
  static String profile() throws IOException {
    return OciProfile.of(policy()).toJson();
  }

  static List<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    for (JsonNode rule : new ObjectMapper().readTree(FILE.toFile()).path("syscalls")) {
      if (allowsAlways(rule)) {
        rule.path("names").forEach(name -> names.add(name.asText()));
      }
    }
    names.retainAll(Syscalls.of(Arch.host()).names());
    return List.copyOf(names);
  }

  private static boolean allowsAlways(JsonNode rule) {
    return rule.path("action").asText().equals("SCMP_ACT_ALLOW")
        && rule.path("args").isEmpty()
        && rule.path("excludes").isEmpty()
        && isForThisArchitecture(rule.path("includes").path("arches"));
  }

  private static boolean isForThisArchitecture(JsonNode arches) {
    String name = Arch.host() == Arch.AARCH64 ? "arm64" : "amd64";
    if (arches.isEmpty()) {
      return true;
    }
    for (JsonNode arch : arches) {
      if (arch.asText().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
