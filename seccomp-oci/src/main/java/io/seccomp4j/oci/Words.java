package io.seccomp4j.oci;

import io.seccomp4j.arch.Syscalls;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Words for messages: foreign text made harmless, and suggestions for misspelt names. */
final class Words {
  private static final int SHOWN = 80;

  /** What people write for names that look nothing alike. */
  private static final Map<String, String> OTHER_WORDS =
      Map.ofEntries(
          Map.entry("DENY", "ERRNO"),
          Map.entry("BLOCK", "ERRNO"),
          Map.entry("REJECT", "ERRNO"),
          Map.entry("EPERM", "ERRNO"),
          Map.entry("ERROR", "ERRNO"),
          Map.entry("PERMIT", "ALLOW"),
          Map.entry("AUDIT", "LOG"),
          Map.entry("USER_NOTIF", "NOTIFY"),
          Map.entry("AMD64", "X86_64"),
          Map.entry("I386", "X86"),
          Map.entry("ARM64", "AARCH64"),
          Map.entry("MASKED_EQUAL", "MASKED_EQ"));

  /** Fields of other dialects, with which a file means something else than without. */
  private static final Set<String> DOCKER =
      Set.of("archMap", "name", "comment", "includes", "excludes", "errno", "defaultErrno");

  private Words() {}

  /** Returns the values by their names, in their order: suggestions are to be the same always. */
  static <T> Map<String, T> named(T[] values, Function<T, String> name) {
    Map<String, T> named = new LinkedHashMap<>();
    for (T value : values) {
      named.put(name.apply(value), value);
    }
    return named;
  }

  /** Returns what to say about a field that profiles do not have. */
  static String unknownField(String name, Collection<String> known) {
    String quoted = Words.quoted(name);
    return DOCKER.contains(name)
        ? quoted
            + " belongs to the dialect of Docker and Podman, which is not read yet: write the"
            + " profile in plain OCI"
        : "unknown field " + quoted + didYouMean(name, known);
  }

  /** Returns a text in quotes, without control characters and of bearable length. */
  static String quoted(String text) {
    return '"'
        + (text.length() <= SHOWN ? plain(text) : plain(text.substring(0, SHOWN)) + "...")
        + '"';
  }

  /** Returns a text in which nothing moves a terminal's cursor or ends a line. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      boolean harmful =
          Character.isISOControl(c)
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.SURROGATE
              || type == Character.UNASSIGNED;
      if (harmful) {
        plain.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** Returns what to say about a word that is none of those that a field may have. */
  static String unknown(String what, String word, String prefix, Collection<String> known) {
    return "unknown " + what + " " + quoted(word) + didYouMean(word, prefix, known);
  }

  /** Returns {@code (did you mean X?)} for a misspelt enum value, or nothing. */
  private static String didYouMean(String misspelt, String prefix, Collection<String> names) {
    if (misspelt.length() > SHOWN) {
      return "";
    }
    String bare = misspelt.toUpperCase(Locale.ROOT);
    String family = prefix.substring(prefix.indexOf('_') + 1);
    for (String start : new String[] {prefix, family}) {
      bare = bare.startsWith(start) ? bare.substring(start.length()) : bare;
    }
    String wanted = prefix + OTHER_WORDS.getOrDefault(bare, bare);
    return didYouMean(Syscalls.closest(wanted, names));
  }

  /** Returns {@code (did you mean X?)} for a misspelt field, or nothing. */
  private static String didYouMean(String misspelt, Collection<String> names) {
    if (misspelt.length() > SHOWN) {
      return "";
    }
    for (String name : names) {
      if (name.equalsIgnoreCase(misspelt)) {
        return didYouMean(Optional.of(name));
      }
    }
    return didYouMean(Syscalls.closest(misspelt, names));
  }

  static String didYouMean(Optional<String> name) {
    return name.map(near -> " (did you mean " + near + "?)").orElse("");
  }
}
