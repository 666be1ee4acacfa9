package io.seccomp4j.bpf;

/**
 * One instruction of classic BPF ({@code struct sock_filter}).
 *
 * @param code the operation, 16 bits
 * @param jt instructions to skip when a jump's test is true, 0 to 255
 * @param jf instructions to skip when a jump's test is false, 0 to 255
 * @param k the operand, 32 bits
 */
public record Instruction(int code, int jt, int jf, int k) {
  /**
   * Checks the ranges.
   *
   * @param code the operation, 16 bits
   * @param jt instructions to skip when a jump's test is true, 0 to 255
   * @param jf instructions to skip when a jump's test is false, 0 to 255
   * @param k the operand, 32 bits
   * @throws IllegalArgumentException when one has more bits
   */
  public Instruction {
    if ((code & ~0xffff) != 0 || (jt & ~0xff) != 0 || (jf & ~0xff) != 0) {
      throw new IllegalArgumentException(
          "code " + code + ", jt " + jt + ", jf " + jf + ": code has 16 bits, jt and jf have 8");
    }
  }
}
