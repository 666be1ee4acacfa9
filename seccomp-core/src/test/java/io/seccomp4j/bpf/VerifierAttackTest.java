package io.seccomp4j.bpf;

import static io.seccomp4j.bpf.Programs.filter;
import static io.seccomp4j.bpf.Programs.jump;
import static io.seccomp4j.bpf.Programs.op;
import static io.seccomp4j.policy.Arg.arg;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs and policies that are made to be too much, or to be misread. */
final class VerifierAttackTest {
  private static final int LD = 0x20;
  private static final int AND = 0x54;
  private static final int JEQ = 0x15;
  private static final int JSET = 0x45;
  private static final int RET = 0x06;
  private static final int KILL = Action.KILL_PROCESS.returnValue();
  private static final int ALLOW = Action.ALLOW.returnValue();
  private static final int WORD_BITS = 32;
  private static final int TIME_LIMIT = 60;

  private static final Policy NOTHING =
      Policy.denyByDefault(Action.KILL_PROCESS).nativeArchitecture(Arch.X86_64).build();

  /** A kernel lays out all calls in its own byte order, and so must the counterexample. */
  @Test
  void foreignArchitectureOfTheOtherByteOrder_isRefuted() {
    for (Arch foreign : Arch.values()) {
      for (int offset = 16; offset < 64; offset += 4) {
        Filter filter =
            filter(
                op(LD, 4),
                jump(JEQ, foreign.token(), 0, 2),
                op(LD, offset),
                jump(JEQ, 5, 1, 0),
                op(RET, KILL),
                op(RET, ALLOW));

        assertThat(Verifier.prove(filter, NOTHING))
            .as("%s at %s", foreign, offset)
            .isInstanceOfSatisfying(
                Proof.Refuted.class,
                refuted -> assertThat(refuted.actual()).isEqualTo(Action.ALLOW));
      }
    }
  }

  @Test
  @Timeout(value = TIME_LIMIT, unit = SECONDS)
  void masksThatDoubleWithEachJump_areUnproven() {
    List<Instruction> program = new ArrayList<>();
    program.add(op(LD, 16));
    for (int bit = 0; bit < WORD_BITS - 1; bit++) {
      program.add(jump(JSET, 1 << bit, 0, 1));
      program.add(op(AND, ~(1 << (bit + 1))));
    }
    program.add(jump(JEQ, 1, 0, 1));
    program.add(op(RET, ALLOW));
    program.add(op(RET, KILL));

    assertThat(Verifier.prove(Filter.of(program), NOTHING).toString())
        .startsWith("unproven: up to instruction ")
        .endsWith("masks and constants that A may hold");
  }

  @Test
  @Timeout(value = TIME_LIMIT, unit = SECONDS)
  void programOfTooManyNodes_isUnproven() {
    List<Instruction> program = new ArrayList<>();
    commonBit(program);
    program.add(op(RET, KILL));

    assertThat(Verifier.prove(Filter.of(program), NOTHING).toString())
        .startsWith("unproven: the diagram has more than ");
  }

  /** Whether two words have a bit in common takes a node for each value of the first. */
  private static void commonBit(List<Instruction> program) {
    for (int bit = 0; bit < WORD_BITS; bit++) {
      program.add(op(LD, 16));
      program.add(jump(JSET, 1 << bit, 0, 3));
      program.add(op(LD, 24));
      program.add(jump(JSET, 1 << bit, 0, 1));
      program.add(op(RET, ALLOW));
    }
  }

  @Test
  @Timeout(value = TIME_LIMIT, unit = SECONDS)
  void longestProgramOfWideJumps_isUnproven() {
    List<Instruction> program = new ArrayList<>();
    for (int i = 0; program.size() < Filter.MAX_INSTRUCTIONS - 2; i++) {
      int left = Filter.MAX_INSTRUCTIONS - 3 - program.size();
      program.add(
          i % 2 == 0
              ? op(LD, 16 + 4 * (i * 7 % 12))
              : jump(
                  i % 3 == 0 ? JSET : 0x35,
                  i * 0x9E37_79B1,
                  Math.min(left, i * 31 % 256),
                  Math.min(left, i * 17 % 256)));
    }
    program.add(op(RET, ALLOW));
    program.add(op(RET, KILL));

    assertThat(Verifier.prove(Filter.of(program), NOTHING).isEqual()).isFalse();
  }

  @Test
  @Timeout(value = TIME_LIMIT, unit = SECONDS)
  void policyOfTooManyNodes_isUnprovenAndNamesTheSyscall() {
    PolicyBuilder builder =
        Policy.denyByDefault(Action.KILL_PROCESS).nativeArchitecture(Arch.X86_64);
    for (int bit = 0; bit < Long.SIZE; bit++) {
      builder.allow(
          "mmap",
          arg(0).full64().masked(1L << bit).isNot(0),
          arg(1).full64().masked(1L << bit).isNot(0));
    }

    assertThat(Verifier.prove(filter(op(RET, KILL)), builder.build()).toString())
        .startsWith("unproven: the diagram ")
        .contains("mmap on x86_64");
  }

  /** There are more ways through such a program than could be followed one by one. */
  @Test
  @Timeout(value = TIME_LIMIT, unit = SECONDS)
  void fortyMaskedRulesOnOneCall_areProvenAndAnyFaultIsFound() {
    Random random = new Random(40);
    PolicyBuilder builder =
        Policy.denyByDefault(Action.KILL_PROCESS).nativeArchitecture(Arch.X86_64);
    List<Instruction> program = new ArrayList<>();
    for (int rule = 0; rule < 40; rule++) {
      int index = rule % 3;
      long mask = fewBits(random) | 0x10_0000_0010L;
      long value = random.nextLong() & mask;
      builder.allow("mmap", arg(index).full64().masked(mask).is(value));
      program.add(op(LD, 16 + 8 * index));
      program.add(op(AND, (int) mask));
      program.add(jump(JEQ, (int) value, 0, 4));
      program.add(op(LD, 20 + 8 * index));
      program.add(op(AND, (int) (mask >>> WORD_BITS)));
      program.add(jump(JEQ, (int) (value >>> WORD_BITS), 0, 1));
      program.add(op(RET, ALLOW));
    }
    program.add(op(RET, KILL));
    Policy policy = builder.build();

    assertThat(Verifier.prove(onlyMmap(program), policy)).isEqualTo(new Proof.Equal());
    for (int pc = 0; pc < program.size() - 1; pc += 13) {
      List<Instruction> faulty = new ArrayList<>(program);
      Instruction old = faulty.get(pc);
      faulty.set(pc, new Instruction(old.code(), old.jt(), old.jf(), old.k() ^ 8));
      assertThat(Verifier.prove(onlyMmap(faulty), policy))
          .as("fault at %d", pc)
          .isInstanceOf(Proof.Refuted.class);
    }
  }

  private static long fewBits(Random random) {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits |= 1L << random.nextInt(Long.SIZE);
    }
    return bits;
  }

  private static Filter onlyMmap(List<Instruction> then) {
    List<Instruction> program = new ArrayList<>();
    program.add(op(LD, 4));
    program.add(jump(JEQ, Arch.X86_64.token(), 1, 0));
    program.add(op(RET, KILL));
    program.add(op(LD, 0));
    program.add(jump(JEQ, Call.callOn(Arch.X86_64, "mmap").number(), 1, 0));
    program.add(op(RET, KILL));
    program.addAll(then);
    return Filter.of(program);
  }
}
