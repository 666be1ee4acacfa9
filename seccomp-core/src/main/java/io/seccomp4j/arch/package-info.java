/**
 * Linux system call facts: architectures, syscall numbers and parameters, errno names and the
 * constants that stand in arguments.
 *
 * <p>Where they come from:
 *
 * <ul>
 *   <li>Numbers: the kernel's own syscall tables ({@code *.tbl}), by a generator in the tests of
 *       this module; compared with libseccomp for all calls that it knows.
 *   <li>Parameters: the SYSCALL_DEFINE lines of the kernel source for order and C type, the manual
 *       pages for names. The order differs between architectures, and 32-bit ones pass 64-bit
 *       numbers in two registers.
 *   <li>Widths: the C type, and a table of what the type leaves open, which is put to the running
 *       kernel by a test.
 *   <li>Constants: the kernel's user-space headers, evaluated for each architecture.
 * </ul>
 *
 * <p>Everything is read from small text resources when it is first needed.
 */
@NullMarked
package io.seccomp4j.arch;

import org.jspecify.annotations.NullMarked;
