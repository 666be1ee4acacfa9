package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ArchTest {
  /** The AUDIT_ARCH values of include/uapi/linux/audit.h. */
  @ParameterizedTest
  @CsvSource({
    "X86, 0x40000003",
    "X86_64, 0xc000003e",
    "X32, 0xc000003e",
    "ARM, 0x40000028",
    "AARCH64, 0xc00000b7",
    "LOONGARCH64, 0xc0000102",
    "M68K, 0x00000004",
    "MIPS, 0x00000008",
    "MIPS64, 0x80000008",
    "MIPS64N32, 0xa0000008",
    "MIPSEL, 0x40000008",
    "MIPSEL64, 0xc0000008",
    "MIPSEL64N32, 0xe0000008",
    "PPC, 0x00000014",
    "PPC64, 0x80000015",
    "PPC64LE, 0xc0000015",
    "S390, 0x00000016",
    "S390X, 0x80000016",
    "SH, 0x4000002a",
    "SHEB, 0x0000002a",
    "PARISC, 0x0000000f",
    "PARISC64, 0x8000000f",
    "RISCV64, 0xc00000f3"
  })
  void token_isTheKernels(Arch arch, String token) {
    assertThat(Integer.toUnsignedLong(arch.token())).isEqualTo(Long.decode(token));
    boolean little = (arch.token() & 0x4000_0000) != 0;
    assertThat(arch.byteOrder()).isEqualTo(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  @ParameterizedTest
  @EnumSource
  void named_knowsBothNames(Arch arch) {
    assertThat(Arch.named(arch.ociName())).hasValue(arch);
    assertThat(Arch.named(arch.toString())).hasValue(arch);
    assertThat(Arch.named(arch.name())).hasValue(arch);
  }

  @Test
  void named_isEmpty_forUnknownNames() {
    assertThat(Arch.named("SCMP_ARCH_VAX")).isEmpty();
    assertThat(Arch.named("")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"X86", "X32", "ARM", "MIPS64N32", "MIPSEL64N32", "PPC", "S390"})
  void arguments_areNarrow_where32BitsArePassed(Arch arch) {
    assertThat(arch.hasWideArguments()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "AARCH64", "RISCV64", "PPC64LE", "S390X", "MIPS64"})
  void arguments_areWide_otherwise(Arch arch) {
    assertThat(arch.hasWideArguments()).isTrue();
  }

  @Test
  void host_hasATable() {
    assertThat(Syscalls.of(Arch.host()).isEmpty()).isFalse();
  }
}
