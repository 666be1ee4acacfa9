package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class ParametersTest {
  static final Iterable<Arch> ARCHITECTURES = KernelTables.ARCHITECTURES;

  private static String names(Arch arch, String syscall) {
    return Syscalls.of(arch).parameters(syscall).stream()
        .map(Parameter::name)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "openat, dirfd path flags mode",
    "open, path flags mode",
    "socket, domain type protocol",
    "mmap, addr length prot flags fd offset",
    "mprotect, addr len prot",
    "ioctl, fd request argp",
    "prctl, option operand2 operand3 operand4 operand5",
    "fcntl, fd cmd arg",
    "kill, pid sig",
    "unshare, flags",
    "setns, fd nstype",
    "personality, persona",
    "clone3, cl_args size",
    "connect, sockfd addr addrlen",
    "execve, path argv envp",
    "chmod, path mode",
    "mkdir, path mode",
    "mkdirat, dirfd path mode",
    "renameat2, olddirfd oldpath newdirfd newpath flags",
    "statx, dirfd path flags mask statxbuf",
    "bpf, cmd attr size",
    "file_getattr, dirfd path ufattr size at_flags",
    "seccomp, operation flags args",
    "pread64, fd buf count pos",
    "getpid, ''",
    "uprobe, ''",
    "no_such_call, ''"
  })
  void names_areThoseOfTheManual(String syscall, String expected) {
    assertThat(names(Arch.X86_64, syscall)).isEqualTo(expected);
  }

  /** Positions that differ: arch/*&#47;Kconfig CLONE_BACKWARDS, the 32-bit calling conventions. */
  @ParameterizedTest
  @CsvSource({
    "X86_64, clone, flags stack parent_tid child_tid tls",
    "X32, clone, flags stack parent_tid child_tid tls",
    "X86, clone, flags stack parent_tid tls child_tid",
    "AARCH64, clone, flags stack parent_tid tls child_tid",
    "ARM, clone, flags stack parent_tid tls child_tid",
    "RISCV64, clone, flags stack parent_tid tls child_tid",
    "PPC64LE, clone, flags stack parent_tid tls child_tid",
    "S390X, clone, stack flags parent_tid child_tid tls",
    "X86, mmap, args",
    "S390X, mmap, args",
    "X86, mmap2, addr length prot flags fd pgoffset",
    "ARM, mmap2, addr length prot flags fd pgoffset",
    "PPC64LE, mmap, addr length prot flags fd offset",
    "X86, pread64, fd buf count pos_low pos_high",
    "ARM, pread64, fd buf count unused pos_low pos_high",
    "AARCH64, pread64, fd buf count pos",
    "X86, fallocate, fd mode offset_low offset_high len_low len_high",
    "ARM, fallocate, fd mode offset_low offset_high len_low len_high",
    "ARM, truncate64, path unused length_low length_high",
    "X86, truncate64, path offset_low offset_high",
    "ARM, arm_fadvise64_64, fd advice offset_low offset_high len_low len_high",
    "X86, fadvise64_64, fd offset_low offset_high len_low len_high advice",
    "ARM, arm_sync_file_range, fd flags offset_low offset_high nbytes_low nbytes_high",
    "PPC64LE, sync_file_range2, fd flags offset nbytes",
    "X86, fanotify_mark, fanotify_fd flags mask_low mask_high dirfd path",
    "ARM, fanotify_mark, fanotify_fd flags mask_low mask_high dirfd path",
    "X86, select, arg",
    "X86, sigsuspend, unused1 unused2 mask",
    "ARM, cacheflush, start end flags",
    "X32, preadv, fd vec vlen pos"
  })
  void positions_differByArchitecture(Arch arch, String syscall, String expected) {
    assertThat(names(arch, syscall)).isEqualTo(expected);
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void parameters_areAtMostSixWithDistinctNames(Arch arch) {
    for (String name : Syscalls.of(arch).names()) {
      var parameters = Syscalls.of(arch).parameters(name);
      assertThat(parameters).as(name).hasSizeLessThanOrEqualTo(6);
      assertThat(parameters).extracting(Parameter::name).as(name).doesNotHaveDuplicates();
      assertThat(parameters).as(name).allMatch(each -> each.name().matches("[a-z][a-z0-9_]*"));
    }
  }

  /** Everything without parameters takes none, or is not implemented there. */
  @Test
  void parameters_areMissingOnlyWhereThereAreNone() {
    Set<String> without =
        Syscalls.of(Arch.X86_64).names().stream()
            .filter(name -> Syscalls.of(Arch.X86_64).parameters(name).isEmpty())
            .collect(Collectors.toSet());
    assertThat(without)
        .containsExactlyInAnyOrder(
            "_sysctl",
            "afs_syscall",
            "create_module",
            "epoll_ctl_old",
            "epoll_wait_old",
            "fork",
            "get_kernel_syms",
            "get_thread_area",
            "getegid",
            "geteuid",
            "getgid",
            "getpgrp",
            "getpid",
            "getpmsg",
            "getppid",
            "gettid",
            "getuid",
            "inotify_init",
            "lookup_dcookie",
            "munlockall",
            "nfsservctl",
            "pause",
            "putpmsg",
            "query_module",
            "restart_syscall",
            "rt_sigreturn",
            "sched_yield",
            "security",
            "set_thread_area",
            "setsid",
            "sync",
            "tuxcall",
            "uprobe",
            "uretprobe",
            "uselib",
            "vfork",
            "vhangup",
            "vserver");
  }

  @Test
  void parameter_refusesNull() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Parameter(nothing(), "int", Width.LOW_32, true));
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }
}
