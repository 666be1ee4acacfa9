package io.seccomp4j.bpf;

import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;

/** What {@link Verifier} found out about a filter and a policy. Immutable. */
public sealed interface Proof permits Proof.Equal, Proof.Refuted, Proof.Unproven {
  /**
   * Says whether the filter may be loaded for the policy.
   *
   * @return true only when both decide every call alike
   */
  default boolean isEqual() {
    return this instanceof Equal;
  }

  /** Filter and policy decide every call alike. */
  record Equal() implements Proof {
    /** Returns {@code equal}. */
    @Override
    public String toString() {
      return "equal: the filter decides every call as the policy does";
    }
  }

  /**
   * Filter and policy decide a call differently.
   *
   * @param call one such call
   * @param instructionPointer where it is made; 0 unless the filter looks at that
   * @param expected what the policy says
   * @param returnValue what the filter returns
   */
  record Refuted(Call call, long instructionPointer, Action expected, int returnValue)
      implements Proof {
    /**
     * Returns what the kernel would do.
     *
     * @return the action of the filter's return value
     */
    public Action actual() {
      return Action.ofReturnValue(returnValue);
    }

    /** Returns what differs in one line. */
    @Override
    public String toString() {
      String at =
          instructionPointer == 0 ? "" : " at address 0x" + Long.toHexString(instructionPointer);
      String raw =
          actual().returnValue() == returnValue
              ? ""
              : " (return value 0x" + Integer.toHexString(returnValue) + ")";
      return call
          + " on "
          + call.arch()
          + at
          + ": the policy says "
          + expected
          + ", the filter "
          + actual()
          + raw;
    }
  }

  /**
   * It could not be decided; such a filter is not to be loaded.
   *
   * @param reason why not
   */
  record Unproven(String reason) implements Proof {
    /** Returns the reason in one line. */
    @Override
    public String toString() {
      return "unproven: " + reason;
    }
  }
}
