/** The {@code seccomp4j} command. */
@NullMarked
package io.seccomp4j.cli;

import org.jspecify.annotations.NullMarked;
