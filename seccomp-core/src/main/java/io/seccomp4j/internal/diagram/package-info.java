/**
 * Canonical decision diagrams over the bits of {@code struct seccomp_data}: two things that decide
 * every call alike have the same diagram. Proofs, differences and merges are made of them.
 */
@NullMarked
package io.seccomp4j.internal.diagram;

import org.jspecify.annotations.NullMarked;
