package io.seccomp4j.cli.command;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Disassembler;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.cli.Messages;
import io.seccomp4j.cli.spec.Compilers;
import io.seccomp4j.exec.CompiledFilter;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the kernel program of a policy. */
@Command(
    name = "compile",
    description =
        "Writes the kernel program of a policy, for bwrap --seccomp and others. It is proven equal"
            + " to the policy first, and not written when it is not.",
    footerHeading = "%nExample: ",
    footer = "seccomp4j compile p.json -o p.bpf && bwrap --seccomp 3 ... 3<p.bpf")
final class CompileCommand implements Callable<Integer> {
  /** The forms of a program. */
  enum Format {
    /** An array of struct sock_filter. */
    raw,
    /** A C source. */
    c,
    /** A disassembly. */
    asm
  }

  @Mixin private final CompilerOption compiler = new CompilerOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The profile.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description = "Where to write it.")
  private Path out = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "raw|c|asm",
      description = "raw: for the kernel (default); c: a C array; asm: disassembled.")
  private Format format = Format.raw;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "The machine that will load it; this host's unless given.")
  private Optional<String> arch = Optional.empty();

  private final Messages messages = new Messages(System.err);

  @Override
  public Integer call() throws IOException {
    compiler.compiler();
    Policy policy = OciProfile.read(file).toPolicy();
    if (arch.isPresent()) {
      Arch wanted = Architectures.parse(spec, arch.get());
      policy = policy.toBuilder().nativeArchitecture(wanted).build();
    }
    CompiledFilter compiled = compiler.compile(policy);
    if (!policy.flags().isEmpty() && format != Format.asm) {
      messages.warning(
          "a program carries no flags: whoever loads it has to pass " + policy.flags());
    }
    write(content(compiled.filter(), policy.nativeArchitecture()));
    messages.say(
        out
            + ": "
            + compiled.filter()
            + ", proven equal to the policy; compiled by "
            + Compilers.describe(compiled));
    return ExitCode.FINE;
  }

  private byte[] content(Filter filter, Arch target) {
    return switch (format) {
      case raw -> filter.toBytes(target.byteOrder());
      case c ->
          ("#include <linux/filter.h>\n\n/* A seccomp filter for "
                  + target
                  + ", made by seccomp4j. */\nstatic const struct sock_filter filter[] = {\n"
                  + Disassembler.toC(filter).indent(2)
                  + "};\n")
              .getBytes(StandardCharsets.UTF_8);
      case asm -> Disassembler.disassemble(filter, target).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** A full device says only that it is full. */
  private void writeInto(byte[] content) throws IOException {
    try {
      Files.write(out, content);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(out + ": " + e.getMessage(), e);
    }
  }

  /** A file appears whole or not at all; a link, a device or a pipe is written to. */
  private void write(byte[] content) throws IOException {
    if (out.toString().equals("-")) {
      System.out.write(content);
      System.out.flush();
      return;
    }
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(out, LinkOption.NOFOLLOW_LINKS)) {
      writeInto(content);
      return;
    }
    Path target = out.toAbsolutePath();
    Path directory = target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IOException(out + ": there is no such directory");
    }
    Path temporary = Files.createTempFile(directory, ".seccomp4j", ".tmp");
    try {
      Files.write(temporary, content);
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
