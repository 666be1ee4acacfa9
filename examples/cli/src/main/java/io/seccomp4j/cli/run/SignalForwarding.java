package io.seccomp4j.cli.run;

import io.seccomp4j.exec.SandboxedProcess;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes TERM, HUP and INT on to the program, so that who signals {@code seccomp4j run} signals
 * what it runs. Thread-safe.
 *
 * <p>An INT from the terminal goes to the whole foreground process group, so that the program has
 * it already.
 */
final class SignalForwarding {
  private static final int SIGINT = 2;
  private static final Map<String, Integer> FORWARDED = Map.of("HUP", 1, "INT", SIGINT, "TERM", 15);

  private final List<Integer> early = new ArrayList<>();
  private @Nullable SandboxedProcess process;

  private SignalForwarding() {}

  /** Takes the signals from now on; those that come before the program runs are kept for it. */
  static SignalForwarding install() {
    SignalForwarding forwarding = new SignalForwarding();
    FORWARDED.forEach(forwarding::take);
    return forwarding;
  }

  /** By reflection, because javac warns of this class in a way that cannot be switched off. */
  private void take(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler forward =
          (proxy, method, arguments) -> {
            handle(number);
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(
              SignalForwarding.class.getClassLoader(), new Class<?>[] {handler}, forward);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM passes no signals on: " + e, e);
    }
  }

  /** Says who gets the signals. */
  synchronized void to(SandboxedProcess receiver) {
    process = receiver;
    early.forEach(this::handle);
    early.clear();
  }

  private synchronized void handle(int signal) {
    SandboxedProcess receiver = process;
    if (receiver == null) {
      early.add(signal);
    } else if (signal != SIGINT || !isInForeground()) {
      receiver.signal(signal);
    }
  }

  /** Compares the process group with the terminal's foreground group; see proc_pid_stat(5). */
  private static boolean isInForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[2].equals(fields[5]);
    } catch (IOException e) {
      return false;
    }
  }
}
