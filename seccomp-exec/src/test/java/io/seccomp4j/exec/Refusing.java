package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SystemCall;
import java.util.Set;

/** The real kernel, but for some calls. */
record Refusing(Kernel kernel, Set<SystemCall> refused, int errno) implements Kernel {
  @Override
  public long call(SystemCall call, long a, long b, long c, long d, long e) {
    return refused.contains(call) ? -errno : kernel.call(call, a, b, c, d, e);
  }

  @Override
  public NativeMemory allocate(int bytes) {
    return kernel.allocate(bytes);
  }
}
