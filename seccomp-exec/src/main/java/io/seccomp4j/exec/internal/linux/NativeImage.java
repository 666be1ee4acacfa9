package io.seccomp4j.exec.internal.linux;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file with native code that exists as an open descriptor only: a sealed memfd, or a temporary
 * file that is already deleted. It is named {@code /proc/self/fd/N}.
 */
public final class NativeImage implements AutoCloseable {
  private final Fd fd;

  private NativeImage(Fd fd) {
    this.fd = fd;
  }

  /**
   * Reads one of our objects for this machine.
   *
   * @param name {@code spawn}, {@code launcher} or {@code trial}
   * @return its bytes, or null when this build has none for the machine
   * @throws IOException when it is there and cannot be read, as without a free descriptor
   */
  public static byte @Nullable [] read(String name) throws IOException {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    URL resource =
        NativeImage.class.getResource("/io/seccomp4j/exec/native/linux-" + machine + "/" + name);
    if (resource == null) {
      return null;
    }
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  /**
   * Makes a sealed memfd, which needs no file system and cannot be changed by anybody.
   *
   * @param kernel creates it
   * @param name shows in {@code /proc/PID/maps}
   * @param content the code
   * @return the image
   * @throws IOException when the kernel does not give it, as with sysctl vm.memfd_noexec=2
   */
  public static NativeImage inMemory(Kernel kernel, String name, byte[] content)
      throws IOException {
    int flags = Linux.MFD_CLOEXEC | Linux.MFD_ALLOW_SEALING;
    Fd fd = memfd(kernel, name, flags, content);
    try {
      KernelException.check(
          "fcntl", kernel.fcntl(fd.number(), Linux.F_ADD_SEALS, Linux.F_SEAL_EVERYTHING));
      return new NativeImage(fd);
    } catch (IOException refused) {
      fd.close();
      throw refused;
    }
  }

  private static Fd memfd(Kernel kernel, String name, int flags, byte[] content)
      throws IOException {
    try (NativeMemory memory = kernel.allocate(content.length)) {
      memory.buffer().put(content);
      try {
        return memfd(kernel, name, flags | Linux.MFD_EXEC, memory, content.length);
      } catch (KernelException refused) {
        if (refused.errno() != Linux.EINVAL) {
          throw refused;
        }
        return memfd(kernel, name, flags, memory, content.length);
      }
    }
  }

  /**
   * Makes a memfd.
   *
   * @param kernel creates it
   * @param name shows in {@code /proc/PID/maps}
   * @param flags MFD_...
   * @param content what it holds
   * @param length how much of that
   * @return the descriptor
   * @throws IOException when the kernel does not give it
   */
  public static Fd memfd(Kernel kernel, String name, int flags, NativeMemory content, int length)
      throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    long made;
    try (NativeMemory memory = kernel.allocate(bytes.length + 1)) {
      memory.buffer().put(bytes);
      made = kernel.memfd_create(memory.address(), flags);
    }
    Fd fd = Fd.aboveStandard(kernel, KernelException.check("memfd_create", made));
    try {
      writeAll(kernel, fd, content.address(), length);
      return fd;
    } catch (IOException refused) {
      fd.close();
      throw refused;
    }
  }

  private static void writeAll(Kernel kernel, Fd fd, long address, int length) throws IOException {
    int done = 0;
    while (done < length) {
      done +=
          KernelException.check("write", kernel.write(fd.number(), address + done, length - done));
    }
  }

  /**
   * Makes a file in a directory that only we can read, opens it, and deletes both.
   *
   * @param kernel opens it
   * @param parent an existing directory on a file system that allows execution
   * @param content the code
   * @return the image
   * @throws IOException when the file cannot be made
   */
  public static NativeImage inDirectory(Kernel kernel, Path parent, byte[] content)
      throws IOException {
    Path directory = Files.createTempDirectory(parent, "seccomp4j");
    Path file = directory.resolve("object");
    try {
      Files.write(file, content);
      file.toFile().setExecutable(true, true);
      byte[] path = Arrays.copyOf(file.toString().getBytes(StandardCharsets.UTF_8), 4096);
      try (NativeMemory memory = kernel.allocate(path.length)) {
        memory.buffer().put(path);
        long opened =
            kernel.openat(Linux.AT_FDCWD, memory.address(), Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
        int number = KernelException.check("open " + file, opened);
        return new NativeImage(Fd.aboveStandard(kernel, number));
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  /**
   * Returns the name by which this process, and a child that has the descriptor, reaches it.
   *
   * @return the path
   */
  public Path path() {
    return Path.of("/proc/self/fd/" + fd.number());
  }

  @Override
  public void close() {
    fd.close();
  }
}
