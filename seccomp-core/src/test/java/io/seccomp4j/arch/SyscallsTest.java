package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

final class SyscallsTest {
  static final Iterable<Arch> ARCHITECTURES = KernelTables.ARCHITECTURES;

  @ParameterizedTest
  @CsvSource({
    "X86_64, read, 0",
    "X86_64, openat, 257",
    "X86_64, newfstatat, 262",
    "X86_64, uretprobe, 335",
    "X86_64, uprobe, 336",
    "X86_64, clone3, 435",
    "X86_64, file_setattr, 469",
    "X86, exit, 1",
    "X86, _llseek, 140",
    "X86, umount, 22",
    "X86, umount2, 52",
    "X86, ugetrlimit, 191",
    "X86, fadvise64_64, 272",
    "X86, socketcall, 102",
    "X32, read, 0x40000000",
    "X32, openat, 0x40000101",
    "X32, execve, 0x40000208",
    "X32, ioctl, 0x40000202",
    "AARCH64, openat, 56",
    "AARCH64, renameat, 38",
    "AARCH64, newfstatat, 79",
    "AARCH64, fadvise64, 223",
    "AARCH64, memfd_secret, 447",
    "ARM, openat, 322",
    "ARM, arm_fadvise64_64, 270",
    "ARM, arm_sync_file_range, 341",
    "ARM, breakpoint, 0xf0001",
    "ARM, cacheflush, 0xf0002",
    "ARM, set_tls, 0xf0005",
    "RISCV64, openat, 56",
    "RISCV64, riscv_flush_icache, 259",
    "RISCV64, riscv_hwprobe, 258",
    "PPC64LE, openat, 286",
    "PPC64LE, sync_file_range2, 308",
    "PPC64LE, switch_endian, 363",
    "S390X, openat, 288",
    "S390X, s390_sthyi, 380",
    "S390X, getrlimit, 191",
    "S390X, file_getattr, 468"
  })
  void number_isTheKernels(Arch arch, String name, String number) {
    assertThat(Syscalls.of(arch).number(name)).hasValue(Integer.decode(number));
    assertThat(Syscalls.of(arch).name(Integer.decode(number))).hasValue(name);
  }

  @ParameterizedTest
  @CsvSource({
    "AARCH64, open",
    "AARCH64, fork",
    "RISCV64, renameat",
    "X86_64, socketcall",
    "X86_64, cacheflush",
    "ARM, time",
    "ARM, mmap",
    "X32, uselib",
    "X86_64, listns"
  })
  void number_isEmpty_whereTheCallDoesNotExist(Arch arch, String name) {
    assertThat(Syscalls.of(arch).number(name)).isEmpty();
    assertThat(Syscalls.of(arch).names()).doesNotContain(name);
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void numbers_areBijective(Arch arch) {
    Syscalls table = Syscalls.of(arch);
    Set<Integer> numbers = new HashSet<>();
    for (String name : table.names()) {
      int number = table.number(name).orElseThrow();
      assertThat(numbers.add(number)).as("%s is the only %d of %s", name, number, arch).isTrue();
      assertThat(table.name(number)).hasValue(name);
      assertThat(Syscalls.isKnown(name)).isTrue();
    }
    assertThat(table.isEmpty()).isFalse();
    assertThat(List.copyOf(table.names())).hasSizeGreaterThan(300).isSorted();
    assertThat(table.toString()).isEqualTo(table.names().size() + " syscalls of " + arch);
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void numbers_endWithLinux618(Arch arch) {
    int base = arch == Arch.X32 ? Arch.X32_BIT : 0;
    Syscalls table = Syscalls.of(arch);
    assertThat(table.name(base + 469)).hasValue("file_setattr");
    assertThat(table.names().stream().map(name -> table.number(name).orElseThrow() - base))
        .allMatch(
            number ->
                number <= 469
                    || (arch == Arch.X32 && number >= 512 && number <= 547)
                    || (arch == Arch.ARM && number >= 0xf0001 && number <= 0xf0006));
    assertThat(table.name(base + 470)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void table_isEmpty_forArchitecturesWithoutData(Arch arch) {
    boolean known = KernelTables.ARCHITECTURES.contains(arch);
    assertThat(Syscalls.of(arch).isEmpty()).isEqualTo(!known);
    assertThat(Syscalls.of(arch).arch()).isEqualTo(arch);
    assertThat(Syscalls.of(arch)).isSameAs(Syscalls.of(arch));
  }

  @Test
  void number_isNotKnown_forNumbersBetweenCalls() {
    assertThat(Syscalls.of(Arch.X86_64).name(-1)).isEmpty();
    assertThat(Syscalls.of(Arch.X86_64).name(400)).isEmpty();
    assertThat(Syscalls.of(Arch.X32).name(0)).isEmpty();
    assertThat(Syscalls.isKnown("no_such_call")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "opneat, openat",
    "openta, openat",
    "opena, openat",
    "mkdri, mkdir",
    "sockett, socket",
    "prtcl, prctl"
  })
  void suggestion_isTheClosestName(String misspelt, String expected) {
    assertThat(Syscalls.suggestion(misspelt)).isPresent();
    assertThat(Syscalls.closest(misspelt, Set.of(expected, "zzzzzzzz"))).hasValue(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "fstatat, newfstatat",
    "pread, pread64",
    "posix_fadvise, fadvise64",
    "wait, wait4",
    "pthread_create, clone3",
    "opnat, openat"
  })
  void suggestion_isTheCallBehindAFunction(String name, String expected) {
    assertThat(Syscalls.suggestion(name)).hasValue(expected);
    assertThat(Syscalls.isKnown(name)).isFalse();
    assertThat(Syscalls.isKnown(expected)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"xyzzyplugh", "qq", "''"})
  void suggestion_isEmpty_whenNothingIsClose(String misspelt) {
    assertThat(Syscalls.closest(misspelt, Set.of("openat", "socket"))).isEmpty();
  }

  @Test
  void closest_prefersTheSmallerDistance() {
    assertThat(Syscalls.closest("dirf", List.of("mode", "dirfd", "direct"))).hasValue("dirfd");
  }
}
