package io.seccomp4j.oci;

import java.util.Optional;

/**
 * Where an entry of a profile comes from: an entry with groups may become several.
 *
 * @param index its 0-based index in the text
 * @param label how messages name its syscalls, where they came from a group
 * @param spot where the entry starts
 */
record EntrySource(int index, Optional<String> label, Spot spot) {}
