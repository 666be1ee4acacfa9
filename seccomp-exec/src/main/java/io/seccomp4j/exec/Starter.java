package io.seccomp4j.exec;

import io.seccomp4j.arch.Errno;
import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.KernelException;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeImage;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SpawnRequest;
import io.seccomp4j.exec.internal.linux.Spawner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One start: from settings and a filter to a child, or to an exception and nothing left over. */
final class Starter {
  private static final int E2BIG = 7;
  private static final byte[] LAUNCHER_NAME = Text.bytes("seccomp4j-launcher");
  private static final Lazy<Reaper> REAPER = new Lazy<>(() -> Reaper.start(Host.kernel()));

  private final Kernel kernel;
  private final Spawner spawner;
  private final Settings settings;
  private final StartFilter filter;

  Starter(Kernel kernel, Spawner spawner, Settings settings, StartFilter filter) {
    this.kernel = kernel;
    this.spawner = spawner;
    this.settings = settings;
    this.filter = filter;
  }

  SandboxedProcess start() throws IOException {
    Command command = Command.of(settings);
    List<String> warnings = Privileges.warnings(kernel, command);
    makeSureOfReaper();
    try (StartBlock block = request(command, 0)) {
      if (filter.letsChildLeave()) {
        return startHere(block, warnings);
      }
    }
    try (StartBlock block = request(command, SpawnRequest.LAUNCHER_BASE)) {
      return startByLauncher(block, command, warnings);
    }
  }

  /** Before there is a child, since without one it could not be waited for. */
  private void makeSureOfReaper() throws StartException {
    try {
      REAPER.get();
    } catch (UncheckedIOException refused) {
      if (refused.getCause() instanceof KernelException failed) {
        throw StartException.failed(
            settings.name(), StartException.Stage.CLONE, failed.errno(), failed);
      }
      throw refused;
    }
  }

  /** Writes down everything but the descriptors, and asks the filter. */
  StartBlock request(Command command, long base) throws IOException {
    long more = StartBlock.room(command.directory(), filter.bytes(), settings.limits().size());
    StartBlock block = block(base, command, SpawnRequest.LAUNCHER_ALIVE_FD + 1, more);
    try {
      block.filter(filter.bytes(), filter.flags());
      String objection = filter.objection(block.executions());
      if (objection != null) {
        throw StartException.refused(settings.name(), StartException.Stage.REQUEST, objection);
      }
      if (base == 0) {
        surroundings(block, command);
      }
      return block;
    } catch (IOException | RuntimeException refused) {
      block.close();
      throw refused;
    }
  }

  private SandboxedProcess startHere(StartBlock block, List<String> warnings) throws IOException {
    try (Stdio stdio = stdio()) {
      try {
        block.fds(stdio.childFds());
        return adopt(spawn(block), stdio, warnings);
      } catch (IOException | RuntimeException | Error failed) {
        stdio.abandon();
        throw failed;
      }
    }
  }

  private SandboxedProcess startByLauncher(StartBlock inner, Command command, List<String> warnings)
      throws IOException {
    Command launcher =
        new Command(
            List.of(Text.bytes(Host.launcher().path().toString())),
            List.of(LAUNCHER_NAME),
            List.of(),
            command.directory());
    long more = StartBlock.room(command.directory(), new byte[0], settings.limits().size());
    try (Stdio stdio = stdio();
        Fd file =
            NativeImage.memfd(kernel, "request", Linux.MFD_CLOEXEC, inner.memory(), inner.bytes());
        StartBlock outer = block(0, launcher, SpawnRequest.LAUNCHER_ALIVE_FD + 1, more)) {
      try {
        surroundings(outer, launcher);
        outer.number(SpawnRequest.AT_FLAGS, SpawnRequest.UNFILTERED_LAUNCHER | fileLimit());
        Child child = launch(inner, outer, stdio, file);
        return adopt(child, stdio, warnings);
      } catch (IOException | RuntimeException | Error failed) {
        stdio.abandon();
        throw failed;
      }
    } catch (KernelException failed) {
      throw StartException.failed(
          settings.name(), StartException.Stage.CLONE, failed.errno(), failed);
    }
  }

  /** Starts the launcher; returns when that has executed the program. */
  private Child launch(StartBlock inner, StartBlock outer, Stdio stdio, Fd file)
      throws IOException {
    int[] standard = stdio.childFds();
    try (NativeMemory ends = kernel.allocate(2 * Integer.BYTES)) {
      KernelException.check("pipe", kernel.pipe2(ends.address(), Linux.O_CLOEXEC));
      try (Fd reading = new Fd(kernel, ends.buffer().getInt(0))) {
        Child child;
        try (Fd writing = new Fd(kernel, ends.buffer().getInt(Integer.BYTES))) {
          outer.fds(standard[0], standard[1], standard[2], file.number(), writing.number());
          child = spawnLauncher(outer);
        }
        try {
          awaitClosing(reading, ends);
          hear(inner, file);
          check(inner);
          return child;
        } catch (IOException | RuntimeException | Error failed) {
          bury(child);
          throw failed;
        }
      }
    }
  }

  /** Sleeps until the launcher has executed the program or is gone. */
  private void awaitClosing(Fd reading, NativeMemory scratch) throws KernelException {
    long got;
    do {
      got = kernel.read(reading.number(), scratch.address(), 1);
    } while (got == -Linux.EINTR);
    KernelException.check("read", got);
  }

  private Child spawnLauncher(StartBlock outer) throws StartException {
    try {
      return spawn(outer);
    } catch (StartException failed) {
      if (failed.stage() != StartException.Stage.EXECUTE) {
        throw failed;
      }
      throw StartException.refused(
          settings.name(),
          StartException.Stage.CLONE,
          "the policy denies exit, which takes a launcher, and that cannot be executed ("
              + Errno.message(failed.errno().orElse(0))
              + "): allow exit and exit_group, or start Java with -Djava.io.tmpdir=DIRECTORY on a"
              + " file system without noexec");
    }
  }

  /** Reads the launcher's answer, which it stored in the shared file. */
  private void hear(StartBlock inner, Fd file) throws KernelException {
    long got = kernel.pread64(file.number(), inner.memory().address(), SpawnRequest.BYTES, 0);
    KernelException.check("pread", got);
  }

  private int fileLimit() {
    return settings.inheritsFileLimit() ? 0 : SpawnRequest.USUAL_FILE_LIMIT;
  }

  private Stdio stdio() throws StartException {
    try {
      return Stdio.open(kernel, settings);
    } catch (KernelException failed) {
      throw StartException.failed(
          settings.name(), StartException.Stage.DESCRIPTORS, failed.errno(), failed);
    } catch (IOException failed) {
      throw StartException.failed(settings.name(), StartException.Stage.DESCRIPTORS, 0, failed);
    }
  }

  private StartBlock block(long base, Command command, int fds, long more) throws StartException {
    try {
      return new StartBlock(
          kernel, base, command.programs(), command.arguments(), command.environment(), fds, more);
    } catch (StartBlock.TooLongException tooLong) {
      throw StartException.failed(settings.name(), StartException.Stage.EXECUTE, E2BIG);
    }
  }

  private void surroundings(StartBlock block, Command command) {
    byte @Nullable [] directory = command.directory();
    if (directory != null) {
      block.directory(directory);
    }
    block.limits(settings.limits());
    int exit = filter.letsChildLeave() ? SpawnRequest.EXIT_RUNS : 0;
    block.number(SpawnRequest.AT_FLAGS, fileLimit() | exit);
    block.number(SpawnRequest.AT_DEATH_SIGNAL, settings.diesWithParent() ? Linux.SIGKILL : 0);
  }

  private Child spawn(StartBlock block) throws StartException {
    spawner.s4j_spawn(block.memory().address());
    check(block);
    int pidfd = block.number(SpawnRequest.AT_PIDFD);
    return new Child(
        kernel, block.number(SpawnRequest.AT_PID), pidfd < 0 ? null : new Fd(kernel, pidfd));
  }

  /** Throws what the answer says, if it says that the start failed. */
  void check(StartBlock block) throws StartException {
    int error = block.number(SpawnRequest.AT_ERROR);
    StartException.Stage stage = StartException.Stage.numbered(block.number(SpawnRequest.AT_STAGE));
    if (error != 0 || stage != StartException.Stage.EXECUTE) {
      throw StartException.failed(settings.name(), stage, error);
    }
  }

  /** Makes the child a process that somebody waits for; without that it may not live. */
  private SandboxedProcess adopt(Child child, Stdio stdio, List<String> warnings) {
    try {
      SandboxedProcess process = new SandboxedProcess(kernel, child, stdio, warnings);
      REAPER.get().watch(child);
      return process;
    } catch (RuntimeException | Error failed) {
      bury(child);
      throw failed;
    }
  }

  private void bury(Child child) {
    child.signal(Linux.SIGKILL);
    try (NativeMemory information = kernel.allocate(Linux.SIGINFO_BYTES)) {
      child.collect(information);
    }
  }
}
