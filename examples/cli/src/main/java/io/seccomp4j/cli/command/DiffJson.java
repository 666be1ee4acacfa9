package io.seccomp4j.cli.command;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Explanation;
import io.seccomp4j.policy.PolicyChange;
import io.seccomp4j.policy.PolicyDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A difference as a JSON object. */
final class DiffJson {
  private DiffJson() {}

  static String of(PolicyDiff diff) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("relation", diff.relation().name().toLowerCase(Locale.ROOT));
    object.put("noWeaker", diff.isNoWeaker());
    List<Object> changes = new ArrayList<>();
    diff.changes().forEach(change -> changes.add(change(change)));
    object.put("changes", changes);
    object.put("settings", diff.settings());
    return Json.of(object);
  }

  private static Map<String, Object> change(PolicyChange change) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(
        "change", change.allowsMore() ? "allowed" : change.allowsLess() ? "denied" : "other");
    object.put(
        "strictness",
        change.isWeaker() ? "weaker" : change.isStricter() ? "stricter" : "incomparable");
    object.put("syscalls", change.syscalls());
    object.put("architectures", change.architectures().stream().map(Arch::ociName).toList());
    object.put(
        "arguments", change.coverage() == PolicyChange.Coverage.ALL_ARGUMENTS ? "all" : "some");
    object.put("before", side(change.before()));
    object.put("after", side(change.after()));
    object.put("example", ExplanationJson.call(change.example()));
    return object;
  }

  private static Map<String, Object> side(Explanation explanation) {
    Map<String, Object> side = Oracle.fields(explanation.action(), explanation.rule());
    side.put("because", explanation.verdicts().get(0).because());
    return side;
  }
}
