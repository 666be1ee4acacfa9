package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.policy.ArchRule;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Branch;
import io.seccomp4j.policy.Comparison;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the rules of a syscall into a shape that libseccomp handles reliably: masked equalities
 * that do not overlap, or one rule with at most one ordering, on a 32-bit value.
 */
final class LibSeccompShape {
  /** Pieces of the argument space that are looked at before a syscall is called too complicated. */
  private static final int BUDGET = 20_000;

  /** Rules for one syscall that libseccomp is given at most. */
  private static final int MAX_RULES = 512;

  private static final long LOW_WORD = 0xffff_ffffL;

  private LibSeccompShape() {}

  /**
   * Returns what a shape is made of: syscalls with equal keys on one architecture have equal
   * shapes. Lists, since hashing records is bootstrapped, which a short-lived JVM feels.
   */
  static Object key(ArchRules rules, int number) {
    List<Object> key = new ArrayList<>();
    key.add(rules.arch());
    for (ArchRule rule : rules.rules(number)) {
      key.add(List.of(rule.layer(), rule.tests(), rule.action()));
    }
    return key;
  }

  /**
   * Returns the rules of a syscall as libseccomp is given them.
   *
   * @throws CompileException when there would be too many; {@link Compiler#AUTO} lets nothing be
   *     cut into more rules than are written, since the built-in compiler does that better
   */
  static List<Branch> of(ArchRules rules, int number, Compiler compiler) {
    List<ArchRule> some = rules.rules(number);
    if (some.size() == 1 && isTakenAsItStands(some.get(0), rules)) {
      ArchRule rule = some.get(0);
      return rule.action().equals(rules.defaultAction())
          ? List.of()
          : List.of(new Branch(rule.tests(), rule.action(), Optional.of(rule.rule())));
    }
    int most = compiler == Compiler.AUTO ? Math.min(some.size(), MAX_RULES) : MAX_RULES;
    Optional<List<Branch>> branches = rules.branches(number, BUDGET);
    if (branches.isEmpty() || branches.get().size() > most) {
      throw new CompileException(
          "the rules for "
              + LibSeccompShapes.name(rules.arch(), number)
              + " on "
              + rules.arch()
              + " take more than "
              + most
              + (most == 1 ? " rule" : " rules")
              + " of the kind that libseccomp compiles reliably");
    }
    return branches.get();
  }

  /** A lone rule of the lowest layer decides wherever it matches, if its tests are simple. */
  private static boolean isTakenAsItStands(ArchRule rule, ArchRules rules) {
    Set<Integer> indexes = new HashSet<>();
    int orderings = 0;
    for (ArgumentTest test : rule.tests()) {
      boolean whole = (test.mask() & registerBits(rules.arch())) == registerBits(rules.arch());
      if (!indexes.add(test.index()) || (!whole && test.comparison() != Comparison.EQ)) {
        return false;
      }
      if (test.comparison().isOrdering()) {
        orderings++;
        if ((test.value() & ~LOW_WORD) != 0) {
          return false;
        }
      }
    }
    return orderings <= 1 && rule.layer() == 0;
  }

  static boolean isMasked(ArgumentTest test, Arch arch) {
    return test.comparison() == Comparison.EQ
        && (test.mask() & registerBits(arch)) != registerBits(arch);
  }

  private static long registerBits(Arch arch) {
    return arch.hasWideArguments() ? -1 : LOW_WORD;
  }

  static int operator(ArgumentTest test) {
    return switch (test.comparison()) {
      case NE -> LibSeccomp.COMPARE_NE;
      case LT -> LibSeccomp.COMPARE_LT;
      case LE -> LibSeccomp.COMPARE_LE;
      case EQ -> LibSeccomp.COMPARE_EQ;
      case GE -> LibSeccomp.COMPARE_GE;
      case GT -> LibSeccomp.COMPARE_GT;
    };
  }
}
