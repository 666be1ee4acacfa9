package io.seccomp4j.bpf;

/** Thrown for an instruction of which a diagram does not follow the meaning. */
final class UnfollowedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnfollowedException(int pc, Instruction instruction) {
    super(
        "instruction "
            + pc
            + " ("
            + Disassembler.mnemonic(pc, instruction)
            + ") is of a kind that is not followed");
  }
}
