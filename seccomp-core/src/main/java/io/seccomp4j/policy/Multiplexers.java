package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
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

  /** Says whether an architecture has a carrier for a syscall. */
  static boolean isCarried(String syscall, Arch arch) {
    Syscalls syscalls = Syscalls.of(arch);
    return (SOCKET_CALLS.contains(syscall) && syscalls.number("socketcall").isPresent())
        || (IPC_CALLS.contains(syscall) && syscalls.number("ipc").isPresent());
  }

  /** Says whether a syscall carries others. */
  static boolean isCarrier(String syscall) {
    return syscall.equals("socketcall") || syscall.equals("ipc");
  }

  /** Returns the rules of the carriers of an architecture, by number. */
  static Map<Integer, List<ArchRule>> rules(Policy policy, Arch arch) {
    Map<Integer, List<ArchRule>> rules = new LinkedHashMap<>();
    add(rules, "socketcall", SOCKET_CALLS, SOCKETCALL_BITS, policy, arch);
    add(rules, "ipc", IPC_CALLS, IPC_BITS, policy, arch);
    return rules;
  }

  /** Adds rules for the layers above the highest one that decides about the carrier itself. */
  private static void add(
      Map<Integer, List<ArchRule>> rules,
      String carrier,
      List<String> carried,
      long bits,
      Policy policy,
      Arch arch) {
    OptionalInt number = Syscalls.of(arch).number(carrier);
    if (number.isEmpty()) {
      return;
    }
    int first = 0;
    for (int layer = 0; layer < policy.layers().size(); layer++) {
      if (decides(policy.layers().get(layer), carrier, policy, arch)) {
        first = layer + 1;
      }
    }
    List<ArchRule> added = new ArrayList<>();
    int highest = -1;
    boolean depends = false;
    for (int layer = first; layer < policy.layers().size(); layer++) {
      for (Rule rule : policy.layers().get(layer).rules()) {
        for (int call : carriedBy(rule, carried, policy, arch)) {
          highest = layer;
          depends |= !rule.conditions().isEmpty();
          ArgumentTest test = new ArgumentTest(0, bits, Comparison.EQ, call);
          added.add(new ArchRule(layer, List.of(test), rule.action(), rule));
        }
      }
    }
    if (highest >= 0) {
      rules.put(number.getAsInt(), depends ? List.of(closed(carrier, highest)) : added);
    }
  }

  /** A layer that only tightens decides nothing, nor does a rule for some of the carried calls. */
  private static boolean decides(Layer layer, String carrier, Policy policy, Arch arch) {
    return layer.kind() == Layer.Kind.OVERRIDES
        && layer.rules().stream()
            .filter(rule -> rule.conditions().isEmpty())
            .flatMap(rule -> rule.syscalls().stream())
            .anyMatch(syscall -> name(syscall, policy, arch).equals(carrier));
  }

  /** Returns the numbers that a rule's syscalls have in the carrier's first argument, from 1. */
  private static List<Integer> carriedBy(
      Rule rule, List<String> carried, Policy policy, Arch arch) {
    List<Integer> calls = new ArrayList<>();
    for (String syscall : rule.syscalls()) {
      int index = carried.indexOf(name(syscall, policy, arch));
      if (index >= 0) {
        calls.add(index + 1);
      }
    }
    return calls;
  }

  private static String name(String syscall, Policy policy, Arch arch) {
    if (!syscall.startsWith("%")) {
      return syscall;
    }
    OptionalInt number = ArchRules.number(syscall, arch, policy.nativeArchitecture());
    return number.isPresent() ? Syscalls.of(arch).name(number.getAsInt()).orElse(syscall) : syscall;
  }

  private static ArchRule closed(String carrier, int layer) {
    Rule rule =
        Rule.of(Action.errno(Errno.ENOSYS), List.of(carrier), List.of())
            .because("it carries other calls past their rules")
            .from("the guard of " + carrier);
    return new ArchRule(layer, List.of(), rule.action(), rule);
  }
}
