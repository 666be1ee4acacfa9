package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.exec.Outcome;
import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.exec.SandboxedProcess;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;

/** A program that ran under one of the profiles: how it ended and what it wrote. */
record Run(Outcome outcome, String out, String err) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Returns the profiles' directory, which is this module's. */
  static Path profiles() {
    return Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
  }

  static Policy policy(String profile) throws IOException {
    return OciProfile.read(profiles().resolve(profile)).toPolicy();
  }

  /** Runs a program without input in the temporary directory. */
  static Run under(String profile, String... command) throws Exception {
    return under(profile, Path.of(System.getProperty("java.io.tmpdir")), "", command);
  }

  static Run under(String profile, Path directory, String input, String... command)
      throws Exception {
    return under(policy(profile), directory, input, command);
  }

  static Run under(Policy policy, Path directory, String input, String... command)
      throws Exception {
    Sandbox sandbox =
        Sandbox.of(policy).command(command).directory(directory).environment("LC_ALL", "C.UTF-8");
    SandboxedProcess process = sandbox.start();
    CompletableFuture<String> out = text(process.getInputStream());
    CompletableFuture<String> err = text(process.getErrorStream());
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException ended) {
      // It ended without reading its input, as programs that are killed do.
    }
    Optional<Outcome> outcome = process.waitForOutcome(PATIENCE);
    process.destroyForcibly();
    assertThat(outcome).as("%s within %s", List.of(command), PATIENCE).isPresent();
    return new Run(outcome.get(), out.join(), err.join());
  }

  /** Runs a shell script. */
  static Run script(String profile, Path directory, String script) throws Exception {
    return under(profile, directory, "", "/bin/sh", "-c", script);
  }

  /** Skips the test, saying why, when a program is not installed. */
  static void needs(String program) {
    Assumptions.assumeTrue(
        List.of("/usr/bin/", "/bin/").stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory + program))),
        program + " is not installed");
  }

  /** Asserts that the program said what a denied call makes it say, and failed. */
  void failedWith(String message) {
    assertThat(err).contains(message);
    assertThat(outcome.exitCode()).as("%s", this).isPresent();
    assertThat(outcome.isSuccess()).as("%s", this).isFalse();
  }

  Run succeeded() {
    assertThat(outcome.isSuccess()).as("%s", this).isTrue();
    return this;
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          try (stream) {
            stream.transferTo(all);
          } catch (IOException e) {
            all.writeBytes(("read failed: " + e).getBytes(StandardCharsets.UTF_8));
          }
          return all.toString(StandardCharsets.UTF_8);
        });
  }
}
