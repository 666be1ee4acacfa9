package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The two syscalls of older architectures that carry others: socketcall and ipc. Their arguments
 * lie in memory, where no filter can look, so rules on {@code socket} or {@code shmat} would be
 * walked round through them. Unless a policy names the carrier itself, it answers ENOSYS where any
 * of its calls has a rule; C libraries then use the direct calls.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/socketcall.2.html">socketcall(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/ipc.2.html">ipc(2)</a>
 */
final class Multiplexers {
  private static final int ENOSYS = 38;

  private static final Map<String, Set<String>> CARRIED =
      Map.of(
          "socketcall",
          Set.of(
              "accept",
              "accept4",
              "bind",
              "connect",
              "getpeername",
              "getsockname",
              "getsockopt",
              "listen",
              "recv",
              "recvfrom",
              "recvmmsg",
              "recvmsg",
              "send",
              "sendmmsg",
              "sendmsg",
              "sendto",
              "setsockopt",
              "shutdown",
              "socket",
              "socketpair"),
          "ipc",
          Set.of(
              "msgctl",
              "msgget",
              "msgrcv",
              "msgsnd",
              "semctl",
              "semget",
              "semop",
              "semtimedop",
              "semtimedop_time64",
              "shmat",
              "shmctl",
              "shmdt",
              "shmget"));

  private Multiplexers() {}

  /** Returns the rules that close the carriers of an architecture, by number. */
  static Map<Integer, ArchRule> guard(Policy policy, Arch arch) {
    Map<Integer, ArchRule> guards = new LinkedHashMap<>();
    CARRIED.forEach(
        (carrier, carried) -> {
          OptionalInt number = Syscalls.of(arch).number(carrier);
          if (number.isPresent() && names(policy, carried) && !decides(policy, carrier)) {
            Rule rule =
                Rule.of(Action.errno(ENOSYS), List.of(carrier), List.of())
                    .because("it carries other calls past their rules")
                    .from("the guard of " + carrier);
            guards.put(number.getAsInt(), new ArchRule(0, List.of(), rule.action(), rule));
          }
        });
    return guards;
  }

  private static boolean names(Policy policy, Set<String> syscalls) {
    return policy.layers().stream().anyMatch(layer -> names(layer, syscalls));
  }

  /** A layer that only tightens does not decide: it would leave the carrier as open as it was. */
  private static boolean decides(Policy policy, String carrier) {
    return policy.layers().stream()
        .filter(layer -> layer.kind() == Layer.Kind.OVERRIDES)
        .anyMatch(layer -> names(layer, Set.of(carrier)));
  }

  private static boolean names(Layer layer, Set<String> syscalls) {
    return layer.rules().stream()
        .flatMap(rule -> rule.syscalls().stream())
        .anyMatch(syscalls::contains);
  }
}
