package io.seccomp4j.arch;

/**
 * What a C type of the kernel says about an argument register. The kernel's SYSCALL_DEFINE wrappers
 * cast every register to the declared type, on all 64-bit architectures: what the type drops, the
 * kernel never sees.
 */
final class CType {
  private CType() {}

  /**
   * Returns the width of a type in 64-bit registers. For {@code long} and {@code unsigned long} it
   * is unknown: the function takes the whole register, but what it calls may drop the upper half.
   */
  static Width width(String type) {
    if (type.indexOf('*') >= 0) {
      return Width.FULL_64;
    }
    return switch (type) {
      case "umode_t", "old_uid_t", "old_gid_t" -> Width.LOW_16;
      case "int",
          "unsigned int",
          "unsigned",
          "uint",
          "u32",
          "__u32",
          "__s32",
          "pid_t",
          "uid_t",
          "gid_t",
          "qid_t",
          "key_t",
          "key_serial_t",
          "clockid_t",
          "timer_t",
          "mqd_t",
          "rwf_t",
          "enum landlock_rule_type" ->
          Width.LOW_32;
      case "size_t",
          "loff_t",
          "off_t",
          "u64",
          "__u64",
          "uintptr_t",
          "aio_context_t",
          "cap_user_header_t",
          "cap_user_data_t",
          "__sighandler_t" ->
          Width.FULL_64;
      default -> Width.UNKNOWN;
    };
  }

  /** Says whether the kernel reads a number below zero in it. */
  static boolean isSigned(String type) {
    return switch (type) {
      case "int",
          "long",
          "__s32",
          "pid_t",
          "key_t",
          "key_serial_t",
          "clockid_t",
          "timer_t",
          "mqd_t",
          "rwf_t",
          "loff_t",
          "off_t",
          "compat_pid_t",
          "compat_long_t" ->
          true;
      default -> false;
    };
  }
}
