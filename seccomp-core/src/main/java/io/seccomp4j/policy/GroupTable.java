package io.seccomp4j.policy;

import io.seccomp4j.arch.Constant;
import io.seccomp4j.internal.data.DataFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The groups that are shipped, from {@code groups.txt}, {@code groups-systemd.txt} and {@code
 * groups-firejail.txt}; a file is read when a group of it is asked for.
 *
 * <pre>
 * source WHOSE VERSION
 * &#64;NAME description
 *  its members, on lines that start with a space: SYSCALL, SYSCALL(TEST&amp;&amp;TEST), &#64;NAME
 * </pre>
 *
 * <p>TEST is {@code ARGUMENT==VALUE} or {@code ARGUMENT&MASK==VALUE}, where values and masks are
 * names of constants or decimal numbers, joined with {@code |}.
 */
final class GroupTable {
  static final String FIREJAIL = "@firejail/";

  /**
   * A group as it stands in its file.
   *
   * @param description what its calls do
   * @param source whose it is, and of which version
   * @param items its members
   */
  record Entry(String description, String source, List<String> items) {}

  private GroupTable() {}

  private static final class Own {
    static final Map<String, Entry> GROUPS = read("groups.txt");
  }

  private static final class Systemd {
    static final Map<String, Entry> GROUPS = read("groups-systemd.txt");
  }

  private static final class Firejail {
    static final Map<String, Entry> GROUPS = read("groups-firejail.txt");
  }

  /** Returns a group, or null where none of that name is shipped. */
  static @Nullable Entry find(String name) {
    if (name.startsWith(FIREJAIL)) {
      return Firejail.GROUPS.get(name);
    }
    Entry own = Own.GROUPS.get(name);
    return own == null ? Systemd.GROUPS.get(name) : own;
  }

  /** Returns all names: seccomp4j's own, systemd's, Firejail's. */
  static List<String> names() {
    List<String> names = new ArrayList<>(Own.GROUPS.keySet());
    names.addAll(Systemd.GROUPS.keySet());
    names.addAll(Firejail.GROUPS.keySet());
    return names;
  }

  private static Map<String, Entry> read(String file) {
    Map<String, Entry> groups = new LinkedHashMap<>();
    String source = "";
    List<String> items = new ArrayList<>();
    for (String line : DataFile.lines(GroupTable.class, file)) {
      if (line.charAt(0) == '@') {
        int space = line.indexOf(' ');
        items = new ArrayList<>();
        groups.put(line.substring(0, space), new Entry(line.substring(space + 1), source, items));
      } else if (line.charAt(0) == ' ') {
        items.addAll(DataFile.split(line.substring(1), ' '));
      } else {
        source = line.substring(line.indexOf(' ') + 1);
      }
    }
    return groups;
  }

  /** Returns the members of a group, those of the groups in it included. */
  static GroupMembers members(Entry entry) {
    GroupMembers.Builder members = new GroupMembers.Builder();
    add(entry, members);
    return members.build();
  }

  private static void add(Entry entry, GroupMembers.Builder members) {
    for (String item : entry.items()) {
      int parenthesis = item.indexOf('(');
      if (item.charAt(0) == '@') {
        Entry nested = find(item);
        if (nested == null) {
          throw new IllegalStateException("a shipped group contains " + item + ", which is none");
        }
        add(nested, members);
      } else if (parenthesis < 0) {
        members.add(item, List.of());
      } else {
        members.add(
            item.substring(0, parenthesis),
            conditions(item.substring(parenthesis + 1, item.length() - 1)));
      }
    }
  }

  private static List<Condition> conditions(String text) {
    List<Condition> conditions = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf("&&"); end >= 0; end = text.indexOf("&&", start)) {
      conditions.add(condition(text.substring(start, end)));
      start = end + 2;
    }
    conditions.add(condition(text.substring(start)));
    return List.copyOf(conditions);
  }

  private static Condition condition(String text) {
    int equals = text.indexOf("==");
    int mask = text.indexOf('&');
    Constant value = value(text.substring(equals + 2));
    return mask < 0
        ? Arg.arg(text.substring(0, equals)).is(value)
        : Arg.arg(text.substring(0, mask))
            .masked(value(text.substring(mask + 1, equals)))
            .is(value);
  }

  private static Constant value(String text) {
    Constant value = null;
    for (String term : DataFile.split(text, '|')) {
      Constant next =
          Character.isDigit(term.charAt(0))
              ? Constant.of(Long.parseLong(term))
              : Constant.named(term)
                  .orElseThrow(() -> new IllegalStateException("a group tests for " + term));
      value = value == null ? next : value.or(next);
    }
    return Objects.requireNonNull(value);
  }
}
