package io.seccomp4j.cli.command;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Parameter;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Explanation;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** An explanation as a JSON object: the call, what happens to it and why, and what is nearest. */
final class ExplanationJson {
  private ExplanationJson() {}

  static String of(Explanation explanation) {
    Map<String, Object> object = call(explanation.call());
    object.putAll(Oracle.fields(explanation.action(), explanation.rule()));
    List<Object> verdicts = new ArrayList<>();
    for (Explanation.Verdict verdict : explanation.verdicts()) {
      Map<String, Object> fields = Oracle.fields(verdict.action(), verdict.rule());
      fields.put("when", words(explanation, verdict.when()));
      fields.put("because", verdict.because());
      verdict.rule().flatMap(Rule::reason).ifPresent(reason -> fields.put("reason", reason));
      verdicts.add(fields);
    }
    object.put("verdicts", verdicts);
    object.put("nearest", Json.NULL);
    explanation
        .nearest()
        .ifPresent(
            nearest -> {
              Map<String, Object> fields = Oracle.fields(nearest.action(), nearest.rule());
              fields.put("if", words(explanation, nearest.changes()));
              fields.put("as", call(nearest.call()));
              fields.put("because", nearest.because());
              object.put("nearest", fields);
            });
    return Json.of(object);
  }

  private static List<String> words(Explanation explanation, List<ArgumentTest> tests) {
    return tests.stream().map(explanation::inWords).toList();
  }

  /** An unknown argument has no value; "words" shows the others with their constants. */
  static Map<String, Object> call(Call call) {
    Arch arch = call.effectiveArch();
    Syscalls syscalls = Syscalls.of(arch);
    String name = syscalls.name(call.number()).orElse("");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("call", call.toString());
    object.put("arch", arch.ociName());
    object.put("syscall", name.isEmpty() ? Json.NULL : name);
    object.put("nr", call.number());
    List<Parameter> parameters = syscalls.parameters(name);
    List<Object> args = new ArrayList<>();
    for (int i = 0; i < (name.isEmpty() ? Call.ARGUMENTS : parameters.size()); i++) {
      OptionalLong value = call.args().get(i);
      Map<String, Object> arg = new LinkedHashMap<>();
      arg.put("name", i < parameters.size() ? parameters.get(i).name() : "arg" + i);
      arg.put("value", value.isPresent() ? Long.toUnsignedString(value.getAsLong()) : Json.NULL);
      arg.put(
          "words", value.isPresent() ? syscalls.describe(name, i, value.getAsLong()) : Json.NULL);
      args.add(arg);
    }
    object.put("args", args);
    return object;
  }
}
