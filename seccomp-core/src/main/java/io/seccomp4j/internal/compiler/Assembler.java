package io.seccomp4j.internal.compiler;

import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.internal.compiler.Decision.Choice;
import io.seccomp4j.internal.compiler.Decision.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a decision as a program: every choice once, from the last one to the first, so that all
 * jumps lead to what is there already.
 *
 * <p>A choice may have up to three entries, {@code ld}, {@code and} and the jump: a way that comes
 * with the right word in the accumulator passes over the instructions that would fetch it.
 */
final class Assembler {
  /** The longest distance that a conditional jump is used for; two helpers may come between. */
  private static final int MAX_SKIP = 253;

  // The operations as linux/bpf_common.h and linux/filter.h make them up.
  private static final int LOAD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP = 0x05;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_NOT_LESS = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  /**
   * What the accumulator holds.
   *
   * @param offset the word
   * @param mask the bits that are left of it
   */
  private record Held(int offset, int mask) {
    /** Written out: a record's own one is bootstrapped, which takes long. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Held that && offset == that.offset && mask == that.mask;
    }

    @Override
    public int hashCode() {
      return offset * 31 + mask;
    }

    boolean isWhole() {
      return mask == WordTest.ALL_BITS;
    }

    boolean holds(WordTest test) {
      return offset == test.offset() && (test.mask() & ~mask) == 0;
    }

    boolean isJust(WordTest test) {
      return offset == test.offset() && mask == test.mask();
    }
  }

  /** Where a choice may be entered: which instructions come before its jump. */
  private static final class Block {
    private boolean loads;
    private boolean masks;
    // Set while writing, counted from the end of the program.
    private int atLoad;
    private int atMask;
    private int atJump;
    private @Nullable Held after;
    private final List<@Nullable Held> before = new ArrayList<>();
  }

  private final Map<Choice, Block> blocks = new HashMap<>();
  private final Map<Verdict, Integer> returns = new HashMap<>();
  private final Map<Integer, Integer> relays = new HashMap<>();
  private final List<Instruction> backwards = new ArrayList<>();

  private Assembler() {}

  /** Returns the instructions, however many there are. */
  static List<Instruction> assemble(Decision decision) {
    return new Assembler().run(decision);
  }

  private List<Instruction> run(Decision root) {
    List<Choice> all = root.choices();
    for (Choice choice : all) {
      blocks.put(choice, new Block());
    }
    if (root instanceof Choice first) {
      block(first).before.add(null);
    }
    for (Choice choice : all) {
      Block block = block(choice);
      plan(choice.test(), block);
      comesTo(choice.yes(), block.after);
      comesTo(choice.no(), block.after);
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      write(all.get(i));
    }
    if (root instanceof Verdict only) {
      add(returning(only));
    }
    List<Instruction> program = new ArrayList<>(backwards);
    Collections.reverse(program);
    return program;
  }

  private Block block(Choice choice) {
    Block block = blocks.get(choice);
    if (block == null) {
      throw new IllegalStateException("every choice has a block");
    }
    return block;
  }

  private void comesTo(Decision next, @Nullable Held held) {
    if (next instanceof Choice choice) {
      block(choice).before.add(held);
    }
  }

  /** Decides which instructions a choice needs, given all that may be in the accumulator. */
  private static void plan(WordTest test, Block block) {
    Held first = block.before.get(0);
    boolean allHold = true;
    boolean allJust = true;
    boolean allSame = true;
    for (Held held : block.before) {
      allHold &= held != null && held.holds(test);
      allJust &= held != null && held.isJust(test);
      allSame &= held != null && held.equals(first);
    }
    if (test.isOneJump()) {
      block.loads = !(allHold && allSame);
      block.after = block.loads ? new Held(test.offset(), WordTest.ALL_BITS) : first;
    } else {
      block.loads = !allHold;
      block.masks = !allJust;
      block.after = new Held(test.offset(), test.mask());
    }
  }

  private void write(Choice choice) {
    Block block = block(choice);
    WordTest test = choice.test();
    boolean isBitTest = test.isBitTest();
    // JSET asks whether a bit is set, the test whether none is.
    Decision taken = isBitTest ? choice.no() : choice.yes();
    Decision passed = isBitTest ? choice.yes() : choice.no();
    int takenAt = reachable(taken, block.after);
    int passedAt = reachable(passed, block.after);
    int here = backwards.size();
    int operation = isBitTest ? JUMP_ANY_BIT : test.isEquality() ? JUMP_EQUAL : JUMP_NOT_LESS;
    add(
        new Instruction(
            operation,
            here - takenAt - 1,
            here - passedAt - 1,
            isBitTest ? test.mask() : test.value()));
    block.atJump = here;
    block.atMask = block.masks ? add(new Instruction(AND, 0, 0, test.mask())) : here;
    block.atLoad = block.loads ? add(new Instruction(LOAD, 0, 0, test.offset())) : block.atMask;
  }

  private int add(Instruction instruction) {
    backwards.add(instruction);
    return backwards.size() - 1;
  }

  /** Returns the place of a decision, or of a copy or a jump to it that is near enough. */
  private int reachable(Decision decision, @Nullable Held held) {
    if (decision instanceof Verdict verdict) {
      Integer known = returns.get(verdict);
      if (known == null || isFar(known)) {
        known = add(returning(verdict));
        returns.put(verdict, known);
      }
      return known;
    }
    int entry = entry((Choice) decision, held);
    if (!isFar(entry)) {
      return entry;
    }
    Integer relay = relays.get(entry);
    if (relay == null || isFar(relay)) {
      relay = add(new Instruction(JUMP, 0, 0, backwards.size() - entry - 1));
      relays.put(entry, relay);
    }
    return relay;
  }

  private boolean isFar(int place) {
    return backwards.size() - place - 1 > MAX_SKIP;
  }

  private static Instruction returning(Verdict verdict) {
    return new Instruction(RETURN, 0, 0, verdict.action().returnValue());
  }

  private int entry(Choice choice, @Nullable Held held) {
    Block block = block(choice);
    WordTest test = choice.test();
    if (held == null || held.offset() != test.offset()) {
      return block.atLoad;
    }
    if (!block.loads && !block.masks) {
      return block.atJump;
    }
    if (test.isOneJump()) {
      return held.isWhole() ? block.atJump : block.atLoad;
    }
    if (held.isJust(test)) {
      return block.atJump;
    }
    return held.holds(test) ? block.atMask : block.atLoad;
  }
}
