package io.seccomp4j.examples.embedding;

import io.seccomp4j.exec.Limit;
import io.seccomp4j.exec.Outcome;
import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.exec.SandboxedProcess;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Converts a file that somebody sent, with a converter that nobody trusts: it reads its standard
 * input, writes its standard output, and can do nothing else.
 *
 * <pre>
 * ConvertInSandbox filter-stdin-to-stdout.json in.txt out.gz gzip -c
 * </pre>
 *
 * <p>Immutable.
 */
public final class ConvertInSandbox {
  private static final Duration DEFAULT_TIME = Duration.ofSeconds(10);
  private static final long LARGEST_OUTPUT = 1L << 30;
  private static final int LONGEST_COMPLAINT = 2000;

  private final Sandbox sandbox;
  private final Duration time;

  private ConvertInSandbox(Sandbox sandbox, Duration time) {
    this.sandbox = sandbox;
    this.time = time;
  }

  /**
   * Returns a converter.
   *
   * @param policy what it may do
   * @param command the program and its arguments; it reads standard input and writes standard
   *     output
   * @param time how long it may take
   * @return the converter
   */
  public static ConvertInSandbox of(Policy policy, List<String> command, Duration time) {
    Sandbox sandbox =
        Sandbox.of(policy)
            .command(command)
            .clearEnvironment()
            .environment("PATH", "/usr/bin:/bin")
            .limit(Limit.FILE_SIZE, LARGEST_OUTPUT)
            .limit(Limit.CORE, 0)
            .dieWithParent();
    return new ConvertInSandbox(sandbox, time);
  }

  /**
   * Converts a file.
   *
   * @param input what to convert
   * @param output appears when all went well, and only then
   * @throws IOException when it cannot be converted; the message says why
   * @throws InterruptedException when this thread is interrupted; the converter is stopped then
   */
  public void convert(Path input, Path output) throws IOException, InterruptedException {
    Path unfinished = Files.createTempFile("converted", ".tmp");
    Path complaint = Files.createTempFile("converter", ".err");
    try {
      SandboxedProcess process =
          sandbox
              .input(Redirect.from(input.toFile()))
              .output(Redirect.to(unfinished.toFile()))
              .error(Redirect.to(complaint.toFile()))
              .start();
      try {
        judge(process.waitForOutcome(time), complaint);
      } finally {
        process.destroyForcibly();
      }
      Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(complaint);
    }
  }

  private void judge(Optional<Outcome> ended, Path complaint) throws IOException {
    if (ended.isEmpty()) {
      throw new IOException("the converter took longer than " + time.toMillis() + " ms");
    }
    Outcome outcome = ended.get();
    if (outcome.isKilledByFilter()) {
      throw new IOException("the converter did what it must not, and was killed");
    }
    if (!outcome.isSuccess()) {
      throw new IOException("the converter " + outcome + ": " + firstOf(complaint));
    }
  }

  private static String firstOf(Path complaint) throws IOException {
    try (InputStream text = Files.newInputStream(complaint)) {
      return new String(text.readNBytes(LONGEST_COMPLAINT), StandardCharsets.UTF_8).strip();
    }
  }

  /**
   * Converts one file.
   *
   * @param args an OCI profile, the input, the output, the converter and its arguments
   * @throws InterruptedException when interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length < 4) {
      System.err.println("usage: ConvertInSandbox PROFILE INPUT OUTPUT CONVERTER [ARGUMENT...]");
      System.exit(2);
    }
    List<String> command = List.of(args).subList(3, args.length);
    try {
      Policy policy = OciProfile.read(Path.of(args[0])).toPolicy();
      of(policy, command, DEFAULT_TIME).convert(Path.of(args[1]), Path.of(args[2]));
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
