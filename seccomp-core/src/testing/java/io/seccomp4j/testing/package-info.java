/** What the tests of several modules are made of: random policies, calls, faults and tables. */
@NullMarked
package io.seccomp4j.testing;

import org.jspecify.annotations.NullMarked;
