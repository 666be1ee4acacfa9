/** Benchmarks of starting processes, of the command, and of compiling policies. */
@NullMarked
package io.seccomp4j.benchmarks;

import org.jspecify.annotations.NullMarked;
