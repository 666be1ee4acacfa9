/** Seccomp profiles as JSON text: read with positions, written so that every runtime agrees. */
@NullMarked
package io.seccomp4j.oci;

import org.jspecify.annotations.NullMarked;
