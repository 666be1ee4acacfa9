package io.seccomp4j.policy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.arch.Syscalls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How far a policy knows the syscalls. Immutable.
 *
 * <p>Where the default action is an errno, a syscall with a greater number than the last known one
 * answers ENOSYS instead, unless a rule names it: C libraries try new calls first and fall back to
 * older ones at ENOSYS, but take EPERM for the answer. Each architecture has its own last number;
 * the numbers of x32 carry {@link Arch#X32_BIT}. The comparison is unsigned, but -1 is beyond
 * nothing: it is no number, tracers skip a call with it, and it gets the default action.
 *
 * <pre>{@code
 * Policy.denyByDefault(errno(EPERM)).allow("read").horizon(Horizon.after("mseal")).build();
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public final class Horizon {
  private enum Kind {
    NONE("none", ""),
    TABLE("the end of the table", "the last syscall of the table"),
    NAMED("the last syscall named", "the last syscall that the policy names"),
    AFTER("after ", "the last syscall that the policy knows");

    private final String text;
    private final String last;

    Kind(String text, String last) {
      this.text = text;
      this.last = last;
    }
  }

  /** There is none: every syscall without a rule gets the default action, as a file says it. */
  public static final Horizon NONE = new Horizon(Kind.NONE, "", false);

  /** The end of the syscall table ({@link Syscalls#last()}), which a built policy has. */
  public static final Horizon TABLE = new Horizon(Kind.TABLE, "", false);

  /**
   * The last syscall that a rule of the lowest layer names, as runc has it; none on an architecture
   * of which no rule names a syscall. Calls that socketcall or ipc carries do not count where there
   * is such a carrier: libseccomp, which runc asks, has no number for them there.
   */
  public static final Horizon NAMED = new Horizon(Kind.NAMED, "", false);

  private final Kind kind;
  private final String syscall;
  private final boolean insteadOfKilling;

  private Horizon(Kind kind, String syscall, boolean insteadOfKilling) {
    this.kind = kind;
    this.syscall = syscall;
    this.insteadOfKilling = insteadOfKilling;
  }

  /**
   * Returns a horizon after a syscall: by its number, on each architecture.
   *
   * @param syscall a name, which every architecture of the policy must have
   * @return the horizon
   * @throws IllegalArgumentException when no architecture has such a syscall
   */
  public static Horizon after(String syscall) {
    if (!Syscalls.isKnown(syscall)) {
      throw new IllegalArgumentException(
          "unknown syscall \""
              + syscall
              + "\""
              + Syscalls.suggestion(syscall)
                  .map(name -> " (did you mean " + name + "?)")
                  .orElse(""));
    }
    return new Horizon(Kind.AFTER, syscall, false);
  }

  /**
   * Returns this horizon for every default action that stops calls: it answers ENOSYS also where
   * the default action kills, traps or notifies, as runc does. Defaults that run or trace the call
   * have no horizon.
   *
   * @return the horizon that takes the place of more default actions
   */
  public Horizon insteadOfKilling() {
    return new Horizon(kind, syscall, true);
  }

  /** Returns a horizon after a syscall that takes the place of the same default actions. */
  Horizon movedTo(String last) {
    return new Horizon(Kind.AFTER, last, insteadOfKilling);
  }

  /** Says whether it depends on the rules. */
  boolean isNamed() {
    return kind == Kind.NAMED;
  }

  /** Says whether it changes anything under a default action. */
  boolean changes(Action defaultAction) {
    return switch (defaultAction.kind()) {
      case ERRNO -> kind != Kind.NONE && defaultAction.data() != Errno.ENOSYS;
      case KILL_PROCESS, KILL_THREAD, TRAP, NOTIFY -> kind != Kind.NONE && insteadOfKilling;
      case TRACE, LOG, ALLOW -> false;
    };
  }

  /** Returns the last known number of an architecture, or empty where nothing lies beyond. */
  OptionalInt on(Arch arch, Policy policy, Consumer<String> problems) {
    if (!changes(policy.defaultAction())) {
      return OptionalInt.empty();
    }
    return switch (kind) {
      case NONE -> OptionalInt.empty();
      case TABLE -> Syscalls.of(arch).last();
      case NAMED -> named(arch, policy);
      case AFTER -> {
        OptionalInt number = Syscalls.of(arch).number(syscall);
        if (number.isEmpty()) {
          problems.accept("the horizon is after " + syscall + ", which " + arch + " lacks");
        }
        yield number;
      }
    };
  }

  private static OptionalInt named(Arch arch, Policy policy) {
    List<Rule> rules = policy.layers().get(0).rules();
    return rules.stream()
        .flatMap(rule -> rule.syscalls().stream())
        .filter(name -> !Multiplexers.isCarried(name, arch))
        .map(name -> ArchRules.number(name, arch, policy.nativeArchitecture()))
        .flatMapToInt(OptionalInt::stream)
        .max();
  }

  /** Returns what is doubtful about it: a horizon that somebody asked for and does not get. */
  Optional<String> doubt(Action defaultAction) {
    return kind == Kind.AFTER
            && defaultAction.kind() != Action.Kind.ERRNO
            && !changes(defaultAction)
        ? Optional.of(
            "the horizon after "
                + syscall
                + " has no effect: the default action is "
                + defaultAction
                + ", not an errno")
        : Optional.empty();
  }

  /** Says in a sentence why a number without a rule answers ENOSYS. */
  String because(Arch arch, int number, int last) {
    return "number "
        + shown(arch, number)
        + " is beyond "
        + shown(arch, last)
        + ", "
        + kind.last
        + ": ENOSYS, so that libc falls back";
  }

  /** Returns the last known number and its name, as {@code x86_64 469 (file_setattr)}. */
  static String shownLast(Arch arch, int last) {
    return arch
        + " "
        + shown(arch, last)
        + Syscalls.of(arch).name(last).map(name -> " (" + name + ")").orElse("");
  }

  /** The bit of x32 says nothing to people. */
  private static String shown(Arch arch, int number) {
    return Integer.toUnsignedString(arch == Arch.X32 ? number - Arch.X32_BIT : number);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Horizon that
        && kind == that.kind
        && syscall.equals(that.syscall)
        && insteadOfKilling == that.insteadOfKilling;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, syscall, insteadOfKilling);
  }

  /** Returns it in words, as {@code after mseal}. */
  @Override
  public String toString() {
    return kind.text + syscall + (insteadOfKilling ? ", instead of killing, too" : "");
  }
}
