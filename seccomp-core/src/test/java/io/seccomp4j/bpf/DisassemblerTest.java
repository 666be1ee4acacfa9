package io.seccomp4j.bpf;

import static io.seccomp4j.bpf.Programs.filter;
import static io.seccomp4j.bpf.Programs.jump;
import static io.seccomp4j.bpf.Programs.op;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DisassemblerTest {
  private static final int X86_64 = 0xc000_003e;
  private static final Instruction ALLOW = op(0x06, 0x7fff_0000);

  @Test
  void policyProgram_readsAsWritten() {
    Filter filter =
        filter(
            op(0x20, 4),
            jump(0x15, X86_64, 0, 8),
            op(0x20, 0),
            jump(0x35, 0x4000_0000, 6, 0),
            jump(0x15, 257, 1, 0),
            jump(0x15, 258, 0, 5),
            op(0x20, 32),
            op(0x54, 3),
            jump(0x15, 1, 0, 2),
            op(0x06, 0x0005_0001),
            op(0x06, 0x8000_0000),
            ALLOW);

    assertThat(Disassembler.disassemble(filter, Arch.X86_64))
        .isEqualTo(
            """
               0: ld [4]                   A = architecture
               1: jeq #0xc000003e, 2, 10   if architecture == AUDIT_ARCH_X86_64 goto 2, else goto 10
               2: ld [0]                   A = syscall number
               3: jge #0x40000000, 10, 4   if syscall number >= 0x40000000 (x32 bit) goto 10, else goto 4
               4: jeq #0x101, 6, 5         if syscall number == 257 (openat) goto 6, else goto 5
               5: jeq #0x102, 6, 11        if syscall number == 258 (mkdirat) goto 6, else goto 11
               6: ld [32]                  A = args[2] low word
               7: and #0x3                 A &= 0x3
               8: jeq #0x1, 9, 11          if (args[2] low word & 0x3) == 0x1 goto 9, else goto 11
               9: ret #0x00050001          return errno(EPERM)
              10: ret #0x80000000          return kill-process
              11: ret #0x7fff0000          return allow
            """);
  }

  @Test
  void names_followTheArchitectureOfTheBranch() {
    Filter filter =
        filter(
            op(0x20, 4),
            jump(0x15, X86_64, 0, 3),
            op(0x20, 0),
            jump(0x15, 59, 4, 0),
            jump(0x15, 0x4000_0208, 3, 3),
            jump(0x15, 0x4000_0003, 0, 2),
            op(0x20, 0),
            jump(0x15, 11, 0, 0),
            ALLOW);

    assertThat(Disassembler.disassemble(filter, Arch.X86_64))
        .contains("syscall number == 59 (execve) goto")
        .contains("syscall number == 0x40000208 (execve, x32) goto")
        .contains("architecture == AUDIT_ARCH_I386 goto")
        .contains("syscall number == 11 (execve) goto");
  }

  @Test
  void names_areLeftOutWhereTheArchitectureIsUncertain() {
    Filter filter =
        filter(op(0x20, 4), jump(0x15, X86_64, 0, 0), op(0x20, 0), jump(0x15, 59, 0, 0), ALLOW);

    assertThat(Disassembler.disassemble(filter, Arch.X86_64))
        .contains("if syscall number == 59 goto 4, else goto 4");
  }

  @Test
  void programWithoutArchitecture_saysSo() {
    Filter filter = filter(op(0x20, 0), jump(0x15, 59, 0, 1), op(0x06, 0), ALLOW);

    assertThat(Disassembler.disassemble(filter, Arch.X86_64))
        .startsWith("; the architecture is not checked: names are those of x86_64\n")
        .contains("59 (execve)");
  }

  /** Each line: code, constant, text; the architecture gives the order of words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "20 ; 8  ; ld [8]                   A = instruction pointer low word",
        "20 ; c  ; ld [12]                  A = instruction pointer high word",
        "20 ; 10 ; ld [16]                  A = args[0] low word",
        "20 ; 3c ; ld [60]                  A = args[5] high word",
        "00 ; ff ; ld #0xff                 A = 0xff",
        "80 ; 0  ; ld #len                  A = 64",
        "01 ; ff ; ldx #0xff                X = 0xff",
        "81 ; 0  ; ldx #len                 X = 64",
        "60 ; f  ; ld M[15]                 A = M[15]",
        "61 ; f  ; ldx M[15]                X = M[15]",
        "02 ; f  ; st M[15]                 M[15] = A",
        "03 ; f  ; stx M[15]                M[15] = X",
        "07 ; 0  ; tax                      X = A",
        "87 ; 0  ; txa                      A = X",
        "84 ; 0  ; neg                      A = -A",
        "04 ; 1  ; add #0x1                 A += 0x1",
        "0c ; 1  ; add x                    A += X",
        "14 ; 1  ; sub #0x1                 A -= 0x1",
        "24 ; 1  ; mul #0x1                 A *= 0x1",
        "34 ; 1  ; div #0x1                 A /= 0x1",
        "44 ; 1  ; or #0x1                  A |= 0x1",
        "54 ; 1  ; and #0x1                 A &= 0x1",
        "64 ; 1  ; lsh #0x1                 A <<= 0x1",
        "74 ; 1  ; rsh #0x1                 A >>= 0x1",
        "a4 ; 1  ; xor #0x1                 A ^= 0x1",
        "05 ; 0  ; ja 2                     goto 2",
        "16 ; 0  ; ret a                    return A",
        "06 ; 7fc00000 ; ret #0x7fc00000          return notify",
        "06 ; 12340000 ; ret #0x12340000          return kill-process (the kernel knows no such action)",
        "1d ; 0  ; jeq x, 2, 2              if A == X goto 2, else goto 2",
        "25 ; 7  ; jgt #0x7, 2, 2           if A > 0x7 goto 2, else goto 2",
        "35 ; 7  ; jge #0x7, 2, 2           if A >= 0x7 goto 2, else goto 2",
        "45 ; 7  ; jset #0x7, 2, 2          if (A & 0x7) != 0 goto 2, else goto 2",
      })
  void instruction_readsAsWritten(String code, String k, String text) {
    Filter filter =
        filter(
            op(0x02, 15),
            op(Integer.parseInt(code, 16), Integer.parseUnsignedInt(k, 16)),
            op(0x16, 0));

    assertThat(Disassembler.disassemble(filter, Arch.X86_64).lines().toList())
        .contains("   1: " + text);
  }

  @Test
  void argument_hasItsNameWhereTheTableKnowsIt() {
    Filter filter =
        filter(op(0x20, 0), jump(0x15, 257, 0, 1), op(0x20, 32), op(0x20, 32), op(0x16, 0));
    String name =
        Syscalls.of(Arch.X86_64).parameters("openat").stream()
            .skip(2)
            .findFirst()
            .map(parameter -> " (" + parameter.name() + ")")
            .orElse("");

    assertThat(Disassembler.disassemble(filter, Arch.X86_64).lines().toList())
        .contains("   2: ld [32]                  A = args[2]" + name + " low word")
        .contains("   3: ld [32]                  A = args[2] low word");
  }

  @Test
  void words_followTheByteOrder() {
    Filter filter = filter(op(0x20, 16), op(0x20, 20), op(0x16, 0));

    assertThat(Disassembler.disassemble(filter, Arch.S390X))
        .containsSubsequence("args[0] high word", "args[0] low word");
  }

  @Test
  void unreachableInstruction_isMarked() {
    Filter filter = filter(ALLOW, op(0x06, 0));

    assertThat(Disassembler.disassemble(filter, Arch.X86_64))
        .contains("   1: ret #0x00000000          never reached\n");
  }

  @Test
  void c_isTheInsideOfAnArray() {
    assertThat(Disassembler.toC(filter(op(0x20, 4), jump(0x15, X86_64, 1, 0), ALLOW, op(0x06, 0))))
        .isEqualTo(
            """
            { 0x20, 0, 0, 0x00000004 },
            { 0x15, 1, 0, 0xc000003e },
            { 0x06, 0, 0, 0x7fff0000 },
            { 0x06, 0, 0, 0x00000000 },
            """);
  }

  @Test
  void randomPrograms_haveALineForEachInstruction() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Filter filter = Filter.of(Programs.valid(random));

      assertThat(Disassembler.disassemble(filter, Arch.AARCH64).lines())
          .as("seed %d, program %d", seed, i)
          .filteredOn(line -> !line.startsWith(";"))
          .hasSize(filter.size());
      assertThat(Disassembler.toC(filter).lines()).hasSize(filter.size());
    }
  }
}
