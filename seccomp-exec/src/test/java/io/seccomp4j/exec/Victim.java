package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** What a JVM does that is filtered, limited, killed or replaced: never the one with the tests. */
final class Victim {
  private static final int NEW_LISTENER = 1 << 3;

  private Victim() {}

  /** Runs the scenario that is named first. */
  public static void main(String[] arguments) throws Exception {
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    switch (arguments[0]) {
      case "start" -> start(Run.harmless().command(rest));
      case "start-many" -> startMany(Integer.parseInt(rest[0]));
      case "fill-descriptors" -> fillDescriptors();
      case "replace" -> replace(Run.harmless(), rest);
      case "replace-without-exit" ->
          replace(
              Sandbox.ofFilter(Filters.answering(Action.errno("EPERM"), "exit", "exit_group"), 0),
              rest);
      case "replace-interrupted" -> {
        Thread.currentThread().interrupt();
        replace(Run.harmless(), rest);
      }
      case "replace-asking-for-a-listener" ->
          replace(Sandbox.ofFilter(Filters.allowingAll(), NEW_LISTENER), rest);
      case "replace-where-exit-traps" ->
          replace(Sandbox.ofFilter(Filters.answering(Action.TRAP, "exit"), 0), rest);
      case "replace-under-allow-list" ->
          replace(Sandbox.ofFilter(Filters.allowingOnly(Action.KILL_PROCESS, "execve"), 0), rest);
      case "handle-signal" -> handleSignal();
      case "orphan" -> orphan();
      case "support" -> System.out.println(Support.report().toText());
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void start(Sandbox sandbox) throws InterruptedException {
    System.out.println(outcome(sandbox.inheritIO()));
    System.out.println("children " + Run.children());
  }

  private static String outcome(Sandbox sandbox) throws InterruptedException {
    try {
      return sandbox.start().waitForOutcome().toString();
    } catch (StartException refused) {
      return refused.stage() + " " + refused.getMessage();
    } catch (IOException refused) {
      return refused.toString();
    }
  }

  private static void startMany(int count) throws IOException, InterruptedException {
    Sandbox sandbox = Run.harmless().command("true");
    outcome(sandbox);
    long before = Run.openDescriptors();
    List<SandboxedProcess> processes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      processes.add(sandbox.start());
    }
    for (SandboxedProcess process : processes) {
      if (!process.waitForOutcome().isSuccess()) {
        System.out.println("failed: " + process);
      }
    }
    System.out.println("descriptors more than before: " + (Run.settled(before) - before));
    System.out.println("children " + Run.children());
  }

  private static void fillDescriptors() throws IOException, InterruptedException {
    Sandbox sandbox = Run.harmless().command("true");
    System.out.println(outcome(sandbox));
    Deque<InputStream> open = new ArrayDeque<>();
    boolean full = false;
    while (!full) {
      try {
        open.push(Files.newInputStream(Path.of("/dev/null")));
      } catch (IOException tooMany) {
        full = true;
      }
    }
    System.out.println(outcome(sandbox));
    while (!open.isEmpty()) {
      open.pop().close();
      System.out.println(outcome(sandbox));
    }
    System.out.println("children " + Run.children());
  }

  private static void replace(Sandbox sandbox, String... command) throws IOException {
    System.out.println("pid " + ProcessHandle.current().pid());
    System.out.flush();
    try {
      sandbox
          .command(command)
          .input(Redirect.INHERIT)
          .output(Redirect.INHERIT)
          .error(Redirect.INHERIT)
          .replaceThisProcess();
    } catch (StartException refused) {
      System.out.println(refused.stage() + " " + refused.getMessage());
      System.out.println("interrupted " + Thread.currentThread().isInterrupted());
      System.exit(3);
    }
  }

  /** Runs where seccomp(2) raises SIGSYS, with a handler of this JVM for that. */
  private static void handleSignal() throws Exception {
    Class<?> signals = Class.forName("sun.misc.Signal");
    Class<?> handlers = Class.forName("sun.misc.SignalHandler");
    Object handler =
        Proxy.newProxyInstance(
            Victim.class.getClassLoader(),
            new Class<?>[] {handlers},
            (proxy, method, arguments) -> {
              System.out.println("handled by the JVM");
              return null;
            });
    signals
        .getMethod("handle", signals, handlers)
        .invoke(null, signals.getConstructor(String.class).newInstance("SYS"), handler);
    System.out.println(outcome(Run.harmless().command("true")));
    Thread.sleep(300);
    System.out.println("now in the JVM");
    Host.kernel().seccomp(Linux.SECCOMP_GET_NOTIF_SIZES, 0, 0);
    Thread.sleep(300);
    System.exit(0);
  }

  private static void orphan() throws IOException, InterruptedException {
    Thread starter =
        new Thread(
            () -> {
              try {
                System.out.println(
                    Run.harmless().command("sleep", "100").dieWithParent().start().pid());
              } catch (IOException refused) {
                System.out.println(refused);
              }
            });
    starter.start();
    starter.join();
    Thread.sleep(200);
    System.out.println("children " + Run.children());
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
