package io.seccomp4j.exec.internal.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.seccomp4j.exec.internal.linux.Spawner;
import java.nio.file.Path;

/** Calls our native part. */
public final class JnaSpawner implements Spawner {
  private JnaSpawner() {}

  /**
   * Loads and binds the native part.
   *
   * @param object the shared object
   * @return its functions
   * @throws UnsatisfiedLinkError when the loader refuses it
   */
  public static JnaSpawner bind(Path object) {
    Native.register(Functions.class, NativeLibrary.getInstance(object.toString()));
    return new JnaSpawner();
  }

  @Override
  public long s4j_spawn(long request) {
    return Functions.s4j_spawn(request);
  }

  @Override
  public long s4j_exec(long request) {
    return Functions.s4j_exec(request);
  }

  private static final class Functions {
    private Functions() {}

    static native long s4j_spawn(long request);

    static native long s4j_exec(long request);
  }
}
