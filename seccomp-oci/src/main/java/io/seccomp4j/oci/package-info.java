/**
 * Seccomp profiles as JSON text, in the format of the OCI runtime-spec: read with positions, and
 * written so that every runtime decides as the policy does.
 *
 * <p>An {@link io.seccomp4j.oci.OciProfile} is the text; {@link
 * io.seccomp4j.oci.OciProfile#toPolicy()} gives its meaning, {@link
 * io.seccomp4j.oci.OciProfile#of(io.seccomp4j.policy.Policy)} says a policy as text.
 *
 * @see <a
 *     href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">the
 *     runtime-spec on seccomp</a>
 */
@NullMarked
@Value.Style(
    visibility = Value.Style.ImplementationVisibility.PACKAGE,
    overshadowImplementation = true,
    jdkOnly = true,
    jdk9Collections = true,
    allMandatoryParameters = true)
package io.seccomp4j.oci;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
