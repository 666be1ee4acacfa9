package io.seccomp4j.cli.command;

import io.seccomp4j.cli.Failures;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.oci.Problem;
import io.seccomp4j.oci.ProfileFormatException;
import io.seccomp4j.policy.PolicyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there is to say about a file. */
final class CheckedFile {
  private record Entry(boolean isError, Problem problem) {}

  private final Path file;
  private final List<Entry> entries = new ArrayList<>();

  private CheckedFile(Path file) {
    this.file = file;
  }

  /** Reads a file; in strict mode warnings are errors. */
  static CheckedFile check(Path file, boolean strict) {
    CheckedFile checked = new CheckedFile(file);
    try {
      OciProfile profile = OciProfile.read(file);
      profile.warnings().forEach(warning -> checked.add(strict, warning));
      profile.review().forEach(finding -> checked.add(strict, finding));
    } catch (ProfileFormatException e) {
      e.problems().forEach(problem -> checked.add(true, problem));
    } catch (PolicyException e) {
      e.problems().forEach(problem -> checked.add(true, somewhere(problem)));
    } catch (IOException e) {
      checked.add(true, somewhere(withoutName(Failures.inWords(e), file)));
    }
    return checked;
  }

  private static Problem somewhere(String message) {
    return new Problem("", 0, 0, message);
  }

  /** A message about a file begins with its name, as our lines do. */
  private static String withoutName(String message, Path file) {
    String prefix = file + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }

  private void add(boolean isError, Problem problem) {
    entries.add(new Entry(isError, problem));
  }

  int errors() {
    return (int) entries.stream().filter(Entry::isError).count();
  }

  int warnings() {
    return entries.size() - errors();
  }

  /** Returns lines as {@code profile.json:12:7 /syscalls/3/action: unknown action}. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries) {
      Problem problem = entry.problem();
      String severity = entry.isError() ? "" : "warning: ";
      String message = severity + problem.message();
      Problem shown = new Problem(problem.pointer(), problem.line(), problem.column(), message);
      lines.add(file + ":" + (problem.line() == 0 ? " " : "") + shown);
    }
    return lines;
  }

  /** Returns the object of {@code --json}. */
  String toJson() {
    List<Object> problems = new ArrayList<>();
    for (Entry entry : entries) {
      Map<String, Object> problem = new LinkedHashMap<>();
      problem.put("severity", entry.isError() ? "error" : "warning");
      problem.put("pointer", entry.problem().pointer());
      problem.put("line", entry.problem().line());
      problem.put("column", entry.problem().column());
      problem.put("kind", entry.problem().kind());
      problem.put("message", entry.problem().message());
      problems.add(problem);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file.toString());
    object.put("ok", errors() == 0);
    object.put("errors", errors());
    object.put("warnings", warnings());
    object.put("problems", problems);
    return Json.of(object);
  }
}
