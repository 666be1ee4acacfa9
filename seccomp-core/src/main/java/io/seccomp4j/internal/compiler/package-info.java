/**
 * The built-in compiler: rules become decisions, decisions are made short, and one is written as a
 * program.
 */
@NullMarked
package io.seccomp4j.internal.compiler;

import org.jspecify.annotations.NullMarked;
