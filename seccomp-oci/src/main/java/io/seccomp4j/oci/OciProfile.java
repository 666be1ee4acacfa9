package io.seccomp4j.oci;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.FilterFlag;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyException;
import io.seccomp4j.policy.PolicyReview;
import io.seccomp4j.policy.SyscallGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The text of a seccomp profile: the {@code linux.seccomp} object of the OCI runtime-spec, bare or
 * in a whole {@code config.json}. Immutable.
 *
 * <pre>{@code
 * Policy policy = OciProfile.read(Path.of("profile.json")).toPolicy();
 * OciProfile.of(policy).write(Path.of("copy.json"));
 * }</pre>
 *
 * <p>Reading refuses what no runtime would understand, or what runtimes understand differently:
 * unknown fields, misspelt words, repeated fields, numbers out of range. What is only doubtful, as
 * the name of an unknown syscall, is in {@link #warnings()}. A field that is null counts as absent.
 *
 * <p>Beside syscalls, {@code names} may have groups ({@code "@file-system"}), and {@code "!NAME"},
 * which takes a syscall or a group away from the list. Both are for seccomp4j only: they become
 * plain names, which is also what is written.
 */
@Value.Immutable
public abstract class OciProfile {
  /** The largest text that is read unless an overload says otherwise: 4 MiB. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  OciProfile() {}

  /**
   * Reads a file.
   *
   * @param file a profile or a config.json, in UTF-8
   * @return the profile
   * @throws ProfileFormatException when it is not a profile, with every problem
   * @throws IOException when it cannot be read; the message names the file and the reason
   */
  public static OciProfile read(Path file) throws IOException {
    return read(file, MAX_BYTES);
  }

  /**
   * Reads a file whose names may use groups of your own.
   *
   * @param file a profile or a config.json, in UTF-8
   * @param groups what its names may use beside the shipped groups
   * @return the profile
   * @throws ProfileFormatException when it is not a profile, with every problem
   * @throws IOException when it cannot be read; the message names the file and the reason
   */
  public static OciProfile read(Path file, SyscallGroup... groups) throws IOException {
    return ProfileReader.read(Texts.read(file, MAX_BYTES), Optional.of(file.toString()), groups);
  }

  /**
   * Reads a file of a limited size.
   *
   * @param file a profile or a config.json, in UTF-8
   * @param maxBytes a larger one is refused
   * @return the profile
   * @throws ProfileFormatException when it is not a profile, with every problem
   * @throws IOException when it cannot be read; the message names the file and the reason
   */
  public static OciProfile read(Path file, int maxBytes) throws IOException {
    return ProfileReader.read(Texts.read(file, maxBytes), Optional.of(file.toString()));
  }

  /**
   * Reads a stream to its end; the caller closes it.
   *
   * @param in a profile or a config.json, in UTF-8
   * @return the profile
   * @throws ProfileFormatException when it is not a profile, with every problem
   * @throws IOException when the stream fails
   */
  public static OciProfile read(InputStream in) throws IOException {
    return read(in, MAX_BYTES);
  }

  /**
   * Reads a stream of a limited size to its end; the caller closes it.
   *
   * @param in a profile or a config.json, in UTF-8
   * @param maxBytes a larger one is refused
   * @return the profile
   * @throws ProfileFormatException when it is not a profile, with every problem
   * @throws IOException when the stream fails
   */
  public static OciProfile read(InputStream in, int maxBytes) throws IOException {
    return ProfileReader.read(Texts.read(in, maxBytes, Optional.empty()), Optional.empty());
  }

  /**
   * Reads a string.
   *
   * @param json a profile or a config.json
   * @return the profile
   * @throws ProfileFormatException when it is not a profile, with every problem
   */
  public static OciProfile parse(String json) throws ProfileFormatException {
    return ProfileReader.read(json, Optional.empty());
  }

  /**
   * Reads a string whose names may use groups of your own.
   *
   * @param json a profile or a config.json
   * @param groups what its names may use beside the shipped groups
   * @return the profile
   * @throws ProfileFormatException when it is not a profile, with every problem
   */
  public static OciProfile parse(String json, SyscallGroup... groups)
      throws ProfileFormatException {
    return ProfileReader.read(json, Optional.empty(), groups);
  }

  /**
   * Says a policy as a profile that every runtime reads alike.
   *
   * <p>Rules that a profile can say stand as they are. The others are lowered to masked equalities
   * that mean the same: named constants, comparisons of low words, masked inequalities, several
   * conditions on one argument, layers, and rules that disagree, where the strictest wins here but
   * not in every runtime. Guards that the policy adds of itself are written out. Reasons of rules
   * are lost. A policy without flags is written without that field, which lets a runtime choose.
   *
   * <p>A policy's horizon is the last syscall that the profile names, as runc reads it: where no
   * rule names that one, an entry with the default action does. {@link #toPolicy(Horizon)} brings
   * it back. Where rules name later ones, {@link #warnings()} says so.
   *
   * @param policy the policy
   * @return the profile
   * @throws PolicyException when a rule cannot be said in a profile, with all reasons
   */
  public static OciProfile of(Policy policy) {
    return new PolicySayer(policy).say();
  }

  /**
   * Returns what happens where no rule matches; its errno or trace data is 1 (EPERM) where the text
   * names none.
   *
   * @return the default action
   */
  public abstract Action defaultAction();

  /**
   * Returns the architectures in the order written.
   *
   * @return possibly none: then the native one
   */
  public abstract List<Arch> architectures();

  /**
   * Returns the flags. Runtimes tell an absent list, where they choose, from an empty one.
   *
   * @return the flags in the order written, or empty where the field is absent
   */
  public abstract Optional<List<FilterFlag>> flags();

  /**
   * Returns the socket to which a runtime sends the listener of NOTIFY actions.
   *
   * @return the path, where there is one
   */
  public abstract Optional<String> listenerPath();

  /**
   * Returns the opaque text that goes with the listener.
   *
   * @return the text, where there is one
   */
  public abstract Optional<String> listenerMetadata();

  /**
   * Returns the entries in the order written.
   *
   * @return the entries of {@code syscalls}
   */
  public abstract List<SyscallEntry> syscalls();

  /**
   * Returns what is doubtful in the text, in its order: unknown syscalls, masks that match always,
   * tests that runtimes join otherwise than it looks.
   *
   * @return the doubts, at most a thousand; no part of equality
   */
  @Value.Auxiliary
  public abstract List<Problem> warnings();

  /**
   * Looks over what the profile means, and finds more than {@link #warnings()} about its text.
   *
   * @return what is doubtful, each at the entry that it is about, in the order of the text; first
   *     what is about the whole
   * @see PolicyReview
   */
  public List<Problem> review() {
    return ProfileReview.of(this);
  }

  /** Returns where each entry stood in the text; none for a profile that was not read. */
  @Value.Auxiliary
  abstract List<EntrySource> sources();

  /** Returns the file that the text was read from. */
  @Value.Auxiliary
  abstract Optional<String> file();

  /**
   * Returns what the profile means, taken as it stands. Unknown syscalls are left out; the rules
   * know their position in the file. It has no horizon: every syscall without a rule gets the
   * default action.
   *
   * @return the policy, for this host's architecture
   */
  @Value.Lazy
  public Policy toPolicy() {
    return PolicyMaker.policy(this, Arch.host());
  }

  /**
   * Returns what the profile means with a horizon beyond which syscalls answer ENOSYS. {@link
   * Horizon#NAMED} is that of {@link #of(Policy)}, and with {@link Horizon#insteadOfKilling()} that
   * of runc.
   *
   * @param horizon how far the profile knows the syscalls
   * @return the policy, for this host's architecture
   */
  public Policy toPolicy(Horizon horizon) {
    return PolicyMaker.policy(this, Arch.host(), horizon);
  }

  /**
   * Returns the profile as canonical text: the fields in the order of the specification, indented
   * by two spaces, errnos written out.
   *
   * @return the text, with a line feed at its end
   */
  public String toJson() {
    return ProfileWriter.json(this);
  }

  /**
   * Writes the profile as {@link #toJson()} gives it.
   *
   * @param file where to; an existing file is replaced
   * @throws IOException when it cannot be written; the message names the file and the reason
   */
  public void write(Path file) throws IOException {
    Texts.write(file, toJson());
  }

  /** Returns one line, as {@code OCI profile: default errno(EPERM), 12 entries}. */
  @Override
  public String toString() {
    int entries = syscalls().size();
    return "OCI profile: default "
        + defaultAction()
        + ", "
        + entries
        + (entries == 1 ? " entry" : " entries");
  }
}
