package io.seccomp4j.examples.embedding;

import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.O_ACCMODE;
import static io.seccomp4j.arch.Constants.O_RDONLY;
import static io.seccomp4j.arch.Errno.ENOSYS;
import static io.seccomp4j.arch.Errno.EPERM;
import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;

import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.SyscallGroup;

/** Policies made of groups of syscalls. */
public final class GroupedPolicies {
  /** A group for programs that pack files; its name stands in messages. */
  private static final SyscallGroup ARCHIVER =
      SyscallGroup.of(
          "@archiver", "@startup", "@stdio", "@read-files", "@write-files", "@chown", "!unlink");

  private GroupedPolicies() {}

  /**
   * Returns a policy made of systemd's groups: no file is opened for writing, sockets are local.
   *
   * @return for programs with shared libraries, cat for example
   */
  public static Policy reader() {
    return Policy.denyByDefault(errno(EPERM))
        .allow(SyscallGroup.DEFAULT, SyscallGroup.BASIC_IO)
        .allow(SyscallGroup.FILE_SYSTEM.without("open", "openat", "openat2", "creat"))
        .allow("socket", arg("domain").is(AF_UNIX))
        .allow("openat", arg("flags").masked(O_ACCMODE).is(O_RDONLY))
        .on("clone3", errno(ENOSYS))
        .because("its flags lie behind a pointer; libc falls back to clone")
        .build();
  }

  /**
   * Returns a policy made of seccomp4j's own groups, which are made for what people mean.
   *
   * @return for programs that read files and write to their standard output
   */
  public static Policy filter() {
    return Policy.denyByDefault(errno(EPERM)).allow("@startup", "@stdio", "@read-files").build();
  }

  /**
   * Returns a policy made of a group of one's own.
   *
   * @return for programs that make and change files, and unlink none
   */
  public static Policy archiver() {
    return Policy.denyByDefault(errno(EPERM))
        .allow(ARCHIVER.without("unlinkat", "rmdir"))
        .because("archives are made beside the files")
        .build();
  }
}
