package io.seccomp4j.exec.internal.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.seccomp4j.exec.UnsupportedOnThisHostException;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SystemCall;

/** Makes system calls through the C library's {@code syscall}. */
public final class JnaKernel implements Kernel {
  private static final String OUR_MACHINES = "seccomp4j starts processes on Linux x86_64, aarch64";

  private JnaKernel() {}

  /**
   * Binds the kernel.
   *
   * @return the kernel of this machine
   * @throws UnsupportedOnThisHostException on another system or machine, or when JNA cannot load
   */
  public static JnaKernel bind() {
    String system = System.getProperty("os.name");
    String machine = System.getProperty("os.arch");
    if (!system.equals("Linux") || !(machine.equals("aarch64") || machine.equals("amd64"))) {
      throw new UnsupportedOnThisHostException(
          OUR_MACHINES + "; this is " + system + " on " + machine);
    }
    try {
      if (!Native.registered(C.class)) {
        Native.register(C.class, NativeLibrary.getProcess());
      }
    } catch (LinkageError refused) {
      UnsupportedOnThisHostException told =
          new UnsupportedOnThisHostException(
              "JNA cannot load its native library ("
                  + refused.getMessage()
                  + "); it unpacks into a directory that must allow execution: start Java with"
                  + " -Djna.tmpdir=DIRECTORY, and on Java 24 and later with"
                  + " --enable-native-access=ALL-UNNAMED");
      told.initCause(refused);
      throw told;
    }
    return new JnaKernel();
  }

  @Override
  public long call(SystemCall call, long a, long b, long c, long d, long e) {
    long result = C.syscall(call.number(), a, b, c, d, e, 0);
    return result == -1 ? -Native.getLastError() : result;
  }

  @Override
  public NativeMemory allocate(int bytes) {
    return new JnaMemory(bytes);
  }

  /** The C library that the JVM runs on. */
  private static final class C {
    private C() {}

    static native long syscall(long number, long a, long b, long c, long d, long e, long f);
  }
}
