package io.seccomp4j.exec;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.Action;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs things for tests and says what came of them. */
final class Run {
  /** What a program printed and how it ended. */
  record Result(String output, Outcome outcome) {}

  private Run() {}

  /** A sandbox whose filter is in force but in nobody's way. */
  static Sandbox harmless() {
    return Sandbox.ofFilter(Filters.answering(Action.errno("EPERM"), "mkdir", "mkdirat"), 0);
  }

  /** Runs to the end; output and error in one text. */
  static Result result(Sandbox sandbox) throws IOException, InterruptedException {
    SandboxedProcess process = sandbox.input(Redirect.INHERIT).mergeErrorIntoOutput().start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(output, process.waitForOutcome());
  }

  static String output(Sandbox sandbox) throws IOException, InterruptedException {
    return result(sandbox).output();
  }

  /** Runs a scenario of {@link Victim} on a JVM of its own, which runs under a filter. */
  static Result jvm(Filter filter, String... arguments) throws IOException, InterruptedException {
    return result(jvmSandbox(filter, arguments));
  }

  static Sandbox jvmSandbox(Filter filter, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Victim.class.getName()));
    command.addAll(List.of(arguments));
    return Sandbox.ofFilter(filter, 0).command(command);
  }

  /** How many descriptors this JVM has open. */
  static long openDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  /**
   * How many descriptors are open once no more than these are, or after two seconds: streams close
   * a moment after the end of a process, and the JVM reads files of its own now and then.
   */
  static long settled(long expected) throws IOException, InterruptedException {
    for (int i = 0; i < 200 && openDescriptors() > expected; i++) {
      Thread.sleep(10);
    }
    return openDescriptors();
  }

  /** Children of this JVM, the dead ones that nobody has collected among them. */
  static long children() {
    return ProcessHandle.current().children().count();
  }
}
