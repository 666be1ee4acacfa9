package io.seccomp4j.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The syscalls of a group, each with the tests under which it belongs to it. Immutable.
 *
 * <p>A syscall may stand there with several lists of tests, any of which is enough; one that
 * belongs to the group whatever its arguments has one list without tests. Names that were written
 * by hand, and not taken from a shipped group, are remembered: see {@link #ruled}.
 */
final class GroupMembers {
  private static final List<List<Condition>> ALWAYS = List.of(List.of());

  /** In alphabetical order, so that lists and files of the same group are the same always. */
  private final Map<String, List<List<Condition>>> tests;

  private final Set<String> byHand;

  private GroupMembers(Map<String, List<List<Condition>>> tests, Set<String> byHand) {
    this.tests = Collections.unmodifiableMap(tests);
    this.byHand = Collections.unmodifiableSet(byHand);
  }

  /** Collects members. Not thread-safe. */
  static final class Builder {
    private final Map<String, List<List<Condition>>> tests = new TreeMap<>();
    private final Set<String> byHand = new HashSet<>();

    void add(String syscall, List<Condition> conditions) {
      List<List<Condition>> known = tests.getOrDefault(syscall, List.of());
      if (conditions.isEmpty()) {
        tests.put(syscall, ALWAYS);
      } else if (!known.equals(ALWAYS) && !known.contains(conditions)) {
        List<List<Condition>> more = new ArrayList<>(known);
        more.add(conditions);
        tests.put(syscall, List.copyOf(more));
      }
    }

    void addByHand(String syscall) {
      add(syscall, List.of());
      byHand.add(syscall);
    }

    void addAll(GroupMembers others) {
      others.tests.forEach(
          (syscall, alternatives) -> {
            for (List<Condition> conditions : alternatives) {
              add(syscall, conditions);
            }
          });
      byHand.addAll(others.byHand);
    }

    /** Returns whether there was anything to take away. */
    boolean removeAll(Collection<String> syscalls) {
      return tests.keySet().removeAll(syscalls);
    }

    GroupMembers build() {
      return new GroupMembers(new TreeMap<>(tests), new HashSet<>(byHand));
    }
  }

  GroupMembers with(GroupMembers others) {
    Builder builder = new Builder();
    builder.addAll(this);
    builder.addAll(others);
    return builder.build();
  }

  GroupMembers without(Collection<String> syscalls) {
    Builder builder = new Builder();
    builder.addAll(this);
    builder.removeAll(syscalls);
    return builder.build();
  }

  /** Keeps what is in both; the tests of both must hold. */
  GroupMembers and(GroupMembers others) {
    Builder builder = new Builder();
    tests.forEach(
        (syscall, alternatives) -> {
          for (List<Condition> some : alternatives) {
            for (List<Condition> more : others.tests.getOrDefault(syscall, List.of())) {
              builder.add(syscall, joined(some, more));
            }
          }
        });
    builder.byHand.addAll(byHand);
    builder.byHand.addAll(others.byHand);
    return builder.build();
  }

  private static List<Condition> joined(List<Condition> some, List<Condition> more) {
    List<Condition> all = new ArrayList<>(some);
    for (Condition condition : more) {
      if (!all.contains(condition)) {
        all.add(condition);
      }
    }
    return List.copyOf(all);
  }

  Set<String> syscalls() {
    return tests.keySet();
  }

  List<SyscallGroup.Member> list() {
    List<SyscallGroup.Member> members = new ArrayList<>(tests.size());
    tests.forEach(
        (syscall, alternatives) -> {
          for (List<Condition> conditions : alternatives) {
            members.add(new SyscallGroup.Member(syscall, conditions));
          }
        });
    return Collections.unmodifiableList(members);
  }

  /**
   * Returns the calls that a rule about the group is about: not those that carry others (socketcall
   * and ipc), unless they were written by hand. A rule that names a carrier decides about all it
   * carries, past the rules of each; left out, it gets their verdicts.
   */
  List<SyscallGroup.Member> ruled() {
    List<SyscallGroup.Member> ruled = new ArrayList<>(tests.size());
    for (SyscallGroup.Member member : list()) {
      if (!Multiplexers.isCarrier(member.syscall()) || byHand.contains(member.syscall())) {
        ruled.add(member);
      }
    }
    return ruled;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupMembers that && tests.equals(that.tests);
  }

  @Override
  public int hashCode() {
    return tests.hashCode();
  }

  /** Returns the names, as {@code read, write}. */
  @Override
  public String toString() {
    return String.join(", ", tests.keySet());
  }
}
