package io.seccomp4j.oci;

import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.SyscallGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code names} of an entry. Beside syscalls, which runtimes take, they may be groups
 * ({@code @file-system}), and {@code !} before a syscall or a group takes it away from the whole
 * list. Not thread-safe.
 */
final class NameReader {
  /** Linux has some 500 syscalls on all architectures together. */
  private static final int MOST_NAMES = 10_000;

  /** A short text may name large groups very often. */
  private static final int MOST_CALLS_OF_GROUPS = 100_000;

  /**
   * Looking for what was meant costs time, and a file with many unknown names is no typing error.
   */
  private static final int SUGGESTIONS = 100;

  private static final int LONGEST_NAME = 64;

  /**
   * What a list of names stands for.
   *
   * @param names the syscalls that stand there by name
   * @param group the others, where a group stands there
   * @param words the list as it was written
   */
  record Names(List<String> names, Optional<SyscallGroup> group, List<String> words) {
    boolean isEmpty() {
      return names.isEmpty() && (group.isEmpty() || group.get().syscalls().isEmpty());
    }
  }

  static final Names NONE = new Names(List.of(), Optional.empty(), List.of());

  private final JsonCursor cursor;
  private final Map<String, SyscallGroup> groups = new LinkedHashMap<>();
  private int unknownNames;
  private int callsOfGroups;

  /** Takes groups that names may use beside the shipped ones. */
  NameReader(JsonCursor cursor, List<SyscallGroup> groups) {
    this.cursor = cursor;
    groups.forEach(group -> this.groups.put(group.name(), group));
  }

  Names read() throws IOException {
    Spot spot = cursor.here();
    if (!cursor.array()) {
      return NONE;
    }
    Set<String> seen = new HashSet<>();
    List<String> names = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Map<String, Spot> excluded = new LinkedHashMap<>();
    @Nullable SyscallGroup union = null;
    int elements = 0;
    while (cursor.nextElement()) {
      elements++;
      Spot at = cursor.here();
      Optional<String> read = cursor.string();
      if (elements == MOST_NAMES + 1) {
        cursor.problem("an entry of more than " + MOST_NAMES + " names is not taken for a profile");
      }
      if (read.isEmpty() || elements > MOST_NAMES) {
        continue;
      }
      String word = read.get();
      boolean isNew = seen.add(word);
      words.add(word);
      if (!isNew) {
        cursor.warning(() -> Words.quoted(word) + " stands twice in this entry");
      }
      if (word.startsWith("!")) {
        excluded.put(word.substring(1), at);
      } else if (!word.startsWith("@")) {
        check(word, isNew);
        names.add(word);
      } else if (isNew) {
        Optional<SyscallGroup> group = group(at, word);
        if (group.isPresent()) {
          union = union == null ? group.get() : union.with(group.get());
        }
      }
    }
    if (elements == 0) {
      cursor.problem(spot, "the list of names is empty: an entry names at least one syscall");
    }
    Names all = new Names(names, Optional.ofNullable(union), words);
    return excluded.isEmpty() ? all : without(all, excluded, spot);
  }

  private void check(String name, boolean isNew) {
    if (name.isEmpty()) {
      cursor.problem("a syscall's name is not empty");
    } else if (isNew && !Syscalls.isKnown(name)) {
      cursor.warning(() -> unknownSyscall(name) + ": it is left out");
    }
  }

  private String unknownSyscall(String name) {
    return "unknown syscall "
        + Words.quoted(name)
        + (suggests(name) ? Words.didYouMean(Syscalls.suggestion(name)) : "");
  }

  private boolean suggests(String name) {
    return ++unknownNames <= SUGGESTIONS && name.length() < LONGEST_NAME;
  }

  private Optional<SyscallGroup> group(Spot at, String name) {
    Optional<SyscallGroup> group =
        Optional.ofNullable(groups.get(name)).or(() -> SyscallGroup.find(name));
    if (group.isEmpty()) {
      cursor.problem(at, unknownGroup(name));
      return group;
    }
    callsOfGroups += group.get().syscalls().size();
    if (callsOfGroups > MOST_CALLS_OF_GROUPS) {
      cursor.problem(
          at,
          "groups that stand for more than "
              + MOST_CALLS_OF_GROUPS
              + " calls together are not taken for a profile");
      return Optional.empty();
    }
    return group;
  }

  private String unknownGroup(String name) {
    boolean suggests = suggests(name);
    Optional<String> near =
        suggests ? Syscalls.closest(name, groups.keySet()) : Optional.<String>empty();
    return "unknown group "
        + Words.quoted(name)
        + Words.didYouMean(
            near.or(() -> suggests ? SyscallGroup.suggestion(name) : Optional.empty()));
  }

  private Names without(Names all, Map<String, Spot> excluded, Spot list) {
    List<String> names = new ArrayList<>(all.names());
    @Nullable SyscallGroup group = all.group().orElse(null);
    boolean complains = false;
    for (Map.Entry<String, Spot> exclusion : excluded.entrySet()) {
      String name = exclusion.getKey();
      Optional<Set<String>> gone = excluded(name, exclusion.getValue());
      if (gone.isEmpty()) {
        complains = true;
        continue;
      }
      boolean found = names.removeAll(gone.get());
      if (group != null) {
        SyscallGroup left = group.without(gone.get().toArray(String[]::new));
        found |= !left.equals(group);
        group = left;
      }
      if (!found) {
        complains = true;
        cursor.problem(
            exclusion.getValue(),
            "\"!" + name + "\" takes nothing away from the others in this list");
      }
    }
    Names left = new Names(names, Optional.ofNullable(group), all.words());
    if (left.isEmpty() && !complains) {
      cursor.problem(list, "! leaves no name over");
    }
    return left;
  }

  private Optional<Set<String>> excluded(String name, Spot at) {
    if (name.startsWith("@")) {
      return group(at, name).map(SyscallGroup::syscalls);
    }
    if (!Syscalls.isKnown(name)) {
      cursor.problem(at, unknownSyscall(name));
      return Optional.empty();
    }
    return Optional.of(Set.of(name));
  }
}
