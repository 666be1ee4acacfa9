package io.seccomp4j.arch;

import java.util.OptionalLong;

/** The values of named constants per architecture. */
final class ConstantTable {
  private ConstantTable() {}

  static boolean contains(String name) {
    return false;
  }

  static OptionalLong value(String name, Arch arch) {
    return OptionalLong.empty();
  }
}
