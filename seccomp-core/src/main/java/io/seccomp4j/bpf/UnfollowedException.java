package io.seccomp4j.bpf;

/** Thrown for a program of which a diagram does not follow the meaning. */
final class UnfollowedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnfollowedException(String reason) {
    super(reason);
  }

  UnfollowedException(int pc, Instruction instruction) {
    this(
        "instruction "
            + pc
            + " ("
            + Disassembler.mnemonic(pc, instruction)
            + ") is of a kind that is not followed");
  }
}
