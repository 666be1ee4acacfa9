package io.seccomp4j.exec;

import io.seccomp4j.bpf.Filter;

/**
 * What libseccomp made of a policy.
 *
 * @param filter the program
 * @param version of the library, as {@code 2.5.4}
 */
record LibSeccompOutput(Filter filter, String version) {}
