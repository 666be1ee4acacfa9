/** What this module needs of Linux: C names and Java types, without a binding. */
@NullMarked
package io.seccomp4j.exec.internal.linux;

import org.jspecify.annotations.NullMarked;
