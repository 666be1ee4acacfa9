package io.seccomp4j.oci;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.PolicyException;
import io.seccomp4j.policy.Rule;
import io.seccomp4j.policy.SyscallGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a profile while it is read. Calls of a group become the names of an entry; those
 * that belong to it for some arguments only become entries with tests, once the architectures are
 * known, on which constants and positions depend. Not thread-safe.
 */
final class ReadEntries {
  /** An entry in the text, and what it becomes. */
  private record Part(int index, String label, Spot spot, List<Rule> rules) {}

  private static final String CLONE3 = "clone3";

  private final List<SyscallEntry> entries = new ArrayList<>();
  private final List<EntrySource> sources = new ArrayList<>();
  private final List<Part> tested = new ArrayList<>();
  private int read;
  private Spot start = Spot.WHOLE;

  /** Says where the next element starts. */
  void startsAt(Spot spot) {
    start = spot;
  }

  /** Adds an element of the text, which may have been none. */
  void add(Optional<SyscallEntry> entry) {
    entry.ifPresent(some -> add(some, Optional.empty()));
    read++;
  }

  private void add(SyscallEntry entry, Optional<String> label) {
    entries.add(entry);
    sources.add(new EntrySource(read, label, start));
  }

  /** Adds an element of the text that names groups. */
  void add(NameReader.Names names, Action action, List<ArgumentEntry> args, Spot spot) {
    String label = String.join(", ", names.words());
    List<String> plain = new ArrayList<>(names.names());
    List<Rule> rules = new ArrayList<>();
    Optional<SyscallGroup> group = names.group().filter(some -> !some.syscalls().isEmpty());
    for (Rule rule : group.map(some -> some.rules(action)).orElse(List.of())) {
      if (rule.conditions().isEmpty()) {
        plain.addAll(rule.syscalls());
      } else {
        rules.addAll(withTests(rule, args));
      }
    }
    if (!plain.isEmpty()) {
      List<String> distinct = plain.stream().distinct().toList();
      add(new SyscallEntry(distinct, action, args), Optional.of(label));
    }
    if (!rules.isEmpty()) {
      tested.add(new Part(read, label, spot, rules));
    }
    read++;
  }

  /** Two tests of the same argument are joined by OR, as everywhere in a profile. */
  private static List<Rule> withTests(Rule rule, List<ArgumentEntry> args) {
    SyscallEntry entry = new SyscallEntry(rule.syscalls(), rule.action(), args);
    List<Condition> conditions = args.stream().map(PolicyMaker::condition).toList();
    if (!entry.repeatsAnArgument()) {
      return List.of(with(rule, conditions));
    }
    return conditions.stream().map(condition -> with(rule, List.of(condition))).toList();
  }

  private static Rule with(Rule rule, List<Condition> more) {
    List<Condition> all = new ArrayList<>(rule.conditions());
    all.addAll(more);
    return Rule.of(rule.action(), rule.syscalls(), all);
  }

  /** Says the tests of groups in numbers, and what the policy builder adds for a group. */
  void finish(Action defaultAction, List<Arch> architectures, Problems problems) {
    Optional<Part> clone = tested.stream().filter(part -> names(part.rules(), "clone")).findFirst();
    boolean decides = entries.stream().anyMatch(entry -> entry.names().contains(CLONE3));
    if (clone.isPresent() && !decides && breaksFallback(clone.get(), defaultAction)) {
      entries.add(new SyscallEntry(List.of(CLONE3), Action.errno(Errno.ENOSYS), List.of()));
      String label = clone.get().label() + ": " + CLONE3;
      sources.add(new EntrySource(clone.get().index(), Optional.of(label), clone.get().spot()));
    }
    for (Part part : tested) {
      try {
        for (SyscallEntry entry : said(part.rules(), architectures)) {
          String label = part.label() + ": " + String.join(", ", entry.names());
          entries.add(entry);
          sources.add(new EntrySource(part.index(), Optional.of(label), part.spot()));
        }
      } catch (PolicyException e) {
        problems.add(
            part.spot(), "the tests of " + part.label() + ": " + Words.plain(e.problems().get(0)));
      }
    }
  }

  private static boolean names(List<Rule> rules, String syscall) {
    return rules.stream().anyMatch(rule -> rule.syscalls().contains(syscall));
  }

  /**
   * Says whether C libraries would fail to start a thread: they try clone3 first, which has its
   * flags behind a pointer, and turn to clone, which a group permits for some flags, after ENOSYS
   * only.
   */
  private static boolean breaksFallback(Part clone, Action defaultAction) {
    return clone.rules().get(0).action().runsTheCall()
        && !defaultAction.runsTheCall()
        && defaultAction.kind() != Action.Kind.NOTIFY
        && defaultAction.kind() != Action.Kind.TRACE
        && !defaultAction.equals(Action.errno(Errno.ENOSYS));
  }

  /** As rules of a file they bring no guards with them, but carriers of calls are guarded still. */
  private static List<SyscallEntry> said(List<Rule> rules, List<Arch> architectures) {
    Action action = rules.get(0).action();
    PolicyBuilder builder =
        Policy.withDefault(action.equals(Action.KILL_PROCESS) ? Action.ALLOW : Action.KILL_PROCESS)
            .architectures(architectures.toArray(Arch[]::new));
    Set<String> names = new HashSet<>();
    for (Rule rule : rules) {
      names.addAll(rule.syscalls());
      builder.add(rule.from("a group", 0));
    }
    return OciProfile.of(builder.build()).syscalls().stream()
        .filter(entry -> names.containsAll(entry.names()))
        .toList();
  }

  List<SyscallEntry> entries() {
    return entries;
  }

  List<EntrySource> sources() {
    return sources;
  }
}
