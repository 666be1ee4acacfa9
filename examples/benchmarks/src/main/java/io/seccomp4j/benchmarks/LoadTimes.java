package io.seccomp4j.benchmarks;

import io.seccomp4j.bpf.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What it costs the kernel to load programs; a C program measures it, since Java cannot. */
final class LoadTimes {
  private LoadTimes() {}

  /** Prints a table; without a C compiler only that there is none. */
  static void print(Map<String, Filter> programs, int rounds) throws Exception {
    Path directory = Files.createTempDirectory("seccomp4j-benchmark");
    List<Path> files = new ArrayList<>();
    try {
      List<String> command = new ArrayList<>();
      Path loader = directory.resolve("load");
      files.add(loader);
      if (!compile(loader)) {
        System.out.println("\nLoading is not measured: there is no working cc");
        return;
      }
      command.addAll(List.of(loader.toString(), Integer.toString(2 * rounds)));
      for (Filter filter : programs.values()) {
        Path file = directory.resolve("program" + files.size());
        files.add(Files.write(file, filter.toBytes(ByteOrder.nativeOrder())));
        command.add(file.toString());
      }
      print(List.copyOf(programs.keySet()), run(command));
    } finally {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.delete(directory);
    }
  }

  private static boolean compile(Path loader) throws IOException, InterruptedException {
    try (InputStream source = LoadTimes.class.getResourceAsStream("load.c")) {
      if (source == null) {
        throw new IOException("load.c is missing");
      }
      Process cc =
          new ProcessBuilder("cc", "-O2", "-x", "c", "-o", loader.toString(), "-")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var input = cc.getOutputStream()) {
        source.transferTo(input);
      }
      return cc.waitFor() == 0;
    } catch (IOException noCompiler) {
      return false;
    }
  }

  private static List<String> run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.get(0) + ": " + out);
    }
    return out.lines().toList();
  }

  /** Uneven rows are held against the even ones before them: the built-in against libseccomp. */
  private static void print(List<String> names, List<String> lines) {
    double[][] times = new double[names.size()][lines.size()];
    for (int round = 0; round < lines.size(); round++) {
      String[] words = lines.get(round).split(" ", -1);
      for (int i = 0; i < names.size(); i++) {
        times[i][round] = Double.parseDouble(words[i]);
        if (times[i][round] < 0) {
          throw new IllegalStateException("the kernel refused " + names.get(i));
        }
      }
    }
    System.out.printf("%nLoading by the kernel, %d rounds in turns (goal 0.50)%n", lines.size());
    System.out.printf("%-36s %9s %10s %7s%n", "", "min us", "median us", "ratio");
    for (int i = 0; i < names.size(); i++) {
      double[] ratios = new double[lines.size()];
      for (int round = 0; round < ratios.length; round++) {
        ratios[round] = times[i][round] / times[i - i % 2][round];
      }
      double[] sorted = times[i].clone();
      Arrays.sort(sorted);
      Arrays.sort(ratios);
      System.out.printf(
          Locale.ROOT,
          "%-36s %9.1f %10.1f %7.2f%n",
          names.get(i),
          sorted[0] / 1e3,
          sorted[sorted.length / 2] / 1e3,
          ratios[ratios.length / 2]);
    }
  }
}
