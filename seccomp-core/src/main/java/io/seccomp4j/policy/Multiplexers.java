package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The two syscalls of older architectures that carry others: socketcall and ipc. Their arguments
 * lie in memory, where no filter can look, so conditions on {@code socket} or {@code shmat} would
 * be walked round through them. Unless a policy names the carrier itself, a carried call gets the
 * verdict of the direct one where that depends on no argument; else the carrier answers ENOSYS, and
 * C libraries use the direct calls.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/socketcall.2.html">socketcall(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/ipc.2.html">ipc(2)</a>
 */
final class Multiplexers {
  private static final int ENOSYS = 38;
  private static final long CALL_BITS = 0xffff_ffffL;

  /** In the order of their numbers in socketcall's first argument, from 1. */
  private static final List<String> SOCKET_CALLS =
      List.of(
          "socket",
          "bind",
          "connect",
          "listen",
          "accept",
          "getsockname",
          "getpeername",
          "socketpair",
          "send",
          "recv",
          "sendto",
          "recvfrom",
          "shutdown",
          "setsockopt",
          "getsockopt",
          "sendmsg",
          "recvmsg",
          "accept4",
          "recvmmsg",
          "sendmmsg");

  private static final Set<String> IPC_CALLS =
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
          "shmget");

  private Multiplexers() {}

  /** Returns the rules of the carriers of an architecture, by number. */
  static Map<Integer, List<ArchRule>> rules(Policy policy, Arch arch) {
    Map<Integer, List<ArchRule>> rules = new LinkedHashMap<>();
    OptionalInt socketcall = openCarrier("socketcall", Set.copyOf(SOCKET_CALLS), policy, arch);
    if (socketcall.isPresent()) {
      boolean depends = dependsOnArguments(policy);
      rules.put(socketcall.getAsInt(), depends ? closed("socketcall") : carried(policy));
    }
    OptionalInt ipc = openCarrier("ipc", IPC_CALLS, policy, arch);
    if (ipc.isPresent()) {
      rules.put(ipc.getAsInt(), closed("ipc"));
    }
    return rules;
  }

  /** Returns a carrier's number where it carries calls that have rules and has none itself. */
  private static OptionalInt openCarrier(
      String carrier, Set<String> carried, Policy policy, Arch arch) {
    OptionalInt number = Syscalls.of(arch).number(carrier);
    boolean open =
        policy.layers().stream().anyMatch(layer -> names(layer, carried))
            && !decides(policy, carrier);
    return open ? number : OptionalInt.empty();
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

  private static boolean dependsOnArguments(Policy policy) {
    return policy.layers().stream()
        .flatMap(layer -> layer.rules().stream())
        .filter(rule -> !rule.conditions().isEmpty())
        .flatMap(rule -> rule.syscalls().stream())
        .anyMatch(SOCKET_CALLS::contains);
  }

  private static List<ArchRule> closed(String carrier) {
    Rule rule =
        Rule.of(Action.errno(ENOSYS), List.of(carrier), List.of())
            .because("it carries other calls past their rules")
            .from("the guard of " + carrier);
    return List.of(new ArchRule(0, List.of(), rule.action(), rule));
  }

  private static List<ArchRule> carried(Policy policy) {
    List<ArchRule> rules = new ArrayList<>();
    for (int layer = 0; layer < policy.layers().size(); layer++) {
      for (Rule rule : policy.layers().get(layer).rules()) {
        for (String syscall : rule.syscalls()) {
          int call = SOCKET_CALLS.indexOf(syscall) + 1;
          if (call > 0) {
            ArgumentTest test = new ArgumentTest(0, CALL_BITS, Comparison.EQ, call);
            rules.add(new ArchRule(layer, List.of(test), rule.action(), rule));
          }
        }
      }
    }
    return rules;
  }
}
