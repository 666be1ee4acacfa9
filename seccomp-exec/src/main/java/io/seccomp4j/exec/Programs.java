package io.seccomp4j.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The files that a command's name may stand for, in the order of trying. */
final class Programs {
  private Programs() {}

  /**
   * Returns the paths to try, as execvp(3) and {@link ProcessBuilder} do.
   *
   * @param command a path when it has a slash, else a name to look for in PATH
   * @param searchPath directories with colons between them; an empty one is the current one
   * @return at least one path
   */
  static List<byte[]> candidates(byte[] command, byte[] searchPath) {
    if (command.length == 0 || indexOf(command, '/', 0) >= 0) {
      return List.of(command);
    }
    List<byte[]> paths = new ArrayList<>();
    for (int start = 0; start <= searchPath.length; ) {
      int colon = indexOf(searchPath, ':', start);
      int end = colon < 0 ? searchPath.length : colon;
      paths.add(joined(Arrays.copyOfRange(searchPath, start, end), command));
      start = end + 1;
    }
    return paths;
  }

  private static byte[] joined(byte[] directory, byte[] name) {
    byte[] from = directory.length == 0 ? new byte[] {'.'} : directory;
    byte[] path = Arrays.copyOf(from, from.length + 1 + name.length);
    path[from.length] = '/';
    System.arraycopy(name, 0, path, from.length + 1, name.length);
    return path;
  }

  private static int indexOf(byte[] text, char wanted, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
