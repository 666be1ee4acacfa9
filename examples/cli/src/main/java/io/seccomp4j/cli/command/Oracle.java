package io.seccomp4j.cli.command;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.exec.KernelTrial;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Explanation;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who is asked about calls, each answered with a JSON object. */
interface Oracle {
  /**
   * What came of a call.
   *
   * @param json one line
   * @param isVerdict false when the call could not be asked about
   */
  record Answer(String json, boolean isVerdict) {}

  /** Answers calls in order. */
  List<Answer> answer(List<Call> calls) throws IOException;

  /** The policy, which knows the rules. */
  static Oracle model(Policy policy) {
    return each(
        call -> {
          Explanation explanation = policy.explain(call);
          return verdict(explanation.action(), explanation.rule());
        });
  }

  /** The compiled program in the simulator. */
  static Oracle filter(Filter filter) {
    return each(
        call -> {
          // The kernel gives a filter zeros above the 32-bit registers of such a program.
          long bits = call.arch().token() < 0 ? -1 : 0xffff_ffffL;
          long[] args = call.args().stream().mapToLong(arg -> arg.orElse(0) & bits).toArray();
          int value = Simulator.run(filter, call.arch(), call.number(), 0, args);
          return verdict(Action.ofReturnValue(value), Optional.empty());
        });
  }

  /** The kernel under the compiled program, with its returns renamed so that no call runs. */
  static Oracle kernel(Filter filter) {
    return calls -> {
      List<Answer> answers = new ArrayList<>(calls.size());
      for (KernelTrial.Answer answer : KernelTrial.ask(filter, calls)) {
        answers.add(
            answer.action().isPresent()
                ? verdict(answer.action().get(), Optional.empty())
                : new Answer(Json.of(Map.of("error", answer.toString())), false));
      }
      return answers;
    };
  }

  private static Oracle each(Function<Call, Answer> answer) {
    return calls -> calls.stream().map(answer).toList();
  }

  private static Answer verdict(Action action, Optional<Rule> rule) {
    return new Answer(Json.of(fields(action, rule)), true);
  }

  /** Returns the keys that say what happens and by which rule. */
  static Map<String, Object> fields(Action action, Optional<Rule> rule) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("action", action.kind().ociName());
    switch (action.kind()) {
      case ERRNO -> fields.put("errno", action.data());
      case TRACE -> fields.put("value", action.data());
      default -> {}
    }
    fields.put(
        "rule",
        rule.isPresent() && rule.get().sourceIndex().isPresent()
            ? rule.get().sourceIndex().getAsInt()
            : rule.<Object>map(Rule::origin).orElse(Json.NULL));
    return fields;
  }
}
