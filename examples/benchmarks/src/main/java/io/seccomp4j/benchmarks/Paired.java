package io.seccomp4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times several ways of doing a thing in turns, so that a busy moment of the machine meets all of
 * them, and compares each with the first by the median of the ratios within a turn. Not
 * thread-safe.
 */
final class Paired {
  /** One way; it reads the clock itself, so that it can leave its cleaning out. */
  interface Way {
    /**
     * Does the thing once.
     *
     * @return the nanoseconds that it took
     */
    long nanoseconds() throws Exception;
  }

  private record Row(String name, Way way, List<Long> times) {
    long at(double part) {
      long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
      return sorted[(int) (part * sorted.length)];
    }
  }

  private final List<Row> rows = new ArrayList<>();

  Paired way(String name, Way way) {
    rows.add(new Row(name, way, new ArrayList<>()));
    return this;
  }

  Paired run(int warmup, int rounds) throws Exception {
    for (int round = -warmup; round < rounds; round++) {
      for (int i = 0; i < rows.size(); i++) {
        // Another one begins in each round: who follows whom must not matter.
        Row row = rows.get(Math.floorMod(round + i, rows.size()));
        long time = row.way().nanoseconds();
        if (round >= 0) {
          row.times().add(time);
        }
      }
    }
    return this;
  }

  /** Returns the median ratio of a row's times to the first row's. */
  private double ratio(Row row) {
    double[] ratios = new double[row.times().size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (double) row.times().get(i) / rows.get(0).times().get(i);
    }
    Arrays.sort(ratios);
    return ratios[ratios.length / 2];
  }

  /** Returns a table: minimum, first quartile and median in microseconds, and the ratio. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%-36s %9s %9s %10s %7s%n", "", "min us", "p25 us", "median us", "ratio"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-36s %9.0f %9.0f %10.0f %7.2f%n",
              row.name(),
              row.at(0) / 1e3,
              row.at(0.25) / 1e3,
              row.at(0.5) / 1e3,
              ratio(row)));
    }
    return text.toString();
  }
}
