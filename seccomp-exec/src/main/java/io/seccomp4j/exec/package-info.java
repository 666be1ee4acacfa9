/** Starts processes under a policy, and tells how they ended. */
@NullMarked
package io.seccomp4j.exec;

import org.jspecify.annotations.NullMarked;
