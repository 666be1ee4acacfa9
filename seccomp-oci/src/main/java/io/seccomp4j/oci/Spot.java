package io.seccomp4j.oci;

/** A place in the text of a profile. */
record Spot(String pointer, int line, int column) {
  /** The text as a whole, where it was not read. */
  static final Spot WHOLE = new Spot("", 0, 0);
}
