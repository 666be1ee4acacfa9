package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.internal.data.DataFile;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class WidthTest {
  static final Iterable<Arch> ARCHITECTURES = KernelTables.ARCHITECTURES;
  private static final List<String> OPEN_TYPES = List.of("long", "unsigned long", "old_sigset_t");

  private static Width width(Arch arch, String syscall, int index) {
    return Syscalls.of(arch).width(syscall, index, OptionalLong.empty());
  }

  private static Width width(String syscall, int index, String selector) {
    long value = ConstantTable.value(selector, Arch.X86_64).orElseThrow();
    return Syscalls.of(Arch.X86_64).width(syscall, index, OptionalLong.of(value));
  }

  @ParameterizedTest
  @CsvSource({
    "openat, 0, LOW_32",
    "openat, 1, FULL_64",
    "openat, 2, LOW_32",
    "openat, 3, LOW_16",
    "socket, 0, LOW_32",
    "ioctl, 1, LOW_32",
    "ioctl, 2, UNKNOWN",
    "mmap, 1, FULL_64",
    "mmap, 2, LOW_32",
    "mmap, 3, LOW_32",
    "mprotect, 2, FULL_64",
    "clone, 0, LOW_32",
    "unshare, 0, FULL_64",
    "read, 2, FULL_64",
    "lseek, 1, FULL_64",
    "prctl, 0, LOW_32",
    "prctl, 1, UNKNOWN",
    "fcntl, 2, UNKNOWN",
    "getpid, 0, UNKNOWN",
    "no_such_call, 5, UNKNOWN"
  })
  void width_followsTypeAndMeasurement(String syscall, int index, Width expected) {
    assertThat(width(Arch.X86_64, syscall, index)).isEqualTo(expected);
  }

  @Test
  void width_dependsOnTheSelector() {
    assertThat(width("fcntl", 2, "F_SETFL")).isEqualTo(Width.LOW_32);
    assertThat(width("fcntl", 2, "F_SETLK")).isEqualTo(Width.FULL_64);
    assertThat(width("fcntl", 2, "F_SETOWN")).isEqualTo(Width.UNKNOWN);
    assertThat(width("prctl", 1, "PR_SET_NAME")).isEqualTo(Width.FULL_64);
    assertThat(width("prctl", 1, "PR_SET_TSC")).isEqualTo(Width.LOW_32);
    assertThat(width("prctl", 0, "PR_SET_NAME")).isEqualTo(Width.LOW_32);
    Syscalls table = Syscalls.of(Arch.X86_64);
    assertThat(table.width("prctl", 1, OptionalLong.of(0x7_0000_000FL))).isEqualTo(Width.FULL_64);
    assertThat(table.selector("prctl")).hasValue(0);
    assertThat(table.selector("fcntl")).hasValue(1);
    assertThat(table.selector("openat")).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void width_isNeverFull_where32BitsArePassed(Arch arch) {
    for (String name : Syscalls.of(arch).names()) {
      for (Parameter parameter : Syscalls.of(arch).parameters(name)) {
        if (arch.hasWideArguments()) {
          // A type that is in neither list would be unknown without anybody having decided so.
          assertThat(parameter.width() != Width.UNKNOWN || OPEN_TYPES.contains(parameter.type()))
              .as("%s %s of %s", parameter.type(), parameter.name(), name)
              .isTrue();
        } else {
          assertThat(parameter.width()).as(name).isIn(Width.LOW_32, Width.LOW_16);
        }
      }
    }
    if (!arch.hasWideArguments()) {
      assertThat(width(arch, "getpid", 3)).isEqualTo(Width.LOW_32);
    }
  }

  @Test
  void measuredLines_nameExistingParametersAndConstants() {
    for (String line : WidthTable.measured()) {
      List<String> words = DataFile.split(line, ' ');
      List<String> place = DataFile.split(words.get(0), '.');
      assertThat(Syscalls.of(Arch.X86_64).parameters(place.get(0)))
          .as(line)
          .extracting(Parameter::name)
          .contains(place.get(1));
      for (String selector : words.subList(1, words.size())) {
        assertThat(ConstantTable.contains(selector)).as(line).isTrue();
        assertThat(Syscalls.of(Arch.X86_64).selector(place.get(0))).as(line).isPresent();
      }
    }
  }

  @Test
  void signedness_followsTheType() {
    assertThat(signed("kill", 0)).isTrue();
    assertThat(signed("lseek", 1)).isTrue();
    assertThat(signed("openat", 0)).isTrue();
    assertThat(signed("read", 2)).isFalse();
    assertThat(signed("ioctl", 1)).isFalse();
    assertThat(signed("openat", 1)).isFalse();
  }

  private static boolean signed(String syscall, int index) {
    return Syscalls.of(Arch.X86_64).parameters(syscall).get(index).isSigned();
  }

  @Test
  void mask_hasTheBitsThatCount() {
    assertThat(Width.LOW_16.mask()).isEqualTo(0xffffL);
    assertThat(Width.LOW_32.mask()).isEqualTo(0xffff_ffffL);
    assertThat(Width.FULL_64.mask()).isEqualTo(-1L);
    assertThat(Width.UNKNOWN.mask()).isEqualTo(-1L);
  }
}
