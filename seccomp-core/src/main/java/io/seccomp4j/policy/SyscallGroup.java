package io.seccomp4j.policy;

import io.seccomp4j.arch.Syscalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named set of syscalls, as {@code @file-system}. Immutable.
 *
 * <pre>{@code
 * Policy policy = Policy.denyByDefault(errno(EPERM))
 *     .allow(SyscallGroup.STARTUP, SyscallGroup.STDIO)
 *     .allow(SyscallGroup.READ_FILES.without("getdents64"))
 *     .build();
 * }</pre>
 *
 * <p>The constants are seccomp4j's own groups, made for what people mean, and systemd's; Firejail's
 * are found by {@link #named}, as {@code @firejail/default}. {@link #source} tells whose a group is
 * and of which version.
 *
 * <p>A call may belong to a group only for some arguments: {@code openat} belongs to {@link
 * #READ_FILES} where its flags open for reading. A rule about the group is then about those calls.
 * Groups are made for many kernels and architectures, so a call that a policy's architectures lack
 * is skipped.
 */
public final class SyscallGroup {
  /** What every program needs to start, to run on its own and to end. */
  public static final SyscallGroup STARTUP = new SyscallGroup("@startup");

  /** Use of descriptors that are open: reading, writing, waiting for them. */
  public static final SyscallGroup STDIO = new SyscallGroup("@stdio");

  /** Opening files for reading, listing directories, asking for metadata. */
  public static final SyscallGroup READ_FILES = new SyscallGroup("@read-files");

  /** Creating, writing, renaming and removing files and directories. */
  public static final SyscallGroup WRITE_FILES = new SyscallGroup("@write-files");

  /** Connecting to others, sending and receiving. */
  public static final SyscallGroup NETWORK_CLIENT = new SyscallGroup("@network-client");

  /** Accepting connections, and all that a client does. */
  public static final SyscallGroup NETWORK_SERVER = new SyscallGroup("@network-server");

  /** Starting threads, and no processes. */
  public static final SyscallGroup THREADS = new SyscallGroup("@threads");

  /** Starting other programs and waiting for them. */
  public static final SyscallGroup START_PROGRAMS = new SyscallGroup("@start-programs");

  /** Sleeping, timers and the time used. */
  public static final SyscallGroup TIME = new SyscallGroup("@time");

  /** A Java program that reads files. */
  public static final SyscallGroup JVM = new SyscallGroup("@jvm");

  /** systemd's: what a service may always do. */
  public static final SyscallGroup DEFAULT = new SyscallGroup("@default");

  /** systemd's: asynchronous reading and writing, io_uring included. */
  public static final SyscallGroup AIO = new SyscallGroup("@aio");

  /** systemd's: reading, writing, seeking and duplicating descriptors. */
  public static final SyscallGroup BASIC_IO = new SyscallGroup("@basic-io");

  /** systemd's: changing the owner of files. */
  public static final SyscallGroup CHOWN = new SyscallGroup("@chown");

  /** systemd's: setting the clock. */
  public static final SyscallGroup CLOCK = new SyscallGroup("@clock");

  /** systemd's: emulating other processors. */
  public static final SyscallGroup CPU_EMULATION = new SyscallGroup("@cpu-emulation");

  /** systemd's: debugging, tracing, measuring. */
  public static final SyscallGroup DEBUG = new SyscallGroup("@debug");

  /** systemd's: files and directories. */
  public static final SyscallGroup FILE_SYSTEM = new SyscallGroup("@file-system");

  /** systemd's: waiting for events of descriptors. */
  public static final SyscallGroup IO_EVENT = new SyscallGroup("@io-event");

  /** systemd's: pipes, shared memory, semaphores and message queues. */
  public static final SyscallGroup IPC = new SyscallGroup("@ipc");

  /** systemd's: keys kept by the kernel. */
  public static final SyscallGroup KEYRING = new SyscallGroup("@keyring");

  /** systemd's: every syscall that it knows. */
  public static final SyscallGroup KNOWN = new SyscallGroup("@known");

  /** systemd's: keeping memory out of swap. */
  public static final SyscallGroup MEMLOCK = new SyscallGroup("@memlock");

  /** systemd's: loading and unloading kernel modules. */
  public static final SyscallGroup MODULE = new SyscallGroup("@module");

  /** systemd's: mounting and unmounting file systems. */
  public static final SyscallGroup MOUNT = new SyscallGroup("@mount");

  /** systemd's: sockets. */
  public static final SyscallGroup NETWORK_IO = new SyscallGroup("@network-io");

  /** systemd's: calls that nobody uses any more. */
  public static final SyscallGroup OBSOLETE = new SyscallGroup("@obsolete");

  /** systemd's: memory protection keys. */
  public static final SyscallGroup PKEY = new SyscallGroup("@pkey");

  /** systemd's: what takes a superuser's capabilities. */
  public static final SyscallGroup PRIVILEGED = new SyscallGroup("@privileged");

  /** systemd's: starting, watching and signalling processes, and namespaces. */
  public static final SyscallGroup PROCESS = new SyscallGroup("@process");

  /** systemd's: ports of the processor and of PCI devices. */
  public static final SyscallGroup RAW_IO = new SyscallGroup("@raw-io");

  /** systemd's: rebooting, and loading another kernel. */
  public static final SyscallGroup REBOOT = new SyscallGroup("@reboot");

  /** systemd's: changing limits, priorities and placement. */
  public static final SyscallGroup RESOURCES = new SyscallGroup("@resources");

  /** systemd's: giving up rights by seccomp and Landlock. */
  public static final SyscallGroup SANDBOX = new SyscallGroup("@sandbox");

  /** systemd's: changing user and group. */
  public static final SyscallGroup SETUID = new SyscallGroup("@setuid");

  /** systemd's: handling and awaiting signals. */
  public static final SyscallGroup SIGNAL = new SyscallGroup("@signal");

  /** systemd's: turning swap on and off. */
  public static final SyscallGroup SWAP = new SyscallGroup("@swap");

  /** systemd's: writing back to storage. */
  public static final SyscallGroup SYNC = new SyscallGroup("@sync");

  /** systemd's: a generous choice for a common service. */
  public static final SyscallGroup SYSTEM_SERVICE = new SyscallGroup("@system-service");

  /** systemd's: timers. */
  public static final SyscallGroup TIMER = new SyscallGroup("@timer");

  private static final String OWN = "defined in this program";

  /**
   * A call of a group.
   *
   * @param syscall its name
   * @param conditions for which arguments it belongs to the group, joined by AND; none: always
   */
  public record Member(String syscall, List<Condition> conditions) {
    /** Keeps a copy. */
    public Member {
      Objects.requireNonNull(syscall, "syscall");
      conditions = List.copyOf(conditions);
    }

    /** Returns the call as it stands in a SPEC, {@code socket(domain == AF_INET)}. */
    @Override
    public String toString() {
      return Rule.words(syscall, conditions);
    }
  }

  private final String name;
  private final boolean shipped;
  private final List<SyscallGroup> groups;

  /** Read when it is first asked for: the constants must cost nothing. */
  private volatile @Nullable GroupMembers contents;

  private SyscallGroup(String shippedName) {
    this.name = shippedName;
    this.shipped = true;
    this.groups = List.of();
  }

  private SyscallGroup(String name, List<SyscallGroup> groups, GroupMembers contents) {
    this.name = name;
    this.shipped = false;
    this.groups = List.copyOf(groups);
    this.contents = contents;
  }

  /**
   * Returns a shipped group.
   *
   * @param name for example {@code @file-system} or {@code @firejail/default}
   * @return the group
   * @throws IllegalArgumentException when there is none of that name; the message has the one that
   *     was probably meant
   */
  public static SyscallGroup named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(GroupItems.problem(name).orElse(name + ": no group")));
  }

  /**
   * Returns a shipped group, where there is one.
   *
   * @param name for example {@code @file-system}
   * @return the group, or empty for an unknown name
   */
  public static Optional<SyscallGroup> find(String name) {
    return GroupTable.find(name) == null ? Optional.empty() : Optional.of(new SyscallGroup(name));
  }

  /**
   * Returns the name that is closest to a misspelt one.
   *
   * @param name an unknown name
   * @return the name that was probably meant, or empty when none is close
   */
  public static Optional<String> suggestion(String name) {
    String marked = name.startsWith("@") ? name : "@" + name;
    return Syscalls.closest(marked, GroupTable.names());
  }

  /**
   * Returns all shipped groups.
   *
   * @return seccomp4j's own, then systemd's, then Firejail's
   */
  public static List<SyscallGroup> all() {
    return GroupTable.names().stream().map(SyscallGroup::new).toList();
  }

  /**
   * Makes a group.
   *
   * @param name how messages call it: {@code @} and letters, digits, {@code - _ . /}
   * @param items names of syscalls and of shipped groups; {@code !} before one takes it away from
   *     all others, wherever it stands
   * @return the group
   * @throws IllegalArgumentException when the name is none or is that of a shipped group, when an
   *     item is unknown, when {@code !} takes nothing away, and when nothing is left
   */
  public static SyscallGroup of(String name, String... items) {
    checkName(name);
    List<SyscallGroup> groups = new ArrayList<>();
    for (String item : items) {
      find(item).ifPresent(groups::add);
    }
    return new SyscallGroup(name, groups, read(name, Arrays.asList(items)));
  }

  private static void checkName(String name) {
    boolean valid = name.length() > 1 && name.charAt(0) == '@';
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c < 0x80 && (Character.isLetterOrDigit(c) || "-_./".indexOf(c) >= 0);
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name of a group: write @ and letters, digits, - _ . /");
    }
    if (find(name).isPresent()) {
      throw new IllegalArgumentException(name + " is a shipped group: choose another name");
    }
  }

  private static GroupMembers read(String name, Collection<String> items) {
    List<String> problems = new ArrayList<>();
    GroupMembers members = GroupItems.read(items, problems::add);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(name + ": " + String.join("; ", problems));
    }
    return members;
  }

  /** Makes a group without a name of its own from a list that was checked. */
  static SyscallGroup unnamed(List<String> items, GroupMembers members) {
    return new SyscallGroup(String.join(", ", items), List.of(), members);
  }

  /**
   * Returns the name, or how the group was made: {@code @file-system, !openat}.
   *
   * @return for example {@code @file-system}
   */
  public String name() {
    return name;
  }

  /**
   * Returns what the calls do.
   *
   * @return a line of text; empty for a group that is not shipped
   */
  public String description() {
    return shipped ? entry().description() : "";
  }

  /**
   * Returns whose group it is and of which version.
   *
   * @return for example {@code systemd 257}
   */
  public String source() {
    return shipped ? entry().source() : OWN;
  }

  private GroupTable.Entry entry() {
    return Objects.requireNonNull(GroupTable.find(name), name);
  }

  /**
   * Returns the groups that this one consists of, beside single calls.
   *
   * @return the groups that its definition names
   */
  public List<SyscallGroup> groups() {
    return shipped
        ? entry().items().stream()
            .filter(item -> item.startsWith("@"))
            .map(SyscallGroup::new)
            .toList()
        : groups;
  }

  /**
   * Returns the names of all calls, those of {@link #groups} included.
   *
   * @return the names in alphabetical order; also of calls that belong to the group for some
   *     arguments only
   */
  public Set<String> syscalls() {
    return contents().syscalls();
  }

  /**
   * Returns all calls with the arguments for which they belong to the group.
   *
   * @return the calls in alphabetical order; one that belongs to it in several cases stands there
   *     as often
   */
  public List<Member> members() {
    return contents().list();
  }

  GroupMembers contents() {
    GroupMembers known = contents;
    if (known == null) {
      known = GroupTable.members(entry());
      contents = known;
    }
    return known;
  }

  /**
   * Returns this group and more.
   *
   * @param items names of syscalls and of shipped groups
   * @return the union
   * @throws IllegalArgumentException when a name is unknown
   */
  public SyscallGroup with(String... items) {
    return with(unnamed(Arrays.asList(items), read(name, checked(items))));
  }

  /**
   * Returns this group and others.
   *
   * @param others the other groups
   * @return the union
   */
  public SyscallGroup with(SyscallGroup... others) {
    GroupMembers all = contents();
    StringBuilder joined = new StringBuilder(part());
    for (SyscallGroup other : others) {
      all = all.with(other.contents());
      joined.append(", ").append(other.part());
    }
    List<SyscallGroup> parts = new ArrayList<>(List.of(this));
    parts.addAll(Arrays.asList(others));
    return new SyscallGroup(joined.toString(), parts, all);
  }

  /**
   * Returns this group without some calls.
   *
   * @param items names of syscalls and of shipped groups; those that are not in this group change
   *     nothing
   * @return the difference, by name: a call goes whatever its arguments
   * @throws IllegalArgumentException when a name is unknown
   */
  public SyscallGroup without(String... items) {
    Set<String> gone = new LinkedHashSet<>();
    for (String item : checked(items)) {
      gone.addAll(item.startsWith("@") ? named(item).syscalls() : Set.of(item));
    }
    return without(gone, String.join(", !", items));
  }

  /**
   * Returns this group without the calls of others.
   *
   * @param others the other groups
   * @return the difference, by name: a call goes whatever its arguments
   */
  public SyscallGroup without(SyscallGroup... others) {
    Set<String> gone = new LinkedHashSet<>();
    List<String> names = new ArrayList<>();
    for (SyscallGroup other : others) {
      gone.addAll(other.syscalls());
      names.add(other.part());
    }
    return without(gone, String.join(", !", names));
  }

  private SyscallGroup without(Set<String> gone, String names) {
    boolean lacksAll = syscalls().stream().noneMatch(gone::contains);
    return lacksAll
        ? this
        : new SyscallGroup(name + ", !" + names, List.of(), contents().without(gone));
  }

  /**
   * Returns the calls that are in this group and in another.
   *
   * @param other the other group
   * @return the intersection; where both have tests for a call, all of them must hold
   */
  public SyscallGroup and(SyscallGroup other) {
    return new SyscallGroup(
        part() + " & " + other.part(), List.of(), contents().and(other.contents()));
  }

  private String part() {
    return name.indexOf('!') < 0 && name.indexOf('&') < 0 ? name : "(" + name + ")";
  }

  private List<String> checked(String... items) {
    List<String> problems = new ArrayList<>();
    for (String item : items) {
      GroupItems.problem(item).ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(name + ": " + String.join("; ", problems));
    }
    return Arrays.asList(items);
  }

  /**
   * Returns rules about all calls of the group: one for those that belong to it whatever their
   * arguments, and one for each list of tests that others have. {@link PolicyBuilder} does this by
   * itself.
   *
   * <p>socketcall and ipc, which carry other calls, are left out: they get the verdicts of the
   * calls that they carry.
   *
   * @param action what to do
   * @param conditions what must hold beside the group's own tests, joined by AND; none: nothing
   * @return at least one rule
   * @throws IllegalArgumentException when the group is empty
   */
  public List<Rule> rules(Action action, Condition... conditions) {
    Map<List<Condition>, List<String>> byTests = new LinkedHashMap<>();
    byTests.put(List.of(), new ArrayList<>());
    for (Member member : contents().ruled()) {
      byTests
          .computeIfAbsent(member.conditions(), tests -> new ArrayList<>())
          .add(member.syscall());
    }
    List<Rule> rules = new ArrayList<>();
    byTests.forEach(
        (tests, syscalls) -> {
          List<Condition> all = new ArrayList<>(tests);
          all.addAll(Arrays.asList(conditions));
          if (!syscalls.isEmpty()) {
            rules.add(
                Rule.of(action, syscalls, all)
                    .labelled(tests.isEmpty() ? name : name + ": " + String.join(", ", syscalls)));
          }
        });
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("the group " + name + " has no calls");
    }
    return rules;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof SyscallGroup that
            && name.equals(that.name)
            && contents().equals(that.contents()));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
