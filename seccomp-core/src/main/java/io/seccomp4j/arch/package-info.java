/**
 * Linux system call facts: architectures, syscall numbers and parameters, errno names and the
 * constants that stand in arguments.
 */
@NullMarked
package io.seccomp4j.arch;

import org.jspecify.annotations.NullMarked;
