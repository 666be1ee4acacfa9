package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The long text form of a policy. */
final class PolicyText {
  private PolicyText() {}

  static String of(Policy policy) {
    StringBuilder text = new StringBuilder();
    line(text, "default", policy.defaultAction().toString());
    line(text, "native", policy.nativeArchitecture().toString());
    if (!policy.architectures().isEmpty()) {
      line(text, "listed", joined(new TreeSet<>(policy.architectures())));
    }
    if (!policy.flags().isEmpty()) {
      line(text, "flags", joined(new TreeSet<>(policy.flags())));
    }
    horizon(text, policy);
    policy.listenerPath().ifPresent(path -> line(text, "listener", path));
    policy.listenerMetadata().ifPresent(metadata -> line(text, "metadata", metadata));
    for (int i = policy.layers().size() - 1; i >= 0; i--) {
      Layer layer = policy.layers().get(i);
      if (i > 0) {
        text.append(
            layer.kind() == Layer.Kind.OVERRIDES
                ? "these rules override what follows:\n"
                : "these rules tighten what follows:\n");
      } else if (policy.layers().size() > 1) {
        text.append("the lowest layer:\n");
      }
      rules(text, layer.rules(), policy);
    }
    return text.toString();
  }

  private static void horizon(StringBuilder text, Policy policy) {
    List<String> known = new ArrayList<>();
    for (Arch arch : policy.effectiveArchitectures()) {
      policy.rulesOn(arch).horizon().ifPresent(last -> known.add(Horizon.shownLast(arch, last)));
    }
    if (!known.isEmpty()) {
      line(text, "horizon", joined(known) + "; what lies beyond answers ENOSYS");
    } else if (Horizon.TABLE.changes(policy.defaultAction())) {
      line(text, "horizon", "none: unknown syscalls get the default action, too");
    }
  }

  private static void rules(StringBuilder text, List<Rule> rules, Policy policy) {
    int width = rules.stream().mapToInt(rule -> rule.action().toString().length()).max().orElse(0);
    for (Rule rule : rules) {
      String action = rule.action().toString();
      text.append("  ")
          .append(action)
          .append(" ".repeat(width - action.length() + 2))
          .append(Explainer.inWords(rule, policy));
      rule.reason().ifPresent(reason -> text.append("  # ").append(reason));
      text.append('\n');
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(" ".repeat(10 - name.length())).append(value).append('\n');
  }

  private static String joined(Iterable<?> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(value -> text.append(text.length() == 0 ? "" : ", ").append(value));
    return text.toString();
  }
}
