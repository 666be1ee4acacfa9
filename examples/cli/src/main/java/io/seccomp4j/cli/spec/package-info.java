/**
 * The words of the command line: SPEC, ACTION and DURATION.
 *
 * <p>Parsers are written by hand and small, since {@code run} starts a JVM for each program. All of
 * them throw {@link io.seccomp4j.cli.spec.UsageException} and nothing else.
 */
@NullMarked
package io.seccomp4j.cli.spec;

import org.jspecify.annotations.NullMarked;
