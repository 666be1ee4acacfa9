/**
 * Classic BPF programs as seccomp runs them: instructions, a simulator that runs them as the kernel
 * does, and a disassembler that prints them for people.
 */
@NullMarked
package io.seccomp4j.bpf;

import org.jspecify.annotations.NullMarked;
