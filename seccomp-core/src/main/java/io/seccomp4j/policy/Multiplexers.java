package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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
  private static final long SOCKETCALL_BITS = 0xffff_ffffL;

  /** Above them stands a version, which the kernel takes off. */
  private static final long IPC_BITS = 0xffffL;

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

  /** In the order of their numbers in ipc's first argument, with the gaps that those have. */
  private static final List<String> IPC_CALLS =
      List.of(
          "semop",
          "semget",
          "semctl",
          "semtimedop",
          "",
          "",
          "",
          "",
          "",
          "",
          "msgsnd",
          "msgrcv",
          "msgget",
          "msgctl",
          "",
          "",
          "",
          "",
          "",
          "",
          "shmat",
          "shmdt",
          "shmget",
          "shmctl");

  private Multiplexers() {}

  /** Returns the rules of the carriers of an architecture, by number. */
  static Map<Integer, List<ArchRule>> rules(Policy policy, Arch arch) {
    Map<Integer, List<ArchRule>> rules = new LinkedHashMap<>();
    add(rules, "socketcall", SOCKET_CALLS, SOCKETCALL_BITS, policy, arch);
    add(rules, "ipc", IPC_CALLS, IPC_BITS, policy, arch);
    return rules;
  }

  /** Adds rules where a carrier carries calls that have rules and has none itself. */
  private static void add(
      Map<Integer, List<ArchRule>> rules,
      String carrier,
      List<String> carried,
      long bits,
      Policy policy,
      Arch arch) {
    OptionalInt number = Syscalls.of(arch).number(carrier);
    boolean open =
        policy.layers().stream().anyMatch(layer -> names(layer, carried))
            && !decides(policy, carrier);
    if (number.isPresent() && open) {
      rules.put(
          number.getAsInt(),
          dependsOnArguments(policy, carried) ? closed(carrier) : carried(policy, carried, bits));
    }
  }

  /** A layer that only tightens does not decide: it would leave the carrier as open as it was. */
  private static boolean decides(Policy policy, String carrier) {
    return policy.layers().stream()
        .filter(layer -> layer.kind() == Layer.Kind.OVERRIDES)
        .anyMatch(layer -> names(layer, List.of(carrier)));
  }

  private static boolean names(Layer layer, List<String> syscalls) {
    return layer.rules().stream()
        .flatMap(rule -> rule.syscalls().stream())
        .anyMatch(syscalls::contains);
  }

  private static boolean dependsOnArguments(Policy policy, List<String> carried) {
    return policy.layers().stream()
        .flatMap(layer -> layer.rules().stream())
        .filter(rule -> !rule.conditions().isEmpty())
        .flatMap(rule -> rule.syscalls().stream())
        .anyMatch(carried::contains);
  }

  private static List<ArchRule> closed(String carrier) {
    Rule rule =
        Rule.of(Action.errno(ENOSYS), List.of(carrier), List.of())
            .because("it carries other calls past their rules")
            .from("the guard of " + carrier);
    return List.of(new ArchRule(0, List.of(), rule.action(), rule));
  }

  private static List<ArchRule> carried(Policy policy, List<String> carried, long bits) {
    List<ArchRule> rules = new ArrayList<>();
    for (int layer = 0; layer < policy.layers().size(); layer++) {
      for (Rule rule : policy.layers().get(layer).rules()) {
        for (String syscall : rule.syscalls()) {
          int call = carried.indexOf(syscall) + 1;
          if (call > 0) {
            ArgumentTest test = new ArgumentTest(0, bits, Comparison.EQ, call);
            rules.add(new ArchRule(layer, List.of(test), rule.action(), rule));
          }
        }
      }
    }
    return rules;
  }
}
