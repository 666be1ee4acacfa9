package io.seccomp4j.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks a policy over for what its author probably did not mean: rules without effect, ways round
 * them, what programs will miss. Building a policy finds the cheap part of it, which is {@link
 * Policy#warnings()}; a review takes its time.
 *
 * <p>No finding means that the policy is right, and a policy with findings may be right too.
 */
public final class PolicyReview {
  /** Nobody reads more than this. */
  private static final int MOST = 1000;

  private PolicyReview() {}

  /** What a finding is about; the constants and their ids stay the same from version to version. */
  public enum Kind {
    /** A name that no architecture of the policy has. */
    UNKNOWN_SYSCALL,
    /** Conditions that exclude each other. */
    NEVER_MATCHES,
    /** A rule without which every call would get the same verdict. */
    WITHOUT_EFFECT,
    /** Two rules that match the same calls with different actions. */
    CONFLICT,
    /** An unsigned ordering of an argument that the kernel reads as a signed number. */
    SIGNED_ORDERING,
    /** A 64-bit comparison of an argument of which the kernel drops the upper half. */
    UPPER_HALF,
    /** A mask without bits. */
    MASK_OF_ZERO,
    /** A comparison of an address, which says nothing about what is there. */
    POINTER,
    /** A restricted call, and another that does the same and runs. */
    BYPASS,
    /** Calls that are restricted, and an io_uring that does them. */
    IO_URING,
    /** Conditions on ioctl that leave the terminal's input open. */
    TERMINAL,
    /** Calls that nearly no program does without. */
    MISSING_CALL,
    /** An architecture that is open, or listed without being known. */
    ARCHITECTURE,
    /** A horizon that does not do what it is for. */
    HORIZON;

    /**
     * Returns the word for machine-readable output.
     *
     * @return for example {@code without-effect}
     */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Something doubtful.
   *
   * @param kind what it is about
   * @param rules the rules that it is about, the main one first; none: the whole policy
   * @param message what, where, why, and what to do, on one line
   */
  public record Finding(Kind kind, List<Rule> rules, String message) {
    /** Keeps a copy. */
    public Finding {
      rules = List.copyOf(rules);
    }

    /** Returns the message. */
    @Override
    public String toString() {
      return message;
    }
  }

  /**
   * Looks a policy over.
   *
   * @param policy the policy
   * @return what is doubtful, each once: what {@link Policy#warnings()} says first; at most 1000
   *     findings, and one that counts the rest
   */
  public static List<Finding> of(Policy policy) {
    List<Finding> findings = new ArrayList<>();
    new PolicyCheck(policy, new ArrayList<>(), findings).run();
    IdleRules.find(policy, findings);
    Oversights.find(policy, findings);
    WaysRound.find(policy, findings);
    int more = findings.size() - MOST;
    if (more > 0) {
      Kind kind = findings.get(MOST).kind();
      findings.subList(MOST, findings.size()).clear();
      findings.add(new Finding(kind, List.of(), "and " + more + " findings more"));
    }
    return List.copyOf(findings);
  }
}
