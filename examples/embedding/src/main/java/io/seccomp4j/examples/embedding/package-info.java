/** Small programs that use seccomp4j, to copy from. */
@NullMarked
package io.seccomp4j.examples.embedding;

import org.jspecify.annotations.NullMarked;
