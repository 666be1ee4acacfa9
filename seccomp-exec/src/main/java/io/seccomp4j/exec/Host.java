package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.jna.JnaKernel;
import io.seccomp4j.exec.internal.jna.JnaSpawner;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.NativeImage;
import io.seccomp4j.exec.internal.linux.Spawner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kernel of this machine and our native part on it, bound when they are first needed. */
final class Host {
  private final Kernel kernel;

  private Host(Kernel kernel) {
    this.kernel = kernel;
  }

  static Kernel kernel() {
    return Binding.KERNEL.get();
  }

  static Spawner spawner() {
    return Binding.SPAWNER.get();
  }

  /** The launcher for policies that deny exit; it stays open for the life of the JVM. */
  static NativeImage launcher() {
    return Binding.LAUNCHER.get();
  }

  /** The program that asks the kernel about calls; it stays open for the life of the JVM. */
  static NativeImage trial() {
    return Binding.TRIAL.get();
  }

  static Spawner load(Kernel kernel, Path temporary) {
    return new Host(kernel)
        .firstAccepted("spawn", temporary, image -> JnaSpawner.bind(image.path()));
  }

  static NativeImage loadLauncher(Kernel kernel, Path temporary) {
    return new Host(kernel).firstAccepted("launcher", temporary, image -> image);
  }

  /**
   * Tries the memfd, then the file. The accepted image stays open: the dynamic loader remembers its
   * name, which must not come to mean something else.
   */
  private <T> T firstAccepted(String name, Path temporary, Function<NativeImage, T> use) {
    byte[] content = read(name);
    if (content == null) {
      throw new UnsupportedOnThisHostException(
          "this build of seccomp4j has no native part for "
              + System.getProperty("os.arch")
              + ": build it where a C compiler for it is installed");
    }
    String memfdRefused;
    try {
      return accept(NativeImage.inMemory(kernel, "seccomp4j-" + name, content), use);
    } catch (IOException | UnsatisfiedLinkError refused) {
      memfdRefused = reason(refused);
    }
    try {
      return accept(NativeImage.inDirectory(kernel, temporary, content), use);
    } catch (IOException | UnsatisfiedLinkError refused) {
      throw new UnsupportedOnThisHostException(
          "the native part of seccomp4j cannot be loaded: from memory: "
              + memfdRefused
              + " (sysctl vm.memfd_noexec must be 0 or 1); from a file in "
              + temporary
              + ": "
              + reason(refused)
              + " (start Java with -Djava.io.tmpdir=DIRECTORY, on a file system without noexec)");
    }
  }

  private static byte @Nullable [] read(String name) {
    try {
      return NativeImage.read(name);
    } catch (IOException unreadable) {
      UnsupportedOnThisHostException told =
          new UnsupportedOnThisHostException(
              "the native part of seccomp4j cannot be read ("
                  + unreadable.getMessage()
                  + "): look at the limit of open files, and at the file that holds seccomp4j");
      told.initCause(unreadable);
      throw told;
    }
  }

  /** JNA names the library on a line, and on each of the next what came of one way to load it. */
  private static String reason(Throwable refused) {
    return String.valueOf(refused.getMessage()).lines().limit(2).collect(Collectors.joining(" "));
  }

  private static <T> T accept(NativeImage image, Function<NativeImage, T> use) {
    try {
      return use.apply(image);
    } catch (UnsatisfiedLinkError refused) {
      image.close();
      throw refused;
    }
  }

  private static final class Binding {
    static final Lazy<Kernel> KERNEL = new Lazy<>(JnaKernel::bind);
    static final Lazy<Spawner> SPAWNER = new Lazy<>(() -> load(KERNEL.get(), temporary()));
    static final Lazy<NativeImage> LAUNCHER =
        new Lazy<>(() -> loadLauncher(KERNEL.get(), temporary()));
    static final Lazy<NativeImage> TRIAL =
        new Lazy<>(
            () -> new Host(KERNEL.get()).firstAccepted("trial", temporary(), image -> image));

    private Binding() {}

    private static Path temporary() {
      return Path.of(System.getProperty("java.io.tmpdir"));
    }
  }
}
