package io.seccomp4j.arch;

import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An architecture as seccomp sees it: the AUDIT_ARCH token in {@code seccomp_data.arch}, and the
 * OCI runtime-spec name.
 *
 * <p>These are the 23 architectures of the OCI runtime-spec. x32 shares the token of x86_64 and is
 * told apart by bit 30 of the syscall number.
 *
 * @see <a
 *     href="https://github.com/torvalds/linux/blob/v6.18/include/uapi/linux/audit.h">audit.h</a>
 */
public enum Arch {
  /** 32-bit x86, also called i386. */
  X86(3, false, false),
  /** 64-bit x86, also called amd64. */
  X86_64(62, true, false),
  /** 64-bit x86 with 32-bit pointers; its syscall numbers carry bit 30. */
  X32(62, true, false),
  /** 32-bit ARM, EABI. */
  ARM(40, false, false),
  /** 64-bit ARM, also called arm64. */
  AARCH64(183, true, false),
  /** 64-bit LoongArch. */
  LOONGARCH64(258, true, false),
  /** Motorola 68000. */
  M68K(4, false, true),
  /** 32-bit MIPS, big-endian. */
  MIPS(8, false, true),
  /** 64-bit MIPS, big-endian. */
  MIPS64(8, true, true),
  /** 64-bit MIPS with 32-bit pointers, big-endian. */
  MIPS64N32(8, true, true, 0x2000_0000),
  /** 32-bit MIPS, little-endian. */
  MIPSEL(8, false, false),
  /** 64-bit MIPS, little-endian. */
  MIPSEL64(8, true, false),
  /** 64-bit MIPS with 32-bit pointers, little-endian. */
  MIPSEL64N32(8, true, false, 0x2000_0000),
  /** 32-bit PowerPC. */
  PPC(20, false, true),
  /** 64-bit PowerPC, big-endian. */
  PPC64(21, true, true),
  /** 64-bit PowerPC, little-endian. */
  PPC64LE(21, true, false),
  /** 31-bit S/390. */
  S390(22, false, true),
  /** 64-bit S/390, also called z/Architecture. */
  S390X(22, true, true),
  /** SuperH, little-endian. */
  SH(42, false, false),
  /** SuperH, big-endian. */
  SHEB(42, false, true),
  /** 32-bit PA-RISC. */
  PARISC(15, false, true),
  /** 64-bit PA-RISC. */
  PARISC64(15, true, true),
  /** 64-bit RISC-V. */
  RISCV64(243, true, false);

  /** Set in the number of every x32 syscall. */
  public static final int X32_BIT = 0x4000_0000;

  private static final int AUDIT_64BIT = 0x8000_0000;
  private static final int AUDIT_LITTLE_ENDIAN = 0x4000_0000;

  private final int token;
  private final boolean wide;
  private final ByteOrder byteOrder;

  Arch(int elfMachine, boolean wide, boolean bigEndian) {
    this(elfMachine, wide, bigEndian, 0);
  }

  Arch(int elfMachine, boolean wide, boolean bigEndian, int convention) {
    this.token =
        elfMachine | (wide ? AUDIT_64BIT : 0) | (bigEndian ? 0 : AUDIT_LITTLE_ENDIAN) | convention;
    this.wide = wide;
    this.byteOrder = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /**
   * Returns the AUDIT_ARCH token that the kernel puts into {@code seccomp_data.arch}.
   *
   * @return the token; the same for x86_64 and x32
   */
  public int token() {
    return token;
  }

  /**
   * Says whether a syscall argument of this architecture has 64 meaningful bits. False for the
   * 32-bit architectures and for x32 and n32, whose programs pass 32-bit values: there every
   * comparison is of low words, as container runtimes compile it.
   *
   * @return whether arguments are 64 bits wide
   */
  public boolean hasWideArguments() {
    return wide && this != X32 && this != MIPS64N32 && this != MIPSEL64N32;
  }

  /**
   * Returns the order of the two words of an argument in {@code seccomp_data}.
   *
   * @return the byte order
   */
  public ByteOrder byteOrder() {
    return byteOrder;
  }

  /**
   * Returns the architectures whose programs a kernel of this one can run.
   *
   * @return this one first, then its 32-bit companions
   */
  public Set<Arch> runnable() {
    Set<Arch> runnable = new LinkedHashSet<>();
    runnable.add(this);
    runnable.addAll(
        switch (this) {
          case X86_64 -> List.of(X86, X32);
          case AARCH64 -> List.of(ARM);
          case MIPS64 -> List.of(MIPS, MIPS64N32);
          case MIPSEL64 -> List.of(MIPSEL, MIPSEL64N32);
          case PPC64 -> List.of(PPC);
          case S390X -> List.of(S390);
          case PARISC64 -> List.of(PARISC);
          default -> List.of();
        });
    return Collections.unmodifiableSet(runnable);
  }

  /**
   * Returns the name in an OCI profile.
   *
   * @return for example {@code SCMP_ARCH_X86_64}
   */
  public String ociName() {
    return "SCMP_ARCH_" + name();
  }

  /**
   * Finds an architecture by its OCI name or its short name.
   *
   * @param name {@code SCMP_ARCH_X86_64}, {@code X86_64} or {@code x86_64}
   * @return the architecture, or empty when there is none of that name
   */
  public static Optional<Arch> named(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (Arch arch : values()) {
      if (arch.name().equals(wanted) || arch.ociName().equals(wanted)) {
        return Optional.of(arch);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the architecture of this JVM.
   *
   * @return the host's architecture
   * @throws UnsupportedOperationException on a machine that is none of the 23
   */
  public static Arch host() {
    String machine = System.getProperty("os.arch");
    return switch (machine) {
      case "amd64", "x86_64" -> X86_64;
      case "i386", "i486", "i586", "i686", "x86" -> X86;
      case "aarch64", "arm64" -> AARCH64;
      case "arm" -> ARM;
      case "ppc64le" -> PPC64LE;
      case "riscv64" -> RISCV64;
      case "s390x" -> S390X;
      case "loongarch64" -> LOONGARCH64;
      default ->
          throw new UnsupportedOperationException(
              "unknown machine \"" + machine + "\": seccomp4j knows the 23 architectures of OCI");
    };
  }

  /** Returns the short name in lower case, as {@code x86_64}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
