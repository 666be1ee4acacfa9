package io.seccomp4j.arch;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that somebody meant: edit distance with swaps of neighbours counted as one. */
final class Spelling {
  private Spelling() {}

  /** Returns the closest name, the first of equals; empty when none is close. */
  static Optional<String> closest(String misspelt, Collection<String> names) {
    int limit = Math.min(2, Math.max(1, misspelt.length() / 3));
    String best = "";
    int bestDistance = limit + 1;
    for (String name : names) {
      if (Math.abs(name.length() - misspelt.length()) < bestDistance) {
        int distance = distance(misspelt, name, bestDistance);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = name;
        }
      }
    }
    return bestDistance <= limit ? Optional.of(best) : Optional.empty();
  }

  /** Returns the syscall that a function of the C library makes; empty for other names. */
  static String callBehind(String function) {
    return switch (function) {
      case "fstatat" -> "newfstatat";
      case "pread" -> "pread64";
      case "pwrite" -> "pwrite64";
      case "posix_fadvise" -> "fadvise64";
      case "posix_fallocate" -> "fallocate";
      case "prlimit" -> "prlimit64";
      case "lseek64" -> "lseek";
      case "mmap64" -> "mmap";
      case "open64" -> "openat";
      case "wait", "wait3" -> "wait4";
      case "sigqueue" -> "rt_sigqueueinfo";
      case "pthread_create", "posix_spawn" -> "clone3";
      case "pthread_kill" -> "tgkill";
      case "system", "popen" -> "execve";
      default -> "";
    };
  }

  /** Returns the distance, or any number that is at least the bound. */
  private static int distance(String a, String b, int bound) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      int smallest = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int cost = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost = Math.min(cost, beforeLast[j - 2] + 1);
        }
        row[j] = cost;
        smallest = Math.min(smallest, cost);
      }
      if (smallest >= bound) {
        return bound;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
