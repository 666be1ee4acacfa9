package io.seccomp4j.policy;

/** Which bits of an argument a condition compares. */
public enum Reading {
  /** Those that the kernel looks at, by the parameter's width: what a builder's condition means. */
  DECLARED,
  /** The low 32 bits, whatever stands above them. */
  LOW_32,
  /** All 64 bits, as in an OCI profile. */
  FULL_64
}
