package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.internal.diagram.Diagrams;
import io.seccomp4j.internal.diagram.PolicyDiagram;
import io.seccomp4j.internal.diagram.TooLargeException;
import io.seccomp4j.internal.diagram.Variables;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Decides exactly whether a filter does what a policy says: on every architecture, for every
 * syscall number, known or not, and for every argument value.
 *
 * <p>Both are turned into decision diagrams over the bits of {@code struct seccomp_data}, in which
 * equal functions are one and the same node. Nothing is sampled.
 */
public final class Verifier {
  /** Enough for dozens of masked rules on one syscall; about 100 MB. */
  private static final int MOST_NODES = 2_000_000;

  private Verifier() {}

  /**
   * Compares a filter with a policy.
   *
   * @param filter the program
   * @param policy what it should do
   * @return equal; refuted, with a call that the two decide differently; or unproven, when the
   *     program has instructions of which the meaning is not followed (only loads, AND with a
   *     constant, jumps and returns are), or the diagrams grow too large
   */
  public static Proof prove(Filter filter, Policy policy) {
    return prove(filter, policy, MOST_NODES);
  }

  static Proof prove(Filter filter, Policy policy, int mostNodes) {
    Diagrams diagrams = new Diagrams(mostNodes);
    PolicyDiagram expected = new PolicyDiagram(diagrams, policy);
    try {
      int ofPolicy = expected.root();
      int ofFilter = new FilterDiagram(diagrams, filter, policy.nativeArchitecture()).root();
      return ofPolicy == ofFilter
          ? new Proof.Equal()
          : difference(diagrams, ofPolicy, ofFilter, filter, policy);
    } catch (TooLargeException e) {
      String most = expected.largest();
      String message = String.valueOf(e.getMessage());
      return new Proof.Unproven(message.endsWith(most) ? message : message + most);
    } catch (UnfollowedException e) {
      return new Proof.Unproven(String.valueOf(e.getMessage()));
    }
  }

  /** Finds a call whose bits lead to two values, and asks both sides again. */
  private static Proof difference(
      Diagrams diagrams, int ofPolicy, int ofFilter, Filter filter, Policy policy) {
    for (Arch arch : Arch.values()) {
      int token = arch.token();
      int policyThere = diagrams.fixed(ofPolicy, Variables.ARCH, Integer.SIZE, token);
      int filterThere = diagrams.fixed(ofFilter, Variables.ARCH, Integer.SIZE, token);
      if (policyThere != filterThere) {
        boolean[] bits = diagrams.difference(policyThere, filterThere);
        return refuted(arch, bits, filter, policy);
      }
    }
    boolean[] bits = diagrams.difference(ofPolicy, ofFilter);
    return new Proof.Unproven(
        "the filter does not kill calls of the unknown architecture 0x"
            + Long.toHexString(number(bits, Variables.ARCH, Integer.SIZE)));
  }

  private static Proof refuted(Arch arch, boolean[] bits, Filter filter, Policy policy) {
    int number = (int) number(bits, Variables.NUMBER, Integer.SIZE);
    List<OptionalLong> args = new ArrayList<>();
    for (int i = 0; i < Call.ARGUMENTS; i++) {
      args.add(OptionalLong.of(number(bits, Variables.argument(i), Long.SIZE)));
    }
    Arch caller = arch == Arch.X32 ? Arch.X86_64 : arch;
    Call call = new Call(caller, number, args);
    long pointer = number(bits, Variables.INSTRUCTION_POINTER, Long.SIZE);
    Action expected = policy.decide(call);
    long[] registers = args.stream().mapToLong(OptionalLong::orElseThrow).toArray();
    ByteOrder order = policy.nativeArchitecture().byteOrder();
    int returned = Simulator.run(filter, order, caller, number, pointer, registers);
    if (returned == expected.returnValue()) {
      throw new IllegalStateException(
          "the diagrams differ on " + call + " on " + caller + ", which both sides decide alike");
    }
    return new Proof.Refuted(call, pointer, expected, returned);
  }

  private static long number(boolean[] bits, int first, int length) {
    long number = 0;
    for (boolean bit : Arrays.copyOfRange(bits, first, first + length)) {
      number = number << 1 | (bit ? 1 : 0);
    }
    return number;
  }
}
