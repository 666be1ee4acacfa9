package io.seccomp4j.exec;

import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.BuiltInCompiler;
import io.seccomp4j.bpf.Proof;
import io.seccomp4j.bpf.UncompilableException;
import io.seccomp4j.bpf.Verifier;
import io.seccomp4j.exec.internal.jna.JnaLibSeccomp;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Compiles policies into filters that are proven equal to them ({@link Verifier}).
 *
 * <p>Compilers have bugs, and a wrong filter is a hole, so nothing unproven is returned. Filters
 * are kept, so a policy is compiled once. Thread-safe.
 */
public final class FilterCompiler {
  private static final int KEPT = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Set<String> CARRIERS = Set.of("socketcall", "ipc");
  private static final String BUILT_IN = "built-in";
  private static final FilterCompiler SHARED =
      new FilterCompiler(JnaLibSeccomp::bind, Host::kernel, PATIENCE);

  private final Lazy<LibSeccomp> library;
  private final Supplier<Kernel> kernel;
  private final LibSeccompThread thread;
  private final Map<Key, CompiledFilter> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompiledFilter> eldest) {
          return size() > KEPT;
        }
      };

  /** Written out: a record's own methods are bootstrapped, which a short-lived JVM feels. */
  private record Key(Policy policy, Compiler compiler) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && compiler == that.compiler && policy.equals(that.policy);
    }

    @Override
    public int hashCode() {
      return 31 * policy.hashCode() + compiler.hashCode();
    }
  }

  /** Compiles with the given library; {@code patience} bounds each of its compilations. */
  FilterCompiler(Supplier<LibSeccomp> library, Supplier<Kernel> kernel, Duration patience) {
    this.library = new Lazy<>(library);
    this.kernel = kernel;
    thread = new LibSeccompThread(patience);
  }

  /**
   * Compiles a policy with libseccomp or the built-in compiler, as {@link Compiler#AUTO} says.
   *
   * @param policy the policy
   * @return the proven filter
   * @throws CompileException when the policy takes more instructions than a kernel loads
   */
  public static CompiledFilter compile(Policy policy) {
    return compile(policy, Compiler.AUTO);
  }

  /**
   * Compiles a policy with a compiler of choice.
   *
   * @param policy the policy
   * @param compiler who compiles it
   * @return the proven filter
   * @throws CompileException when the policy takes more instructions than a kernel loads; of {@link
   *     Compiler#LIBSECCOMP} also when libseccomp cannot express the policy, does not return within
   *     ten seconds, or makes a filter that is not proven
   * @throws UnsupportedOnThisHostException of {@link Compiler#LIBSECCOMP} when it is missing, or
   *     the kernel or a container refuses seccomp(2)
   */
  public static CompiledFilter compile(Policy policy, Compiler compiler) {
    return SHARED.compiled(policy, compiler);
  }

  /**
   * Returns the version of this host's libseccomp.
   *
   * @return for example {@code 2.5.4}
   * @throws UnsupportedOnThisHostException when libseccomp is missing
   */
  public static String libseccompVersion() {
    return SHARED.library.get().seccomp_version();
  }

  CompiledFilter compiled(Policy policy, Compiler compiler) {
    Key key = new Key(policy, compiler);
    synchronized (kept) {
      CompiledFilter before = kept.get(key);
      if (before != null) {
        return before;
      }
    }
    CompiledFilter filter =
        switch (compiler) {
          case AUTO -> byTheMoreUsual(policy);
          case LIBSECCOMP -> byLibSeccomp(policy, compiler);
          case BUILTIN -> byOurselves(policy, Optional.empty(), List.of());
        };
    synchronized (kept) {
      kept.put(key, filter);
    }
    return filter;
  }

  /** A limit of libseccomp is a reason; a fault of it, or its absence, is something to be told. */
  private CompiledFilter byTheMoreUsual(Policy policy) {
    try {
      return byLibSeccomp(policy, Compiler.AUTO);
    } catch (CompileException e) {
      String reason = String.valueOf(e.getMessage());
      return byOurselves(policy, Optional.of(reason), e.isFault() ? told(reason) : List.of());
    } catch (UnsupportedOnThisHostException e) {
      String reason = String.valueOf(e.getMessage());
      return byOurselves(policy, Optional.of(reason), told(reason));
    }
  }

  private static List<String> told(String reason) {
    return List.of("the built-in compiler is used, not libseccomp: " + reason);
  }

  private CompiledFilter byLibSeccomp(Policy policy, Compiler asked) {
    LibSeccompShapes shapes = new LibSeccompShapes(policy, asked);
    LibSeccompOutput output =
        thread.call(
            () -> new LibSeccompInput(library.get(), kernel.get(), policy, shapes).compile());
    String name = "libseccomp " + output.version();
    Proof proof = Verifier.prove(output.filter(), policy);
    if (proof instanceof Proof.Refuted refuted) {
      throw refuted(name, refuted);
    }
    if (!proof.isEqual()) {
      throw new CompileException(
          "what " + name + " made cannot be proven equal to the policy: " + proof);
    }
    return new CompiledFilter(output.filter(), name, Optional.empty(), List.of());
  }

  /** libseccomp makes rules for the calls that carry others by itself: that is how it is. */
  private static CompileException refuted(String name, Proof.Refuted refuted) {
    Call call = refuted.call();
    boolean carrier =
        Syscalls.of(call.arch()).name(call.number()).filter(CARRIERS::contains).isPresent();
    return carrier
        ? new CompileException(
            name + " opens by itself what carries other calls, against the policy: " + refuted)
        : CompileException.fault(
            name + " made a filter that does not do what the policy says: " + refuted);
  }

  private static CompiledFilter byOurselves(
      Policy policy, Optional<String> reason, List<String> warnings) {
    try {
      return new CompiledFilter(BuiltInCompiler.compile(policy), BUILT_IN, reason, warnings);
    } catch (UncompilableException e) {
      throw new CompileException(String.valueOf(e.getMessage()));
    }
  }
}
