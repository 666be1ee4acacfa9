/**
 * {@code seccomp4j run}, the short way: options are parsed by hand, and neither picocli nor, where
 * no file is given, Jackson is loaded.
 */
@NullMarked
package io.seccomp4j.cli.run;

import org.jspecify.annotations.NullMarked;
