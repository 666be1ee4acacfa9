/** Binds Linux to Java: the one package that knows JNA. */
@NullMarked
package io.seccomp4j.exec.internal.jna;

import org.jspecify.annotations.NullMarked;
