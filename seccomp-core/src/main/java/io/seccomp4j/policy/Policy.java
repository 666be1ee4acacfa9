package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says which syscalls a program may make, with which arguments. Immutable.
 *
 * <pre>{@code
 * Policy policy = Policy.denyByDefault(errno(EPERM))
 *     .allow("read", "write", "exit_group")
 *     .allow("openat", arg("flags").masked(O_ACCMODE).is(O_RDONLY))
 *     .build();
 * }</pre>
 *
 * <p>A policy is a list of layers, usually one. Inside a layer all rules that match a call are
 * looked at and the strictest action wins, so their order never matters for safety. The highest
 * layer with a matching rule decides; where none matches, the default action does. A syscall beyond
 * the {@link Horizon} answers ENOSYS where the default action is an errno. A call of an
 * architecture that is neither native nor listed kills the process.
 */
public final class Policy {
  private final Action defaultAction;
  private final Arch nativeArchitecture;
  private final Set<Arch> architectures;
  private final Horizon horizon;
  private final Set<FilterFlag> flags;
  private final Optional<String> listenerPath;
  private final Optional<String> listenerMetadata;
  private final List<Layer> layers;
  private final List<String> warnings;
  private final Set<Arch> effectiveArchitectures;
  private int hash;
  private final Map<Arch, ArchRules> resolved = new ConcurrentHashMap<>();

  /** Checks nothing; {@link PolicyBuilder#build()} and {@link #checked} do. */
  private Policy(PolicyBuilder builder, List<Layer> layers, List<String> warnings) {
    this.defaultAction = builder.defaultAction();
    this.nativeArchitecture = builder.nativeArch();
    this.horizon = builder.horizon();
    this.architectures = Set.copyOf(builder.listedArchitectures());
    this.flags = Set.copyOf(builder.filterFlags());
    this.listenerPath = builder.listener();
    this.listenerMetadata = builder.metadata();
    this.layers = List.copyOf(layers);
    this.warnings = List.copyOf(warnings);
    this.effectiveArchitectures = effective(nativeArchitecture, architectures);
  }

  /**
   * Starts a policy that runs only what a rule allows.
   *
   * @param action what happens to everything else, for example {@code errno(EPERM)}
   * @return a builder
   * @throws IllegalArgumentException when the action lets calls run
   */
  public static PolicyBuilder denyByDefault(Action action) {
    if (action.runsTheCall()) {
      throw new IllegalArgumentException(
          "the default action " + action + " denies nothing: use allowByDefault()");
    }
    return new PolicyBuilder(action);
  }

  /**
   * Starts a policy that runs everything but what a rule denies.
   *
   * @return a builder
   */
  public static PolicyBuilder allowByDefault() {
    return new PolicyBuilder(Action.ALLOW);
  }

  /**
   * Starts a policy with a default action chosen at run time, as a parser does.
   *
   * @param action what happens where no rule matches
   * @return a builder
   */
  public static PolicyBuilder withDefault(Action action) {
    return new PolicyBuilder(action);
  }

  /** Makes a policy from layers, resolves it for every architecture and throws what is wrong. */
  static Policy checked(PolicyBuilder builder, List<Layer> layers) {
    List<String> problems = new ArrayList<>(builder.problems());
    List<PolicyReview.Finding> findings = new ArrayList<>();
    Action otherwise = builder.defaultAction();
    List<Layer> guarded = Clone3.guarded(otherwise, IoUring.guarded(otherwise, layers));
    Policy policy = new Policy(builder, guarded, List.of());
    Map<Arch, ArchRules> resolved = new PolicyCheck(policy, problems, findings).run();
    if (!problems.isEmpty()) {
      throw new PolicyException(problems.stream().distinct().toList());
    }
    List<String> warnings = new ArrayList<>();
    for (PolicyReview.Finding finding : findings) {
      warnings.add(finding.message());
    }
    Policy checked = new Policy(builder, guarded, warnings);
    checked.resolved.putAll(resolved);
    return checked;
  }

  /**
   * Returns a builder that starts from this policy's rules; the layers above the lowest are kept.
   *
   * @return a builder
   */
  public PolicyBuilder toBuilder() {
    return new PolicyBuilder(this);
  }

  /**
   * Returns this policy with another's rules as a layer above: where one of them matches, it
   * decides.
   *
   * @param above the rules; its default action, horizon, architectures and flags do not count
   * @return the combination
   * @throws IllegalArgumentException when the rules above have raw numbers of another architecture
   * @throws PolicyException when a rule above cannot be resolved for this policy's architectures
   */
  public Policy overriddenBy(Policy above) {
    return with(Layer.Kind.OVERRIDES, above);
  }

  /**
   * Returns this policy with another's rules as a layer that can only tighten: where one of them
   * matches, the stricter of its action and this policy's verdict wins.
   *
   * @param above the rules; its default action, horizon, architectures and flags do not count
   * @return the combination
   * @throws IllegalArgumentException when the rules above have raw numbers of another architecture
   * @throws PolicyException when a rule above cannot be resolved for this policy's architectures
   */
  public Policy tightenedBy(Policy above) {
    return with(Layer.Kind.TIGHTENS, above);
  }

  /**
   * Returns the policy that gives every call the stricter of two policies' verdicts, by the
   * kernel's order of actions; of two errnos, or two {@code trace}, the first policy's.
   *
   * <p>It is written with ordinary rules in one layer: where the verdicts on a syscall are those of
   * one policy, that policy's rules for it, with their conditions, reasons and places; else joined
   * conditions or, where these would not be exact, masked equalities. It is proven to be the
   * combination before it is returned.
   *
   * <p>An architecture stays listed where both list it. Of the flags, {@link FilterFlag#SPEC_ALLOW}
   * stays where both have it, every other where one has it. A listener is taken over from either.
   *
   * @param first a policy
   * @param second a policy for the same native architecture
   * @return the combination
   * @throws PolicyException when the two are for different kernels, have different listeners, or
   *     when the rules of a syscall would be too many or not the same on all architectures; the
   *     message names it
   */
  public static Policy strictest(Policy first, Policy second) {
    return new PolicyCombiner(Combination.STRICTEST, first, second).combine();
  }

  /**
   * Returns the policy that gives every call the less strict of two policies' verdicts: it allows
   * what one of them allows. Ties, the way it is written, flags and listeners are those of {@link
   * #strictest}; an architecture is listed where either lists it.
   *
   * @param first a policy
   * @param second a policy for the same native architecture
   * @return the combination
   * @throws PolicyException as {@link #strictest} does; mostly when only one of the two lists an
   *     architecture, since a policy has the same rules on all of them
   */
  public static Policy weakest(Policy first, Policy second) {
    return new PolicyCombiner(Combination.WEAKEST, first, second).combine();
  }

  private Policy with(Layer.Kind lowest, Policy above) {
    if (nativeArchitecture != above.nativeArchitecture
        && above.layers.stream().anyMatch(layer -> hasRawNumbers(layer.rules()))) {
      throw new IllegalArgumentException(
          "the raw numbers (%N) of the upper policy are of "
              + above.nativeArchitecture
              + ", not of "
              + nativeArchitecture);
    }
    List<Layer> all = new ArrayList<>(layers);
    all.set(0, new Layer(layers.get(0).kind(), Clone3.withoutGuard(layers.get(0).rules())));
    for (int i = 0; i < above.layers.size(); i++) {
      Layer layer = above.layers.get(i);
      all.add(new Layer(i == 0 ? lowest : layer.kind(), Clone3.withoutGuard(layer.rules())));
    }
    return checked(toBuilder(), all);
  }

  static boolean hasRawNumbers(List<Rule> rules) {
    return rules.stream()
        .flatMap(rule -> rule.syscalls().stream())
        .anyMatch(syscall -> syscall.startsWith("%"));
  }

  /**
   * Returns what happens where no rule matches.
   *
   * @return the default action
   */
  public Action defaultAction() {
    return defaultAction;
  }

  /**
   * Returns the architecture of the kernel that the policy is for.
   *
   * @return this host's, unless the builder said otherwise
   */
  public Arch nativeArchitecture() {
    return nativeArchitecture;
  }

  /**
   * Returns the architectures that the policy lists.
   *
   * @return possibly none: then only the native one counts
   */
  public Set<Arch> architectures() {
    return architectures;
  }

  /**
   * Returns the architectures whose calls the rules decide: the native one and the listed ones that
   * its kernel runs and that have a syscall table. Calls of all others kill the process.
   *
   * @return the native one first
   */
  public Set<Arch> effectiveArchitectures() {
    return effectiveArchitectures;
  }

  private static Set<Arch> effective(Arch nativeArchitecture, Set<Arch> listed) {
    Set<Arch> effective = new LinkedHashSet<>();
    for (Arch arch : nativeArchitecture.runnable()) {
      if (arch == nativeArchitecture || (listed.contains(arch) && !Syscalls.of(arch).isEmpty())) {
        effective.add(arch);
      }
    }
    return Collections.unmodifiableSet(effective);
  }

  /**
   * Returns how far the policy knows the syscalls. {@link ArchRules#horizon()} is the number that
   * it comes to on an architecture; only that counts for equality.
   *
   * @return the horizon, also where the default action leaves it without effect
   */
  public Horizon horizon() {
    return horizon;
  }

  /**
   * Returns the flags for loading the filter.
   *
   * @return possibly none
   */
  public Set<FilterFlag> flags() {
    return flags;
  }

  /**
   * Returns the socket to which a container runtime sends the listener of NOTIFY actions.
   *
   * @return the path, where there is one
   */
  public Optional<String> listenerPath() {
    return listenerPath;
  }

  /**
   * Returns the opaque text that goes with the listener.
   *
   * @return the text, where there is one
   */
  public Optional<String> listenerMetadata() {
    return listenerMetadata;
  }

  /**
   * Returns the layers.
   *
   * @return at least one, the lowest first
   */
  public List<Layer> layers() {
    return layers;
  }

  /**
   * Returns what is probably not meant as it is written: conflicting rules, skipped syscalls,
   * signed orderings. {@link PolicyReview} finds more, and takes longer.
   *
   * @return one line each; no part of equality
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Returns what the policy means on an architecture.
   *
   * @param arch the architecture, which has a syscall table
   * @return its rules in numbers
   * @throws PolicyException when a rule cannot be resolved there
   */
  public ArchRules rulesOn(Arch arch) {
    return resolved.computeIfAbsent(
        arch,
        wanted -> {
          List<String> problems = new ArrayList<>();
          ArchRules rules = ArchRules.resolve(this, wanted, problems::add);
          if (!problems.isEmpty()) {
            throw new PolicyException(problems);
          }
          return rules;
        });
  }

  /**
   * Decides a call.
   *
   * @param call the call, all of its arguments known
   * @return the action
   * @throws IllegalStateException when an argument is unknown
   */
  public Action decide(Call call) {
    Arch arch = call.effectiveArch();
    return effectiveArchitectures().contains(arch)
        ? rulesOn(arch).decide(call.number(), call.registers())
        : Action.KILL_PROCESS;
  }

  /**
   * Explains what happens to a call.
   *
   * @param call the call; unknown arguments give every possible verdict
   * @return the verdicts with the rules that make them
   */
  public Explanation explain(Call call) {
    return Explainer.explain(this, call);
  }

  /**
   * Returns the whole policy as text, a rule a line.
   *
   * @return several lines
   */
  public String toText() {
    return PolicyText.of(this);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Policy that && isEqual(that));
  }

  private boolean isEqual(Policy that) {
    return defaultAction.equals(that.defaultAction)
        && nativeArchitecture == that.nativeArchitecture
        && architectures.equals(that.architectures)
        && flags.equals(that.flags)
        && listenerPath.equals(that.listenerPath)
        && listenerMetadata.equals(that.listenerMetadata)
        && layers.equals(that.layers)
        && horizons().equals(that.horizons());
  }

  /** Returns the last known number of every effective architecture. */
  private List<OptionalInt> horizons() {
    List<OptionalInt> numbers = new ArrayList<>();
    for (Arch arch : effectiveArchitectures) {
      numbers.add(rulesOn(arch).horizon());
    }
    return numbers;
  }

  /** Computed once: policies are keys of caches. */
  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known =
          Objects.hash(
              defaultAction,
              nativeArchitecture,
              architectures,
              flags,
              listenerPath,
              listenerMetadata,
              layers,
              horizons());
      hash = known;
    }
    return known;
  }

  /** Returns one line, as {@code policy: default errno(EPERM), 12 rules}. */
  @Override
  public String toString() {
    int rules = layers.stream().mapToInt(layer -> layer.rules().size()).sum();
    return "policy: default "
        + defaultAction
        + ", "
        + rules
        + (rules == 1 ? " rule" : " rules")
        + (layers.size() == 1 ? "" : " in " + layers.size() + " layers");
  }
}
