package io.seccomp4j.exec;

import io.seccomp4j.arch.Errno;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.FilterFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Asks the kernel for features in ways that change nothing. */
final class SupportProbe {
  private static final int PR_GET_NO_NEW_PRIVS = 39;
  private static final int LANDLOCK_VERSION = 1;
  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final int FLAG_NEW_LISTENER = 1 << 3;
  private static final int CAP_SYS_ADMIN = 21;

  private final Kernel kernel;
  private final List<Support.Finding> findings;

  SupportProbe(Kernel kernel, List<Support.Finding> findings) {
    this.kernel = kernel;
    this.findings = findings;
  }

  void probe() {
    needed();
    libseccomp();
    actions();
    flags();
    processes();
    others();
  }

  /** Without these nothing starts; a container or an old kernel may lack them. */
  private void needed() {
    long filters = kernel.seccomp(Linux.SECCOMP_SET_MODE_FILTER, 0, 0);
    boolean known = filters == -Linux.EFAULT || filters == -Linux.EACCES;
    need(
        "seccomp filters",
        known,
        known ? "" : reason(filters),
        "the kernel needs CONFIG_SECCOMP_FILTER, and a container must permit seccomp(2)");
    long noNewPrivileges = kernel.prctl(PR_GET_NO_NEW_PRIVS, 0);
    need(
        "no_new_privs",
        noNewPrivileges >= 0,
        noNewPrivileges == 1 ? "set for this JVM already" : "",
        "a container must permit prctl(2)");
    try {
      Host.spawner();
      need("native part", true, "", "");
    } catch (UnsupportedOnThisHostException missing) {
      need("native part", false, "", String.valueOf(missing.getMessage()));
    }
  }

  /** The built-in compiler does as well, so that nothing depends on it. */
  private void libseccomp() {
    try {
      add("libseccomp", true, FilterCompiler.libseccompVersion(), "");
    } catch (UnsupportedOnThisHostException missing) {
      add(
          "libseccomp",
          false,
          "the built-in compiler is used instead",
          String.valueOf(missing.getMessage()));
    }
  }

  private void need(String name, boolean available, String detail, String remedy) {
    findings.add(
        new Support.Finding(
            name, true, available, detail, available ? Optional.empty() : Optional.of(remedy)));
  }

  private void actions() {
    for (Action.Kind kind : Action.Kind.values()) {
      try (NativeMemory value = kernel.allocate(Integer.BYTES)) {
        value.buffer().putInt(0, code(kind));
        long answer = kernel.seccomp(Linux.SECCOMP_GET_ACTION_AVAIL, 0, value.address());
        add("action " + name(kind), answer, "the kernel lacks it; choose a stricter action");
      }
    }
  }

  private static int code(Action.Kind kind) {
    return switch (kind) {
      case KILL_PROCESS -> Action.KILL_PROCESS.returnValue();
      case KILL_THREAD -> Action.KILL_THREAD.returnValue();
      case TRAP -> Action.TRAP.returnValue();
      case ERRNO -> Action.errno(0).returnValue();
      case NOTIFY -> Action.NOTIFY.returnValue();
      case TRACE -> Action.trace(0).returnValue();
      case LOG -> Action.LOG.returnValue();
      case ALLOW -> Action.ALLOW.returnValue();
    };
  }

  private static String name(Action.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A null program is looked at after the flags: EFAULT means that the flags are known. */
  private void flags() {
    flag("filter flag log", FilterFlag.LOG.bit());
    flag("filter flag spec-allow", FilterFlag.SPEC_ALLOW.bit());
    flag("supervision (new-listener)", FLAG_NEW_LISTENER);
    flag("supervision (wait-killable)", FLAG_NEW_LISTENER | FilterFlag.WAIT_KILLABLE_RECV.bit());
    try (NativeMemory sizes = kernel.allocate(3 * Short.BYTES)) {
      long answer = kernel.seccomp(Linux.SECCOMP_GET_NOTIF_SIZES, 0, sizes.address());
      String detail =
          sizes.buffer().getShort(0)
              + ", "
              + sizes.buffer().getShort(2)
              + ", "
              + sizes.buffer().getShort(4)
              + " bytes";
      add("notification sizes", answer >= 0, answer >= 0 ? detail : reason(answer), "");
    }
  }

  private void flag(String name, int flags) {
    long answer = kernel.seccomp(Linux.SECCOMP_SET_MODE_FILTER, flags, 0);
    boolean known = answer == -Linux.EFAULT || answer == -Linux.EACCES;
    add(name, known, known ? "" : reason(answer), "the kernel or a container's filter refuses it");
  }

  private void processes() {
    long clone3 = kernel.clone3(0, 0);
    add("clone3", clone3 == -Linux.EINVAL, reason(clone3, -Linux.EINVAL), "clone is used instead");
    long pidfd = kernel.pidfd_open((int) ProcessHandle.current().pid(), 0);
    if (pidfd >= 0) {
      kernel.close((int) pidfd);
    }
    add("pidfd", pidfd, "a thread waits for each process instead");
    add(
        "close_range",
        kernel.close_range(-1, -1, CLOSE_RANGE_CLOEXEC),
        "/proc/self/fd is read instead");
    memfd();
  }

  private void memfd() {
    try (NativeMemory name = kernel.allocate(8)) {
      int flags = Linux.MFD_CLOEXEC | Linux.MFD_ALLOW_SEALING;
      long made = kernel.memfd_create(name.address(), flags | Linux.MFD_EXEC);
      if (made == -Linux.EINVAL) {
        made = kernel.memfd_create(name.address(), flags);
      }
      if (made >= 0) {
        kernel.close((int) made);
      }
      add("executable memfd", made, "a temporary file is used instead");
    }
  }

  private void others() {
    long landlock = kernel.landlock_create_ruleset(0, 0, LANDLOCK_VERSION);
    add(
        "Landlock",
        landlock > 0,
        landlock > 0 ? "ABI " + landlock : reason(landlock),
        "boot with lsm=landlock,... on Linux 5.13 or later");
    String mode = status("Seccomp");
    String filters = status("Seccomp_filters");
    add(
        "unfiltered JVM",
        mode.equals("0"),
        mode.equals("0") ? "" : filters + " filters are in force on this JVM and its children",
        "");
    boolean administrator = hasCapability(CAP_SYS_ADMIN);
    add("CAP_SYS_ADMIN", administrator, administrator ? "" : "not needed", "");
  }

  private static boolean hasCapability(int number) {
    String effective = status("CapEff");
    return !effective.isEmpty() && (Long.parseUnsignedLong(effective, 16) >> number & 1) == 1;
  }

  private static String status(String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
        if (line.startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    } catch (IOException noProc) {
      return "";
    }
  }

  private void add(String name, long answer, String remedy) {
    add(name, answer >= 0, reason(answer), remedy);
  }

  private void add(String name, boolean available, String detail, String remedy) {
    boolean help = !available && !remedy.isEmpty();
    findings.add(
        new Support.Finding(
            name, false, available, detail, help ? Optional.of(remedy) : Optional.empty()));
  }

  private static String reason(long answer, long expected) {
    return answer == expected ? "" : reason(answer);
  }

  private static String reason(long answer) {
    return answer >= 0
        ? ""
        : Errno.name((int) -answer).orElse("errno " + -answer)
            + ", "
            + Errno.message((int) -answer);
  }
}
