package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConstantTest {
  @ParameterizedTest
  @CsvSource({
    "O_RDONLY, X86_64, 0",
    "O_CREAT, X86_64, 0100",
    "O_DIRECTORY, X86_64, 0200000",
    "O_DIRECTORY, AARCH64, 040000",
    "O_DIRECTORY, ARM, 040000",
    "O_DIRECTORY, PPC64LE, 040000",
    "O_DIRECTORY, RISCV64, 0200000",
    "O_DIRECTORY, S390X, 0200000",
    "O_NOFOLLOW, X86_64, 0400000",
    "O_NOFOLLOW, AARCH64, 0100000",
    "O_DIRECT, AARCH64, 0200000",
    "O_DIRECT, PPC64LE, 0400000",
    "O_LARGEFILE, X86_64, 0100000",
    "O_LARGEFILE, AARCH64, 0400000",
    "O_LARGEFILE, PPC64LE, 0200000",
    "O_TMPFILE, X86_64, 020200000",
    "O_TMPFILE, AARCH64, 020040000",
    "O_PATH, X86_64, 010000000",
    "O_CLOEXEC, S390X, 02000000",
    "SOCK_NONBLOCK, PPC64LE, 04000",
    "SOCK_CLOEXEC, X86_64, 02000000",
    "MAP_ANONYMOUS, X86_64, 0x20",
    "MAP_LOCKED, PPC64LE, 0x80",
    "MAP_NORESERVE, PPC64LE, 0x40",
    "MCL_CURRENT, PPC64LE, 0x2000",
    "PROT_EXEC, ARM, 4",
    "AT_FDCWD, X86_64, -100",
    "AF_UNIX, X32, 1",
    "AF_INET6, ARM, 10",
    "SO_RCVTIMEO, PPC64LE, 18",
    "TIOCGWINSZ, X86_64, 0x5413",
    "TIOCGWINSZ, PPC64LE, 0x40087468",
    "TIOCSTI, AARCH64, 0x5412",
    "TIOCSTI, PPC64LE, 0x5412",
    "FIONREAD, PPC64LE, 0x4004667f",
    "FS_IOC_GETFLAGS, X86_64, 0x80086601",
    "FS_IOC_GETFLAGS, X86, 0x80046601",
    "FS_IOC_GETFLAGS, ARM, 0x80046601",
    "FS_IOC_GETFLAGS, PPC64LE, 0x40086601",
    "F_GETLK64, X86, 12",
    "F_SETLK, PPC64LE, 6",
    "F_DUPFD_CLOEXEC, X86_64, 1030",
    "CLONE_NEWUSER, X86_64, 0x10000000",
    "CLONE_IO, X86_64, 0x80000000",
    "PR_SET_NO_NEW_PRIVS, S390X, 38",
    "SIGSYS, X86_64, 31",
    "PTRACE_ATTACH, X86_64, 16",
    "ADDR_NO_RANDOMIZE, X86_64, 0x40000",
    "BPF_PROG_LOAD, X86_64, 5",
    "KEYCTL_JOIN_SESSION_KEYRING, X86_64, 1",
    "LANDLOCK_RULE_PATH_BENEATH, X86_64, 1",
    "RLIMIT_NPROC, X86_64, 6",
    "POSIX_FADV_DONTNEED, S390X, 6",
    "POSIX_FADV_DONTNEED, X86_64, 4",
    "SECCOMP_IOCTL_NOTIF_RECV, X86_64, 0xc0502100"
  })
  void value_isTheKernels(String name, Arch arch, String expected) {
    assertThat(Constant.named(name).orElseThrow().valueOn(arch)).hasValue(Long.decode(expected));
  }

  @ParameterizedTest
  @CsvSource({"F_GETLK64, X86_64", "PTRACE_GETREGS, AARCH64", "MAP_32BIT, AARCH64"})
  void value_isEmpty_whereTheNameDoesNotExist(String name, Arch arch) {
    Constant constant = Constant.named(name).orElseThrow();
    assertThat(constant.valueOn(arch)).isEmpty();
    assertThat(Constant.of(1).or(constant).valueOn(arch)).isEmpty();
  }

  @Test
  void value_isEmpty_onArchitecturesWithoutData() {
    assertThat(Constants.O_RDONLY.valueOn(Arch.MIPS)).isEmpty();
    assertThat(Constant.of(7).valueOn(Arch.MIPS)).hasValue(7);
  }

  @Test
  void named_isEmpty_forUnknownNames() {
    assertThat(Constant.named("O_NOSUCH")).isEmpty();
    assertThat(Constant.named("")).isEmpty();
    assertThat(Constant.named("name")).isEmpty();
  }

  @Test
  void or_joinsValuesAndNames() {
    Constant joined = Constants.O_WRONLY.or(Constants.O_CREAT).or(Constant.of(0x100000));
    assertThat(joined.valueOn(Arch.X86_64)).hasValue(0x100041);
    assertThat(joined).hasToString("O_WRONLY|O_CREAT|0x100000");
    assertThat(joined.isSymbolic()).isTrue();
    assertThat(Constants.O_CREAT.or(Constants.O_CREAT)).isEqualTo(Constants.O_CREAT);
    assertThat(Constants.O_DIRECTORY.or(Constants.O_NOFOLLOW).valueOn(Arch.AARCH64))
        .hasValue(0140000);
  }

  @Test
  void number_isVerbatim() {
    assertThat(Constant.of(-1).valueOn(Arch.X86)).hasValue(-1);
    assertThat(Constant.of(-1)).hasToString("-1");
    assertThat(Constant.of(4095)).hasToString("4095");
    assertThat(Constant.of(0x80000000L)).hasToString("0x80000000");
    assertThat(Constant.of(5).isSymbolic()).isFalse();
  }

  @Test
  void equality_isThatOfTheTerms() {
    EqualsVerifier.forClass(Constant.class).suppress(Warning.NULL_FIELDS).verify();
    assertThat(Constant.named("O_RDONLY")).hasValue(Constants.O_RDONLY);
    assertThat(Constant.of(0)).isNotEqualTo(Constants.O_RDONLY);
  }

  @Test
  void fields_areTheTable() throws IllegalAccessException {
    Set<String> fields = new HashSet<>();
    for (Field field : Constants.class.getFields()) {
      assertThat(field.get(null)).hasToString(field.getName());
      fields.add(field.getName());
    }
    assertThat(fields).isEqualTo(ConstantTable.names());
  }
}
