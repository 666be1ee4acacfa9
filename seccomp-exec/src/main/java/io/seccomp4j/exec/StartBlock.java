package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SpawnRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request and all that it points to, in one block of memory. Pointers are computed for the
 * address where the block is read, which for the launcher is not where it is written.
 */
final class StartBlock implements AutoCloseable {
  private static final int POINTER = Long.BYTES;

  /** What the kernel takes at most is far below; this only keeps sums in range. */
  private static final long MOST_BYTES = 1L << 28;

  private static final byte[] SHELL = Text.bytes("/bin/sh");

  private final NativeMemory memory;
  private final ByteBuffer buffer;
  private final long base;
  private final List<byte[]> programs;
  private int end = SpawnRequest.BYTES;
  private final int programsAt;
  private final int argvAt;
  private final int envpAt;
  private final int fdsAt;

  /**
   * Lays out a request without a filter, limits or directory.
   *
   * @param base where it is read, or 0 for where it is written
   * @param more bytes that the filter and the others will take
   * @throws TooLongException when the sum of it all is out of proportion
   */
  StartBlock(
      Kernel kernel,
      long base,
      List<byte[]> programs,
      List<byte[]> arguments,
      List<byte[]> environment,
      int fdCount,
      long more)
      throws TooLongException {
    int pointers = programs.size() + arguments.size() + environment.size() + 4;
    long bytes = more + SpawnRequest.BYTES + (long) pointers * POINTER + alignedFds(fdCount);
    bytes += lengths(programs) + lengths(arguments) + lengths(environment) + SHELL.length + 1;
    if (bytes > MOST_BYTES) {
      throw new TooLongException();
    }
    this.programs = programs;
    memory = kernel.allocate((int) bytes);
    buffer = memory.buffer();
    this.base = base == 0 ? memory.address() : base;
    programsAt = reserve((programs.size() + 1) * POINTER);
    argvAt = reserve((arguments.size() + 2) * POINTER) + POINTER;
    envpAt = reserve((environment.size() + 1) * POINTER);
    fdsAt = reserve(alignedFds(fdCount));
    buffer.putInt(SpawnRequest.AT_VERSION, SpawnRequest.VERSION);
    buffer.putInt(SpawnRequest.AT_LANDLOCK_FD, -1);
    buffer.putInt(SpawnRequest.AT_LISTENER_FD, -1);
    point(SpawnRequest.AT_PROGRAMS, programsAt);
    point(SpawnRequest.AT_ARGV, argvAt);
    point(SpawnRequest.AT_ENVP, envpAt);
    point(SpawnRequest.AT_FDS, fdsAt);
    point(argvAt - POINTER, string(SHELL));
    strings(programsAt, programs);
    strings(argvAt, arguments);
    strings(envpAt, environment);
  }

  /** Thrown for more than the kernel could ever take: it would say E2BIG. */
  static final class TooLongException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Returns how many bytes a string, a filter and limits take here, at most. */
  static long room(byte @Nullable [] directory, byte[] filter, int limits) {
    long string = directory == null ? 0 : directory.length + 1L;
    return string + filter.length + (long) limits * SpawnRequest.LIMIT_BYTES + 2L * POINTER;
  }

  void directory(byte[] path) {
    point(SpawnRequest.AT_DIRECTORY, string(path));
  }

  void filter(byte[] instructions, int flags) {
    int at = reserveAligned(instructions.length);
    buffer.put(at, instructions);
    point(SpawnRequest.AT_FILTER, at);
    buffer.putInt(SpawnRequest.AT_FILTER_LENGTH, instructions.length / 8);
    buffer.putInt(SpawnRequest.AT_SECCOMP_FLAGS, flags);
  }

  void limits(Map<Limit, Long> limits) {
    int at = reserveAligned(limits.size() * SpawnRequest.LIMIT_BYTES);
    point(SpawnRequest.AT_LIMITS, at);
    buffer.putInt(SpawnRequest.AT_LIMIT_COUNT, limits.size());
    for (Map.Entry<Limit, Long> limit : limits.entrySet()) {
      buffer.putInt(at, limit.getKey().resource());
      buffer.putLong(at + 8, limit.getValue());
      buffer.putLong(at + 16, limit.getValue());
      at += SpawnRequest.LIMIT_BYTES;
    }
  }

  void fds(int... fds) {
    buffer.putInt(SpawnRequest.AT_FD_COUNT, fds.length);
    for (int i = 0; i < fds.length; i++) {
      buffer.putInt(fdsAt + i * Integer.BYTES, fds[i]);
    }
  }

  /** Sets a plain number of the request, by its offset in {@link SpawnRequest}. */
  void number(int at, int value) {
    buffer.putInt(at, value);
  }

  int number(int at) {
    return buffer.getInt(at);
  }

  NativeMemory memory() {
    return memory;
  }

  int bytes() {
    return end;
  }

  /**
   * The arguments of every execve that the child may make: path, argv and envp, one after another.
   */
  long[] executions() {
    long[] calls = new long[(programs.size() + 1) * 3];
    for (int i = 0; i <= programs.size(); i++) {
      boolean shell = i == programs.size();
      int argv = shell ? argvAt - POINTER : argvAt;
      calls[i * 3] = buffer.getLong(shell ? argv : programsAt + i * POINTER);
      calls[i * 3 + 1] = base + argv;
      calls[i * 3 + 2] = base + envpAt;
    }
    return calls;
  }

  @Override
  public void close() {
    memory.close();
  }

  private void strings(int at, List<byte[]> strings) {
    int slot = at;
    for (byte[] string : strings) {
      point(slot, string(string));
      slot += POINTER;
    }
  }

  private void point(int at, int target) {
    buffer.putLong(at, base + target);
  }

  private int string(byte[] string) {
    int at = reserve(string.length + 1);
    buffer.put(at, string);
    return at;
  }

  private int reserve(int bytes) {
    int at = end;
    end += bytes;
    return at;
  }

  private int reserveAligned(int bytes) {
    end = (end + POINTER - 1) & -POINTER;
    return reserve(bytes);
  }

  private static int alignedFds(int count) {
    return (count * Integer.BYTES + POINTER - 1) & -POINTER;
  }

  private static long lengths(List<byte[]> strings) {
    long sum = 0;
    for (byte[] string : strings) {
      sum += string.length + 1L;
    }
    return sum;
  }
}
