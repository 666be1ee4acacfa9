package io.seccomp4j.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Has the kernel load programs, each in a process of its own that a small C program starts. */
final class KernelFilters {
  private static final int INSTRUCTION_BYTES = 8;
  private static final int CALL_BYTES = 4 + 8 + 6 * 8;

  private final Path directory;
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  KernelFilters(Path directory) {
    this.directory = directory;
  }

  /** Adds a program that is only loaded. */
  void add(List<Instruction> program) {
    add(program, 0, 0, new long[6]);
  }

  /** Adds a program that answers a call; all that it returns must be errors. */
  void add(List<Instruction> program, long nr, long... args) {
    add(program, 1, nr, args);
  }

  private void add(List<Instruction> program, int wanted, long nr, long[] args) {
    ByteBuffer record =
        ByteBuffer.allocate(4 + program.size() * INSTRUCTION_BYTES + CALL_BYTES)
            .order(ByteOrder.nativeOrder());
    record.putInt(program.size());
    for (Instruction each : program) {
      record.putShort((short) each.code()).put((byte) each.jt()).put((byte) each.jf());
      record.putInt(each.k());
    }
    record.putInt(wanted).putLong(nr);
    for (long arg : args) {
      record.putLong(arg);
    }
    records.writeBytes(record.array());
  }

  /** Returns the kernel's answers, a line for each program. */
  List<String> ask() throws IOException, InterruptedException {
    Path input = Files.write(directory.resolve("programs"), records.toByteArray());
    Path output = directory.resolve("answers");
    run(
        new ProcessBuilder(compile().toString())
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT));
    return Files.readAllLines(output);
  }

  private Path compile() throws IOException, InterruptedException {
    Path source = directory.resolve("kernel-filters.c");
    try (InputStream resource = KernelFilters.class.getResourceAsStream("kernel-filters.c")) {
      Files.copy(Objects.requireNonNull(resource), source);
    }
    Path binary = directory.resolve("kernel-filters");
    ProcessBuilder compiler =
        new ProcessBuilder("gcc", "-O1", "-Wall", "-o", binary.toString(), source.toString())
            .inheritIO();
    try {
      run(compiler);
    } catch (UncheckedIOException missing) {
      abort("gcc is missing (apt-get install gcc libc6-dev): the kernel was not asked");
    }
    return binary;
  }

  private static void run(ProcessBuilder command) throws InterruptedException {
    Process process;
    try {
      process = command.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("%s ended in time", command.command()).isTrue();
    assertThat(process.exitValue()).as("exit of %s", command.command()).isZero();
  }
}
