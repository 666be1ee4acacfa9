package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.Policy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Instructions that answer ENOSYS beyond a policy's horizon and go on to the program behind them
 * for every other call. libseccomp knows rules for single syscalls only.
 *
 * <p>It is written from its end, so that the distance to everything behind is known: a place is the
 * number of instructions from there to the program.
 */
final class EnosysPrologue {
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP = 0x05;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER = 0x25;
  private static final int JUMP_NOT_LESS = 0x35;
  private static final int RETURN = 0x06;
  private static final int NUMBER = 0;
  private static final int TOKEN = 4;

  /** How far a conditional jump gets, but for one that a jump put in between needs. */
  private static final int REACH = 254;

  private static final int PROGRAM = 0;

  private final Deque<Instruction> code = new ArrayDeque<>();

  private EnosysPrologue() {}

  /** Returns what comes before the program: nothing without a horizon. */
  static List<Instruction> of(Policy policy) {
    Map<Integer, List<ArchRules>> byToken = new LinkedHashMap<>();
    for (Arch arch : policy.effectiveArchitectures()) {
      ArchRules rules = policy.rulesOn(arch);
      if (rules.horizon().isPresent()) {
        byToken.computeIfAbsent(arch.token(), any -> new ArrayList<>()).add(rules);
      }
    }
    EnosysPrologue prologue = new EnosysPrologue();
    List<Map.Entry<Integer, List<ArchRules>>> sections = new ArrayList<>(byToken.entrySet());
    for (int i = sections.size() - 1; i >= 0; i--) {
      prologue.section(sections.get(i).getKey(), sections.get(i).getValue());
    }
    if (!sections.isEmpty()) {
      prologue.add(LOAD_WORD, TOKEN);
    }
    return List.copyOf(prologue.code);
  }

  /** Writes the part for a token; x86_64 and x32 share one. */
  private void section(int token, List<ArchRules> some) {
    int otherTokens = code.size();
    int x32 = PROGRAM;
    int others = PROGRAM;
    for (ArchRules rules : some) {
      numbers(rules);
      if (rules.arch() == Arch.X32) {
        x32 = code.size();
      } else {
        others = code.size();
      }
    }
    if (token == Arch.X86_64.token()) {
      branch(JUMP_NOT_LESS, Arch.X32_BIT, x32, others);
    }
    add(LOAD_WORD, NUMBER);
    branch(JUMP_EQUAL, token, code.size(), otherTokens);
  }

  /** Writes the comparison with the last number and the exceptions: syscalls beyond with rules. */
  private void numbers(ArchRules rules) {
    add(RETURN, Action.errno(Errno.ENOSYS).returnValue());
    if (rules.arch() != Arch.X86_64) {
      // On x86_64 it comes with the numbers of x32.
      branch(JUMP_EQUAL, -1, PROGRAM, code.size());
    }
    int last = rules.horizon().orElseThrow();
    List<Integer> beyond = List.copyOf(rules.numbers().tailSet(last, false));
    for (int end = beyond.size() - 1; end >= 0; end--) {
      int start = end;
      while (start > 0 && beyond.get(start - 1) == beyond.get(start) - 1) {
        start--;
      }
      run(beyond.get(start), beyond.get(end));
      end = start;
    }
    branch(JUMP_GREATER, last, code.size(), PROGRAM);
  }

  /** Lets numbers through that follow each other. */
  private void run(int first, int last) {
    int next = code.size();
    if (first == last) {
      branch(JUMP_EQUAL, first, PROGRAM, next);
      return;
    }
    branch(JUMP_GREATER, last, next, PROGRAM);
    branch(JUMP_NOT_LESS, first, code.size(), next);
  }

  private void add(int operation, int operand) {
    code.addFirst(new Instruction(operation, 0, 0, operand));
  }

  private void branch(int operation, int operand, int yes, int no) {
    int onYes = reachable(yes);
    int onNo = reachable(no);
    code.addFirst(new Instruction(operation, code.size() - onYes, code.size() - onNo, operand));
  }

  /** Returns a place, or that of a jump there where it is too far for a condition. */
  private int reachable(int place) {
    if (code.size() - place <= REACH) {
      return place;
    }
    add(JUMP, code.size() - place);
    return code.size();
  }
}
