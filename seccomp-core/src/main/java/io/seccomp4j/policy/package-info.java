/**
 * What a policy says: rules, conditions and actions, built fluently, decided and explained without
 * a kernel.
 */
@NullMarked
@Value.Style(
    visibility = Value.Style.ImplementationVisibility.PACKAGE,
    overshadowImplementation = true,
    jdkOnly = true,
    jdk9Collections = true,
    allMandatoryParameters = true)
package io.seccomp4j.policy;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
