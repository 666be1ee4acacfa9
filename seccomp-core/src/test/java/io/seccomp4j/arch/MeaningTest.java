package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.internal.data.DataFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeaningTest {
  @ParameterizedTest
  @CsvSource({
    "X86_64, openat, 0, 0xffffff9c, AT_FDCWD",
    "X86_64, openat, 0, -100, AT_FDCWD",
    "X86_64, openat, 0, 0x1ffffff9c, AT_FDCWD",
    "X86_64, openat, 0, 3, 3",
    "X86_64, openat, 0, 0xffffffff, -1",
    "X86_64, openat, 1, 0, NULL",
    "X86_64, openat, 1, 0x7ffc1000, 0x7ffc1000",
    "X86_64, openat, 2, 0, O_RDONLY",
    "X86_64, openat, 2, 0x80041, O_WRONLY|O_CLOEXEC|O_CREAT",
    "X86_64, openat, 2, 0x101002, O_RDWR|O_SYNC",
    "X86_64, openat, 2, 0x410002, O_RDWR|O_TMPFILE",
    "X86_64, openat, 2, 0x40000000, O_RDONLY|0x40000000",
    "X86_64, openat, 2, 0x10000, O_RDONLY|O_DIRECTORY",
    "AARCH64, openat, 2, 0x4000, O_RDONLY|O_DIRECTORY",
    "X86_64, openat, 3, 0755, 0755",
    "X86_64, openat, 3, 0x101ed, 0755",
    "X86_64, mkdir, 1, 0, 0",
    "X86_64, umask, 0, 022, 022",
    "X86_64, socket, 0, 2, AF_INET",
    "X86_64, socket, 0, 1, AF_UNIX",
    "X86_64, socket, 0, 0, AF_UNSPEC",
    "X86_64, socket, 0, 99, 99",
    "X86_64, socket, 1, 0x80801, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK",
    "X86_64, socket, 2, 6, 6",
    "X86_64, mmap, 2, 0, PROT_NONE",
    "X86_64, mmap, 2, 0x100000007, PROT_READ|PROT_WRITE|PROT_EXEC",
    "X86_64, mmap, 3, 0x22, MAP_PRIVATE|MAP_ANONYMOUS",
    "X86_64, mprotect, 2, 0x100000001, PROT_READ|0x100000000",
    "X86_64, clone, 0, 0x10000011, SIGCHLD|CLONE_NEWUSER",
    "S390X, clone, 1, 0x11, SIGCHLD",
    "X86_64, unshare, 0, 0x10000080, CLONE_NEWTIME|CLONE_NEWUSER",
    "X86_64, kill, 0, 0xffffffff, -1",
    "X86_64, kill, 1, 9, SIGKILL",
    "X86_64, kill, 1, 0, 0",
    "X86_64, prctl, 0, 1, PR_SET_PDEATHSIG",
    "X86_64, prctl, 0, 22, PR_SET_SECCOMP",
    "X86_64, prctl, 0, 38, PR_SET_NO_NEW_PRIVS",
    "X86_64, fcntl, 1, 4, F_SETFL",
    "X86_64, fcntl, 1, 1030, F_DUPFD_CLOEXEC",
    "X86_64, ioctl, 1, 0x5413, TIOCGWINSZ",
    "X86_64, ioctl, 1, 0x5412, TIOCSTI",
    "X86_64, ioctl, 1, 0x5401, TCGETS",
    "X86_64, ioctl, 1, 0xdeadbeef, 0xdeadbeef",
    "PPC64LE, ioctl, 1, 0x40087468, TIOCGWINSZ",
    "X86_64, bpf, 0, 5, BPF_PROG_LOAD",
    "X86_64, ptrace, 0, 16, PTRACE_ATTACH",
    "X86_64, ptrace, 0, 0x4206, PTRACE_SEIZE",
    "X86_64, personality, 0, 0x40000, PER_LINUX|ADDR_NO_RANDOMIZE",
    "X86_64, personality, 0, 0xffffffff, 0xffffffff",
    "X86_64, personality, 0, 0x8, PER_LINUX32",
    "X86_64, statx, 3, 0x7ff, STATX_BASIC_STATS",
    "X86_64, statx, 3, 0xffffffff, 0xffffffff",
    "X86_64, futex, 1, 0x81, FUTEX_WAKE|FUTEX_PRIVATE_FLAG",
    "X86_64, madvise, 2, 4, MADV_DONTNEED",
    "X86_64, clock_gettime, 0, 1, CLOCK_MONOTONIC",
    "X86_64, mount, 3, 0x1000, MS_BIND",
    "X86_64, access, 1, 0, F_OK",
    "X86_64, access, 1, 4, R_OK",
    "X86_64, read, 2, 4096, 4096",
    "X86_64, read, 2, -1, 0xffffffffffffffff",
    "X86_64, lseek, 1, -1, -1",
    "X86_64, getpid, 0, 0x200000, 0x200000",
    "X86_64, getpid, 0, 12, 12",
    "X86, kill, 1, 15, SIGTERM"
  })
  void text_namesTheNumber(Arch arch, String syscall, int index, String value, String expected) {
    assertThat(Syscalls.of(arch).describe(syscall, index, Long.decode(value))).isEqualTo(expected);
  }

  @Test
  void uses_nameExistingParametersAndFamilies() {
    for (Map.Entry<String, String> use : Meaning.uses().entrySet()) {
      assertThat(Meaning.families()).containsKey(use.getValue());
      List<String> place = DataFile.split(use.getKey(), '.');
      if (!place.get(0).equals("*")) {
        assertThat(KernelTables.ARCHITECTURES)
            .as(use.getKey())
            .anyMatch(
                arch ->
                    Syscalls.of(arch).parameters(place.get(0)).stream()
                        .anyMatch(parameter -> parameter.name().equals(place.get(1))));
      }
    }
  }

  @Test
  void families_nameExistingConstants() {
    for (String line : Meaning.families().values()) {
      List<String> parts = DataFile.split(line, ' ');
      for (String part : parts.subList(2, parts.size())) {
        for (String pattern : DataFile.split(part.substring(part.indexOf(':') + 1), ',')) {
          String name = pattern.startsWith("-") ? pattern.substring(1) : pattern;
          String prefix = name.replace("*", "");
          assertThat(ConstantTable.names())
              .as(line)
              .anyMatch(
                  known ->
                      name.equals("octal")
                          || name.equals("fd")
                          || (name.endsWith("*") ? known.startsWith(prefix) : known.equals(name)));
        }
      }
    }
  }
}
