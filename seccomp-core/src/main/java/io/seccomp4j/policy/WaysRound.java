package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.PolicyReview.Finding;
import io.seccomp4j.policy.PolicyReview.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Finds restricted calls that another call does as well; {@code bypasses.txt} says which. */
final class WaysRound {
  private static final String TABLE = "bypasses.txt";
  private static final int MOST_NAMES = 6;
  private static final int MOST_ORIGINS = 3;

  /**
   * A line of the table.
   *
   * @param calls what may be restricted
   * @param ways what does the same then
   * @param note why
   */
  private record Line(List<String> calls, List<String> ways, Scope scope, String note) {}

  private enum Scope {
    /** A call that a rule restricts, wholly or under conditions. */
    RESTRICTED("->"),
    /** A call that a rule denies whatever its arguments. */
    DENIED("=>"),
    /** A call that does not run for all arguments, be it only by the default action. */
    CLOSED("~>"),
    /** Each is a way round all the others. */
    ALIKE("=");

    private final String sign;

    Scope(String sign) {
      this.sign = sign;
    }
  }

  private final Policy policy;
  private final List<Finding> findings;

  /** The ways that each line has told of, maybe on another architecture. */
  private final Map<Line, Set<String>> told = new HashMap<>();

  private WaysRound(Policy policy, List<Finding> findings) {
    this.policy = policy;
    this.findings = findings;
  }

  static void find(Policy policy, List<Finding> findings) {
    WaysRound ways = new WaysRound(policy, findings);
    List<Line> table = table();
    for (Arch arch : policy.effectiveArchitectures()) {
      table.forEach(line -> ways.look(arch, line));
    }
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Line line : table()) {
      line.calls().forEach(call -> names.add(name(call)));
      line.ways().forEach(way -> names.add(name(way)));
    }
    return names;
  }

  private void look(Arch arch, Line line) {
    List<String> open = new ArrayList<>();
    for (String way : line.ways()) {
      if (fate(arch, way).filter(Fate::alwaysRuns).isPresent()) {
        open.add(name(way));
      }
    }
    Set<String> toldOf = told.computeIfAbsent(line, any -> new HashSet<>());
    if (toldOf.containsAll(open)) {
      return;
    }
    List<String> closed = new ArrayList<>();
    Set<Rule> rules = new LinkedHashSet<>();
    boolean conditional = false;
    for (String call : line.calls()) {
      Optional<Fate> fate = fate(arch, call).filter(it -> !it.alwaysRuns());
      if (fate.isPresent() && isMeant(fate.get(), line.scope())) {
        closed.add(name(call));
        conditional |= fate.get().mayRun();
        fate.get().restriction().ifPresent(rules::add);
      }
    }
    if (!closed.isEmpty()) {
      toldOf.addAll(open);
      tell(arch, line, closed, open, conditional, List.copyOf(rules));
    }
  }

  /** What becomes of a call of the table, whose first argument may be given in parentheses. */
  private Optional<Fate> fate(Arch arch, String call) {
    OptionalInt number = Syscalls.of(arch).number(name(call));
    return number.isEmpty()
        ? Optional.empty()
        : Optional.of(Fate.of(policy, arch, number.getAsInt(), first(call)));
  }

  private static String name(String call) {
    int open = call.indexOf('(');
    return open < 0 ? call : call.substring(0, open);
  }

  private static List<OptionalLong> first(String call) {
    int open = call.indexOf('(');
    return open < 0
        ? List.of()
        : List.of(OptionalLong.of(Long.parseLong(call.substring(open + 1, call.length() - 1))));
  }

  private static boolean isMeant(Fate fate, Scope scope) {
    return switch (scope) {
      case RESTRICTED, ALIKE -> fate.restriction().isPresent();
      case DENIED -> fate.restriction().isPresent() && !fate.mayRun();
      case CLOSED -> true;
    };
  }

  private void tell(
      Arch arch,
      Line line,
      List<String> closed,
      List<String> open,
      boolean conditional,
      List<Rule> rules) {
    String origins =
        rules.isEmpty()
            ? ""
            : " ("
                + joined(rules.stream().map(Rule::origin).distinct().toList(), MOST_ORIGINS)
                + ")";
    findings.add(
        new Finding(
            open.contains("io_uring_setup") ? Kind.IO_URING : Kind.BYPASS,
            rules,
            joined(closed, MOST_NAMES)
                + (closed.size() == 1 ? " is " : " are ")
                + (conditional ? "restricted" : "denied")
                + origins
                + ", but "
                + joined(open, MOST_NAMES)
                + (open.size() == 1 ? " runs" : " run")
                + (arch == policy.nativeArchitecture() ? "" : " on " + arch)
                + ": "
                + line.note()));
  }

  private static String joined(List<String> words, int most) {
    int shown = words.size() <= most ? words.size() : most - 1;
    String rest = shown == words.size() ? "" : " and " + (words.size() - shown) + " more";
    return String.join(", ", words.subList(0, shown)) + rest;
  }

  private static List<Line> table() {
    List<Line> lines = new ArrayList<>();
    try (InputStream in = WaysRound.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(TABLE + " is missing beside " + WaysRound.class);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        if (!text.isBlank() && !text.startsWith("#")) {
          lines.addAll(line(text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(TABLE, e);
    }
    return lines;
  }

  /** Reads a line; calls that are alike are one line for each of them that may be restricted. */
  private static List<Line> line(String text) {
    int colon = text.indexOf(':');
    String note = text.substring(colon + 1).strip();
    List<String> words = List.of(text.substring(0, colon).strip().split(" +", -1));
    for (Scope scope : Scope.values()) {
      int at = words.indexOf(scope.sign);
      if (at >= 0) {
        List<String> ways = words.subList(at + 1, words.size());
        List<String> calls = scope == Scope.ALIKE ? ways : words.subList(0, at);
        return List.of(new Line(calls, ways, scope, note));
      }
    }
    throw new IllegalStateException(TABLE + ": " + text);
  }
}
