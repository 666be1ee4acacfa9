package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.BoundaryCheck;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.exec.internal.jna.JnaLibSeccomp;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.policy.Policy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Compiles policies with libseccomp and checks what comes out.
 *
 * <p>Each filter is run on the boundary calls of its policy ({@link BoundaryCheck}) and refused
 * when one gets another verdict. What libseccomp does not handle reliably is cut into rules that it
 * does; where that takes too many, compiling is refused. Filters are kept, so a policy is compiled
 * once. Thread-safe.
 */
public final class FilterCompiler {
  private static final int KEPT = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FilterCompiler SHARED =
      new FilterCompiler(JnaLibSeccomp::bind, Host::kernel, PATIENCE);

  private final Lazy<LibSeccomp> library;
  private final Supplier<Kernel> kernel;
  private final Duration patience;
  private final Map<Policy, CompiledFilter> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Policy, CompiledFilter> eldest) {
          return size() > KEPT;
        }
      };
  private volatile boolean hung;

  /** Compiles with the given library; {@code patience} bounds each compilation. */
  FilterCompiler(Supplier<LibSeccomp> library, Supplier<Kernel> kernel, Duration patience) {
    this.library = new Lazy<>(library);
    this.kernel = kernel;
    this.patience = patience;
  }

  /**
   * Compiles a policy with the libseccomp of this host.
   *
   * @param policy the policy
   * @return the checked filter
   * @throws CompileException when libseccomp cannot express the policy, does not return within ten
   *     seconds, or makes a filter that decides a boundary call differently
   * @throws UnsupportedOnThisHostException when libseccomp is missing, or the kernel or a container
   *     refuses seccomp(2)
   */
  public static CompiledFilter compile(Policy policy) {
    return SHARED.compiled(policy);
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

  CompiledFilter compiled(Policy policy) {
    synchronized (kept) {
      CompiledFilter before = kept.get(policy);
      if (before != null) {
        return before;
      }
    }
    CompiledFilter filter = compiledNow(policy);
    synchronized (kept) {
      kept.put(policy, filter);
    }
    return filter;
  }

  private CompiledFilter compiledNow(Policy policy) {
    if (hung) {
      throw new CompileException(
          "libseccomp did not return from an earlier policy and is used no more in this JVM");
    }
    LibSeccomp seccomp = library.get();
    LibSeccompInput input = new LibSeccompInput(seccomp, kernel.get(), policy);
    FutureTask<LibSeccompOutput> task = new FutureTask<>(input::compile);
    Thread thread = new Thread(task, "seccomp4j-compile");
    thread.setDaemon(true);
    thread.start();
    LibSeccompOutput output = await(task);
    check(output.filter(), policy, output.leftOut());
    return new CompiledFilter(
        output.filter(), "libseccomp " + seccomp.seccomp_version(), output.warnings());
  }

  /** A thread that hangs in libseccomp cannot be stopped: it is left behind. */
  private LibSeccompOutput await(FutureTask<LibSeccompOutput> task) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        try {
          return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      hung = true;
      throw new CompileException(
          "libseccomp did not return within "
              + patience.toSeconds()
              + " s; it is used no more in this JVM");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompileException("libseccomp failed: " + e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void check(Filter filter, Policy policy, Map<Arch, Set<Integer>> leftOut) {
    Optional<BoundaryCheck.Mismatch> mismatch =
        BoundaryCheck.firstMismatch(filter, policy, leftOut);
    if (mismatch.isPresent()) {
      throw new CompileException(
          "libseccomp made a filter that does not do what the policy says, so it is not used: "
              + mismatch.get());
    }
  }
}
