/** Reading of the tables that lie beside classes of several packages. */
@NullMarked
package io.seccomp4j.internal.data;

import org.jspecify.annotations.NullMarked;
