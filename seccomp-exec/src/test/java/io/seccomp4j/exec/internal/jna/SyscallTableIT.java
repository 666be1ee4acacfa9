package io.seccomp4j.exec.internal.jna;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the syscall tables with those of libseccomp, for all that it knows. */
final class SyscallTableIT {
  /** Beyond the last number of every table, and the private calls of 32-bit ARM. */
  private static final int[][] RANGES = {{0, 1024}, {0xf0000, 0xf0010}};

  /** The functions of seccomp.h that resolve names and numbers. */
  private static final class Resolver {
    static native int seccomp_syscall_resolve_name_arch(int token, String name);

    static native Pointer seccomp_syscall_resolve_num_arch(int token, int number);
  }

  @BeforeAll
  static void bind() {
    Native.register(Resolver.class, NativeLibrary.getInstance("libseccomp.so.2"));
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "X86", "X32", "AARCH64", "ARM", "RISCV64", "PPC64LE", "S390X"})
  void numbers_areThoseOfLibseccomp(Arch arch) {
    Syscalls table = Syscalls.of(arch);
    Map<String, Integer> theirs = new TreeMap<>();
    Map<String, Integer> ours = new TreeMap<>();
    for (String name : table.names()) {
      int number = Resolver.seccomp_syscall_resolve_name_arch(token(arch), name);
      // Negative: a name that it does not know, or not for this architecture.
      if (number >= 0) {
        theirs.put(name, number);
        ours.put(name, table.number(name).orElseThrow());
      }
    }
    assertThat(ours).hasSizeGreaterThan(280).isEqualTo(theirs);
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "X86", "X32", "AARCH64", "ARM", "RISCV64", "PPC64LE", "S390X"})
  void names_ofLibseccomp_areAllKnown(Arch arch) {
    Syscalls table = Syscalls.of(arch);
    int bit = arch == Arch.X32 ? Arch.X32_BIT : 0;
    Map<Integer, String> differing = new TreeMap<>();
    int compared = 0;
    for (int[] range : RANGES) {
      for (int number = range[0]; number < range[1]; number++) {
        Optional<String> name = name(arch, bit | number);
        if (name.isPresent() && (number <= 469 || number >= 512)) {
          compared++;
          if (!table.name(bit | number).equals(name)) {
            differing.put(number, name.get() + ", here " + table.name(bit | number));
          }
        }
      }
    }
    assertThat(differing).isEmpty();
    assertThat(compared).isGreaterThan(280);
  }

  private static Optional<String> name(Arch arch, int number) {
    Pointer name = Resolver.seccomp_syscall_resolve_num_arch(token(arch), number);
    if (name == null) {
      return Optional.empty();
    }
    String text = name.getString(0);
    Native.free(Pointer.nativeValue(name));
    return Optional.of(text);
  }

  /** The token, except for x32: libseccomp marks it as a 32-bit x86_64. */
  private static int token(Arch arch) {
    return arch == Arch.X32 ? Arch.X86_64.token() & ~0x8000_0000 : arch.token();
  }
}
