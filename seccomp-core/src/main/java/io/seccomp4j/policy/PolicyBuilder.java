package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the rules of a {@link Policy}. Not thread-safe.
 *
 * <p>Each verb takes names of syscalls, or one name with conditions that must all hold; {@code
 * "%N"} is the raw number N of the native architecture. A name may be that of a shipped group
 * ({@code "@file-system"}), and {@code "!NAME"} takes a syscall or a group away from all that
 * stands in the same list. Names and conditions are looked up by {@link #build()}, which reports
 * every problem at once.
 */
public final class PolicyBuilder {
  private static final Action DENY = Action.errno(Errno.EPERM);
  private static final int NO_VERB = -1;

  private Action defaultAction;
  private Arch nativeArchitecture = Arch.host();
  private final Set<Arch> architectures = EnumSet.noneOf(Arch.class);
  private final Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
  private Optional<String> listenerPath = Optional.empty();
  private Optional<String> listenerMetadata = Optional.empty();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Layer> above = new ArrayList<>();
  private Horizon horizon = Horizon.TABLE;
  private final List<String> problems = new ArrayList<>();

  /** How many rules the last verb added: several for a group; none when it was wrong. */
  private int lastRules = NO_VERB;

  PolicyBuilder(Action defaultAction) {
    this.defaultAction = Objects.requireNonNull(defaultAction, "defaultAction");
  }

  PolicyBuilder(Policy policy) {
    this.defaultAction = policy.defaultAction();
    this.nativeArchitecture = policy.nativeArchitecture();
    this.architectures.addAll(policy.architectures());
    this.flags.addAll(policy.flags());
    this.listenerPath = policy.listenerPath();
    this.listenerMetadata = policy.listenerMetadata();
    this.horizon = policy.horizon();
    this.rules.addAll(Clone3.withoutGuard(policy.layers().get(0).rules()));
    this.above.addAll(policy.layers().subList(1, policy.layers().size()));
  }

  /**
   * Lets syscalls run.
   *
   * @param syscalls their names
   * @return this builder
   */
  public PolicyBuilder allow(String... syscalls) {
    return on(Action.ALLOW, syscalls);
  }

  /**
   * Lets a syscall run when all conditions hold.
   *
   * @param syscall its name
   * @param condition the first condition
   * @param more further conditions
   * @return this builder
   */
  public PolicyBuilder allow(String syscall, Condition condition, Condition... more) {
    return on(syscall, Action.ALLOW, with(condition, more));
  }

  /**
   * Lets the calls of groups run.
   *
   * @param groups the groups
   * @return this builder
   * @throws IllegalArgumentException when there is no group, or when all are empty
   */
  public PolicyBuilder allow(SyscallGroup... groups) {
    return on(Action.ALLOW, groups);
  }

  /**
   * Fails syscalls with EPERM.
   *
   * @param syscalls their names
   * @return this builder
   */
  public PolicyBuilder deny(String... syscalls) {
    return on(DENY, syscalls);
  }

  /**
   * Fails a syscall with EPERM when all conditions hold.
   *
   * @param syscall its name
   * @param condition the first condition
   * @param more further conditions
   * @return this builder
   */
  public PolicyBuilder deny(String syscall, Condition condition, Condition... more) {
    return on(syscall, DENY, with(condition, more));
  }

  /**
   * Fails the calls of groups with EPERM.
   *
   * @param groups the groups
   * @return this builder
   * @throws IllegalArgumentException when there is no group, or when all are empty
   */
  public PolicyBuilder deny(SyscallGroup... groups) {
    return on(DENY, groups);
  }

  /**
   * Ends the process at these syscalls.
   *
   * @param syscalls their names
   * @return this builder
   */
  public PolicyBuilder kill(String... syscalls) {
    return on(Action.KILL_PROCESS, syscalls);
  }

  /**
   * Ends the process at a syscall when all conditions hold.
   *
   * @param syscall its name
   * @param condition the first condition
   * @param more further conditions
   * @return this builder
   */
  public PolicyBuilder kill(String syscall, Condition condition, Condition... more) {
    return on(syscall, Action.KILL_PROCESS, with(condition, more));
  }

  /**
   * Ends the process at the calls of groups.
   *
   * @param groups the groups
   * @return this builder
   * @throws IllegalArgumentException when there is no group, or when all are empty
   */
  public PolicyBuilder kill(SyscallGroup... groups) {
    return on(Action.KILL_PROCESS, groups);
  }

  /**
   * Lets syscalls run and logs them.
   *
   * @param syscalls their names
   * @return this builder
   */
  public PolicyBuilder log(String... syscalls) {
    return on(Action.LOG, syscalls);
  }

  /**
   * Lets a syscall run and logs it when all conditions hold.
   *
   * @param syscall its name
   * @param condition the first condition
   * @param more further conditions
   * @return this builder
   */
  public PolicyBuilder log(String syscall, Condition condition, Condition... more) {
    return on(syscall, Action.LOG, with(condition, more));
  }

  /**
   * Lets the calls of groups run and logs them.
   *
   * @param groups the groups
   * @return this builder
   * @throws IllegalArgumentException when there is no group, or when all are empty
   */
  public PolicyBuilder log(SyscallGroup... groups) {
    return on(Action.LOG, groups);
  }

  /**
   * Asks a supervisor at these syscalls.
   *
   * @param syscalls their names
   * @return this builder
   */
  public PolicyBuilder ask(String... syscalls) {
    return on(Action.NOTIFY, syscalls);
  }

  /**
   * Asks a supervisor at a syscall when all conditions hold.
   *
   * @param syscall its name
   * @param condition the first condition
   * @param more further conditions
   * @return this builder
   */
  public PolicyBuilder ask(String syscall, Condition condition, Condition... more) {
    return on(syscall, Action.NOTIFY, with(condition, more));
  }

  /**
   * Asks a supervisor at the calls of groups.
   *
   * @param groups the groups
   * @return this builder
   * @throws IllegalArgumentException when there is no group, or when all are empty
   */
  public PolicyBuilder ask(SyscallGroup... groups) {
    return on(Action.NOTIFY, groups);
  }

  /**
   * Does something at a syscall.
   *
   * @param syscall its name
   * @param action what happens
   * @param conditions when; none: always
   * @return this builder
   */
  public PolicyBuilder on(String syscall, Action action, Condition... conditions) {
    return on(action, List.of(syscall), conditions);
  }

  /**
   * Does something at the calls of a group.
   *
   * @param group the group
   * @param action what happens
   * @param conditions when, beside the group's own tests; none: always. Each call must have the
   *     arguments
   * @return this builder
   * @throws IllegalArgumentException when the group is empty
   */
  public PolicyBuilder on(SyscallGroup group, Action action, Condition... conditions) {
    return addAll(group.rules(action, conditions));
  }

  private PolicyBuilder on(Action action, String... syscalls) {
    return on(action, List.of(syscalls));
  }

  private PolicyBuilder on(Action action, SyscallGroup... groups) {
    if (groups.length == 0) {
      throw new IllegalArgumentException("a rule names at least one group");
    }
    SyscallGroup all =
        groups.length == 1
            ? groups[0]
            : groups[0].with(Arrays.copyOfRange(groups, 1, groups.length));
    return addAll(all.rules(action));
  }

  private PolicyBuilder on(Action action, List<String> words, Condition... conditions) {
    if (!GroupItems.hasGroups(words)) {
      return add(Rule.of(action, words, List.of(conditions)));
    }
    int before = problems.size();
    GroupMembers members =
        GroupItems.read(words, problem -> problems.add("rule " + rules.size() + ": " + problem));
    return problems.size() > before
        ? addAll(List.of())
        : addAll(SyscallGroup.unnamed(words, members).rules(action, conditions));
  }

  /** Adds rules that say one thing together. */
  private PolicyBuilder addAll(List<Rule> some) {
    String origin = "rule " + rules.size();
    some.forEach(rule -> add(rule.from(origin)));
    lastRules = some.size();
    return this;
  }

  /**
   * Adds a rule that was made elsewhere. One with a {@link Rule#sourceIndex()} is taken as
   * container runtimes take a file: syscalls that no architecture of the policy has are skipped, a
   * rule that never matches is a warning, and what it denies does not close io_uring.
   *
   * @param rule the rule
   * @return this builder
   */
  public PolicyBuilder add(Rule rule) {
    rule.syscalls().forEach(this::rawNumber);
    lastRules = 1;
    boolean unnamed = rule.origin().equals("rule");
    rules.add(unnamed ? rule.from("rule " + rules.size()) : rule);
    return this;
  }

  private void rawNumber(String syscall) {
    if (syscall.startsWith("%") && !isNumber(syscall.substring(1))) {
      throw new IllegalArgumentException(
          "\"" + syscall + "\" is no syscall number: write %N with N from 0 to 1073741823");
    }
  }

  private static boolean isNumber(String digits) {
    try {
      return Character.isDigit(digits.charAt(0)) && Integer.parseInt(digits) < Arch.X32_BIT;
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  /**
   * Says why the rules of the last verb exist; messages and {@code toText()} show it.
   *
   * @param reason in your words
   * @return this builder
   * @throws IllegalStateException when this builder has added no rule yet
   */
  public PolicyBuilder because(String reason) {
    if (lastRules == NO_VERB) {
      throw new IllegalStateException("because(\"" + reason + "\") follows a rule");
    }
    rules.subList(rules.size() - lastRules, rules.size()).replaceAll(rule -> rule.because(reason));
    return this;
  }

  /**
   * Replaces the default action.
   *
   * @param action what happens where no rule matches
   * @return this builder
   */
  public PolicyBuilder otherwise(Action action) {
    defaultAction = Objects.requireNonNull(action, "action");
    return this;
  }

  /**
   * Says how far the policy knows the syscalls: under an errno as default action, those beyond
   * answer ENOSYS unless a rule names them. Without this it is {@link Horizon#TABLE}.
   *
   * @param last the horizon; {@link Horizon#NONE} gives every syscall without a rule the default
   *     action
   * @return this builder
   */
  public PolicyBuilder horizon(Horizon last) {
    horizon = Objects.requireNonNull(last, "last");
    return this;
  }

  /**
   * Builds for the kernel of another architecture than this host's.
   *
   * @param arch the native architecture
   * @return this builder
   * @throws IllegalStateException when rules with raw numbers were added for another one
   */
  public PolicyBuilder nativeArchitecture(Arch arch) {
    Objects.requireNonNull(arch, "arch");
    if (arch != nativeArchitecture && Policy.hasRawNumbers(rules)) {
      throw new IllegalStateException(
          "raw numbers (%N) are of " + nativeArchitecture + ": choose the architecture first");
    }
    nativeArchitecture = arch;
    return this;
  }

  /**
   * Lists architectures whose programs may run under the rules, beside the native one.
   *
   * @param more the architectures
   * @return this builder
   */
  public PolicyBuilder architectures(Arch... more) {
    architectures.addAll(Arrays.asList(more));
    return this;
  }

  /**
   * Adds flags for loading the filter.
   *
   * @param more the flags
   * @return this builder
   */
  public PolicyBuilder flags(FilterFlag... more) {
    flags.addAll(Arrays.asList(more));
    return this;
  }

  /**
   * Names the socket to which a container runtime sends the listener of NOTIFY actions.
   *
   * @param path an absolute path
   * @return this builder
   */
  public PolicyBuilder listenerPath(String path) {
    listenerPath = Optional.of(path);
    return this;
  }

  /**
   * Sets the opaque text that goes with the listener.
   *
   * @param metadata any text
   * @return this builder
   */
  public PolicyBuilder listenerMetadata(String metadata) {
    listenerMetadata = Optional.of(metadata);
    return this;
  }

  /**
   * Builds the policy.
   *
   * @return the policy
   * @throws PolicyException with everything that is wrong
   */
  public Policy build() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer(Layer.Kind.OVERRIDES, rules));
    layers.addAll(above);
    return Policy.checked(this, layers);
  }

  private static Condition[] with(Condition first, Condition... more) {
    Condition[] all = new Condition[more.length + 1];
    all[0] = first;
    System.arraycopy(more, 0, all, 1, more.length);
    return all;
  }

  /** Returns what was wrong in the words that became no rule. */
  List<String> problems() {
    return problems;
  }

  Action defaultAction() {
    return defaultAction;
  }

  Horizon horizon() {
    return horizon;
  }

  Arch nativeArch() {
    return nativeArchitecture;
  }

  Collection<Arch> listedArchitectures() {
    return architectures;
  }

  Collection<FilterFlag> filterFlags() {
    return flags;
  }

  Optional<String> listener() {
    return listenerPath;
  }

  Optional<String> metadata() {
    return listenerMetadata;
  }
}
