package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What libseccomp made of a policy.
 *
 * @param filter the program
 * @param leftOut syscalls whose rules are missing because libseccomp does not know their names
 * @param warnings the same in words
 */
record LibSeccompOutput(Filter filter, Map<Arch, Set<Integer>> leftOut, List<String> warnings) {}
