/** The commands beside {@code run}, and everybody's help, with picocli. */
@NullMarked
package io.seccomp4j.cli.command;

import org.jspecify.annotations.NullMarked;
