package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeImage;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SystemCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the native part gets into the JVM when the host refuses one way or all. */
final class HostIT {
  @TempDir private Path directory;

  @Test
  void spawner_loadsFromMemory() {
    assertThat(Host.load(Host.kernel(), Path.of("/no/such/directory"))).isNotNull();
  }

  @Test
  void spawner_loadsFromAFileWhereMemfdIsRefused() throws Exception {
    assertThat(Host.load(withoutMemfd(Linux.EACCES), directory)).isNotNull();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void bothRefused_saysWhyAndWhatToDo() {
    assertThatExceptionOfType(UnsupportedOnThisHostException.class)
        .isThrownBy(() -> Host.load(withoutMemfd(Linux.ENOSYS), Path.of("/no/such/directory")))
        .withMessageContaining("memfd_create: error=38")
        .withMessageContaining("vm.memfd_noexec")
        .withMessageContaining("/no/such/directory")
        .withMessageContaining("java.io.tmpdir");
  }

  @Test
  void sealingRefused_isNotOverlooked() {
    Kernel kernel = new Refusing(Host.kernel(), EnumSet.of(SystemCall.FCNTL), Linux.EPERM);

    assertThatExceptionOfType(UnsupportedOnThisHostException.class)
        .isThrownBy(() -> Host.load(kernel, Path.of("/no/such/directory")))
        .withMessageContaining("error=1");
  }

  @Test
  void memfdOfAnOlderKernel_isMadeWithoutTheNewFlag() throws Exception {
    Kernel older =
        new Kernel() {
          @Override
          public long call(SystemCall call, long a, long b, long c, long d, long e) {
            boolean unknown = call == SystemCall.MEMFD_CREATE && (b & Linux.MFD_EXEC) != 0;
            return unknown ? -Linux.EINVAL : Host.kernel().call(call, a, b, c, d, e);
          }

          @Override
          public NativeMemory allocate(int bytes) {
            return Host.kernel().allocate(bytes);
          }
        };

    assertThat(Host.load(older, Path.of("/no/such/directory"))).isNotNull();
  }

  @Test
  void launcher_runsFromAFileThatIsDeletedAlready() throws Exception {
    try (NativeImage image = Host.loadLauncher(withoutMemfd(Linux.EACCES), directory)) {
      assertThat(Files.isExecutable(image.path())).isTrue();
      assertThat(Files.readSymbolicLink(image.path()).toString()).endsWith("(deleted)");
    }
  }

  @Test
  void refusedByTheLoader_isSaidOnOneLineForEachWay() {
    Kernel other =
        new Kernel() {
          @Override
          public long call(SystemCall call, long a, long b, long c, long d, long e) {
            long length = call == SystemCall.WRITE ? Math.min(c, 100) : c;
            long result = Host.kernel().call(call, a, b, length, d, e);
            return call == SystemCall.WRITE && result > 0 ? c : result;
          }

          @Override
          public NativeMemory allocate(int bytes) {
            return Host.kernel().allocate(bytes);
          }
        };

    assertThatExceptionOfType(UnsupportedOnThisHostException.class)
        .isThrownBy(() -> Host.load(other, Path.of("/no/such/directory")))
        .withMessageMatching(
            "the native part .*from memory: Unable to load library '/proc/self/fd/\\d+':"
                + " /proc/self/fd/\\d+: [^/]*; from a file in .*");
  }

  private static Kernel withoutMemfd(int errno) {
    return new Refusing(Host.kernel(), EnumSet.of(SystemCall.MEMFD_CREATE), errno);
  }
}
