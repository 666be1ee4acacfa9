package io.seccomp4j.cli.run;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.oci.Problem;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Layer;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Makes one policy from files and options. */
final class RunPolicy {
  private static final Action DENY = Action.errno(Errno.EPERM);
  private static final String IO_URING = "io_uring_setup";

  private final RunArguments arguments;
  private final Consumer<String> warnings;

  RunPolicy(RunArguments arguments, Consumer<String> warnings) {
    this.arguments = arguments;
    this.warnings = warnings;
  }

  /**
   * Reads the files, of which the strictest verdict wins, and puts the options above them: they
   * decide where one matches, but those of {@code --log} only tighten.
   */
  Policy build() throws IOException {
    Policy policy = arguments.policies().isEmpty() ? bare() : fromFiles(arguments.policies());
    if (!arguments.logs().isEmpty()) {
      policy = policy.tightenedBy(layer(arguments.logs(), policy.architectures(), DENY));
    }
    return policy;
  }

  private Policy bare() {
    Action otherwise = arguments.defaultAction().orElse(Action.ALLOW);
    Policy policy = layer(arguments.rules(), Set.of(), otherwise);
    sayGuard(policy);
    policy.warnings().forEach(warnings);
    return policy;
  }

  private Policy read(String name) throws IOException {
    OciProfile profile = OciProfile.read(Path.of(name));
    Policy file = profile.toPolicy();
    sayWarnings(name, profile.warnings(), file.warnings());
    return file;
  }

  private Policy fromFiles(List<String> names) throws IOException {
    Policy file = read(names.get(0));
    for (String name : names.subList(1, names.size())) {
      file = Policy.strictest(file, read(name));
    }
    if (arguments.defaultAction().isPresent()) {
      file = file.toBuilder().otherwise(arguments.defaultAction().get()).build();
    }
    if (arguments.rules().isEmpty()) {
      return file;
    }
    Policy options = layer(arguments.rules(), file.architectures(), guarded(file));
    sayGuard(options);
    Policy combined = file.overriddenBy(options);
    List<String> known = file.warnings();
    combined.warnings().stream().filter(warning -> !known.contains(warning)).forEach(warnings);
    return combined;
  }

  /**
   * Returns the default action that the layer of options is built over. Over one that denies, the
   * builder adds no guard against io_uring: so it is where the file says itself what becomes of
   * io_uring.
   */
  private static Action guarded(Policy file) {
    boolean named =
        file.layers().stream()
            .map(Layer::rules)
            .flatMap(List::stream)
            .anyMatch(rule -> rule.syscalls().contains(IO_URING));
    return named ? DENY : file.defaultAction();
  }

  private static Policy layer(List<Rule> rules, Set<Arch> architectures, Action otherwise) {
    PolicyBuilder builder =
        Policy.withDefault(otherwise).architectures(architectures.toArray(Arch[]::new));
    rules.forEach(builder::add);
    return builder.build();
  }

  /** The guard is the rule about io_uring that none of the options asked for. */
  private void sayGuard(Policy options) {
    List<Rule> rules = options.layers().get(0).rules();
    for (Rule rule : rules.subList(arguments.rules().size(), rules.size())) {
      if (rule.syscalls().contains(IO_URING)) {
        warnings.accept(
            IO_URING + " is denied, too: " + rule.reason().orElse("it goes round rules"));
      }
    }
  }

  /** A real profile may have dozens of warnings, and they are the same each time. */
  private void sayWarnings(String file, List<Problem> ofText, List<String> ofPolicy) {
    int count = ofText.size() + ofPolicy.size();
    if (count > 0) {
      String first = ofText.isEmpty() ? file + ": " + ofPolicy.get(0) : file + ":" + ofText.get(0);
      warnings.accept(
          count == 1
              ? first
              : first + " (and " + (count - 1) + " more: seccomp4j check " + file + ")");
    }
  }
}
