package io.seccomp4j.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Environment entries as bytes. What the JVM was started with is passed on as it came, whatever its
 * encoding.
 */
final class Environment {
  /** Where programs are looked for when there is no PATH; unlike the JDK not in the current one. */
  private static final byte[] DEFAULT_PATH = Text.bytes("/bin:/usr/bin");

  private static final byte[] PATH = Text.bytes("PATH");
  private static final Lazy<List<byte[]>> INHERITED = new Lazy<>(Environment::read);

  private Environment() {}

  /** Returns the entries that this JVM was started with. */
  static List<byte[]> inherited() {
    return INHERITED.get();
  }

  /**
   * Returns this JVM's entries with changes.
   *
   * @param base the entries to begin with
   * @param changes names with a new value, or empty to remove them
   * @return the entries, none of them ended by NUL
   */
  static List<byte[]> changed(List<byte[]> base, Map<String, Optional<String>> changes)
      throws IOException {
    if (changes.isEmpty()) {
      return base;
    }
    List<byte[]> names = new ArrayList<>();
    List<byte[]> added = new ArrayList<>();
    for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
      names.add(Text.encoded(change.getKey()));
      if (change.getValue().isPresent()) {
        added.add(Text.encoded(change.getKey() + "=" + change.getValue().get()));
      }
    }
    List<byte[]> result = new ArrayList<>();
    for (byte[] entry : base) {
      if (names.stream().noneMatch(name -> isNamed(entry, name))) {
        result.add(entry);
      }
    }
    result.addAll(added);
    return result;
  }

  /** Returns what has to be changed to get from this JVM's environment to another. */
  static Map<String, Optional<String>> differences(Map<String, String> wanted) {
    Map<String, String> ours = System.getenv();
    Map<String, Optional<String>> changes = new LinkedHashMap<>();
    for (String name : ours.keySet()) {
      if (!wanted.containsKey(name)) {
        changes.put(name, Optional.empty());
      }
    }
    wanted.forEach(
        (name, value) -> {
          if (!value.equals(ours.get(name))) {
            changes.put(name, Optional.of(value));
          }
        });
    return changes;
  }

  /** Returns the value of PATH in this JVM's environment, as {@link ProcessBuilder} takes it. */
  static byte[] searchPath() {
    for (byte[] entry : inherited()) {
      if (isNamed(entry, PATH)) {
        return Arrays.copyOfRange(entry, PATH.length + 1, entry.length);
      }
    }
    return DEFAULT_PATH;
  }

  private static boolean isNamed(byte[] entry, byte[] name) {
    return entry.length > name.length
        && entry[name.length] == '='
        && Arrays.equals(entry, 0, name.length, name, 0, name.length);
  }

  private static List<byte[]> read() {
    try {
      return split(Files.readAllBytes(Path.of("/proc/self/environ")));
    } catch (IOException unreadable) {
      List<byte[]> entries = new ArrayList<>();
      System.getenv().forEach((name, value) -> entries.add(Text.bytes(name + "=" + value)));
      return entries;
    }
  }

  private static List<byte[]> split(byte[] block) {
    List<byte[]> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < block.length; i++) {
      if (block[i] == 0) {
        if (i > start) {
          entries.add(Arrays.copyOfRange(block, start, i));
        }
        start = i + 1;
      }
    }
    return entries;
  }
}
