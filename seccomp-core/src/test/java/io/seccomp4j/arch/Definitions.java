package io.seccomp4j.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The parameters of the kernel's syscall functions, from the SYSCALL_DEFINE macros in the source.
 */
final class Definitions {
  /**
   * A parameter as the kernel writes it.
   *
   * @param type C type without {@code __user}
   * @param name its name
   */
  record Raw(String type, String name) {
    /** Reads {@code int dfd}. */
    static Raw parse(String text) {
      int space = text.lastIndexOf(' ');
      return new Raw(text.substring(0, space), text.substring(space + 1));
    }
  }

  private record Found(Path file, List<Raw> parameters) {}

  /** Everything that may hold syscalls; drivers hold two. */
  private static final List<String> PLACES =
      List.of(
          "arch/arm",
          "arch/arm64/kernel",
          "arch/powerpc",
          "arch/riscv/kernel",
          "arch/s390",
          "arch/x86/kernel",
          "arch/x86/mm",
          "arch/x86/entry",
          "block",
          "drivers/char/random.c",
          "drivers/pci/syscall.c",
          "fs",
          "io_uring",
          "ipc",
          "kernel",
          "mm",
          "net",
          "security");

  private static final Map<Arch, String> DIRECTORIES =
      Map.of(
          Arch.X86_64, "arch/x86/",
          Arch.X86, "arch/x86/",
          Arch.X32, "arch/x86/",
          Arch.AARCH64, "arch/arm64/",
          Arch.ARM, "arch/arm/",
          Arch.RISCV64, "arch/riscv/",
          Arch.PPC64LE, "arch/powerpc/",
          Arch.S390X, "arch/s390/");

  private static final Pattern MACRO =
      Pattern.compile(
          "^(SYSCALL|SYSCALL32|COMPAT_SYSCALL)_DEFINE[0-6]\\(([^)]*)\\)", Pattern.MULTILINE);

  private final Map<String, List<Found>> found = new HashMap<>();

  private Definitions() {}

  static Definitions read(Path tree) throws IOException {
    Definitions definitions = new Definitions();
    for (String place : PLACES) {
      try (Stream<Path> files = Files.walk(tree.resolve(place))) {
        files
            .filter(file -> file.toString().endsWith(".c"))
            .forEach(file -> definitions.scan(tree, file));
      }
    }
    return definitions;
  }

  private void scan(Path tree, Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!text.contains("_DEFINE")) {
      return;
    }
    Matcher macro = MACRO.matcher(text);
    while (macro.find()) {
      String[] words = macro.group(2).split(",", -1);
      List<Raw> parameters = new ArrayList<>();
      for (int i = 1; i + 1 < words.length; i += 2) {
        parameters.add(new Raw(type(words[i]), words[i + 1].trim()));
      }
      found
          .computeIfAbsent(macro.group(1) + " " + words[0].trim(), key -> new ArrayList<>())
          .add(new Found(tree.relativize(file), parameters));
    }
  }

  private static String type(String text) {
    String type = text.replace("__user", "").replace("*", " *").trim().replaceAll("\\s+", " ");
    // Of a value, const says something about the function only.
    return type.contains("*") || !type.startsWith("const ") ? type : type.substring(6);
  }

  /**
   * Returns the possible parameter lists of an entry point on an architecture: none, one, or
   * several where the kernel chooses by its configuration.
   */
  Set<List<Raw>> of(Arch arch, KernelTables.Entry entry) {
    String function = entry.entryPoint();
    List<String> keys = new ArrayList<>();
    if (function.startsWith("compat_sys_")) {
      keys.add("COMPAT_SYSCALL " + function.substring(11));
      keys.add("SYSCALL " + function.substring(11));
    } else if (function.startsWith("sys_")) {
      if (arch == Arch.X86) {
        keys.add("SYSCALL32 " + function.substring(4));
      }
      keys.add("SYSCALL " + function.substring(4));
    }
    for (String key : keys) {
      Set<List<Raw>> own = new LinkedHashSet<>();
      Set<List<Raw>> generic = new LinkedHashSet<>();
      for (Found definition : found.getOrDefault(key, List.of())) {
        String file = definition.file().toString();
        if (file.startsWith(DIRECTORIES.getOrDefault(arch, "?"))) {
          own.add(definition.parameters());
        } else if (!file.startsWith("arch/") && !file.endsWith("nommu.c")) {
          generic.add(definition.parameters());
        }
      }
      if (!own.isEmpty() || !generic.isEmpty()) {
        return own.isEmpty() ? generic : own;
      }
    }
    return Set.of();
  }
}
