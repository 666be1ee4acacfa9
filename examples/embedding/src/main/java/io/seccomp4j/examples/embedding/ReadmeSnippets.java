package io.seccomp4j.examples.embedding;

import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.O_ACCMODE;
import static io.seccomp4j.arch.Constants.O_RDONLY;
import static io.seccomp4j.policy.Arg.arg;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.seccomp4j.exec.Outcome;
import io.seccomp4j.exec.Sandbox;
import io.seccomp4j.exec.SandboxedProcess;
import io.seccomp4j.oci.OciProfile;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The Java of the project's README, line by line between its markers, so that what it shows
 * compiles and runs.
 */
final class ReadmeSnippets {
  private ReadmeSnippets() {}

  /** Runs a shell that reads a file and fails to write one; returns what it printed. */
  static String builder(Path directory) throws IOException, InterruptedException {
    // begin builder
    Policy policy =
        Policy.allowByDefault()
            .deny("openat", arg("flags").masked(O_ACCMODE).isNot(O_RDONLY))
            .deny("open", arg("flags").masked(O_ACCMODE).isNot(O_RDONLY))
            .deny("openat2", "creat")
            .deny("socket", arg("domain").isNot(AF_UNIX))
            .build();

    SandboxedProcess process =
        Sandbox.of(policy)
            .command("sh", "-c", "cat /etc/hostname; echo x > file")
            .directory(directory)
            .mergeErrorIntoOutput()
            .start();

    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    Outcome outcome = process.waitForOutcome();
    System.out.println(outcome + ": " + output); // exited with 2: ... Operation not permitted
    // end builder
    return outcome + ": " + output;
  }

  /** Runs a program under a profile, in place of a plain ProcessBuilder. */
  static int profile(Path file, ProcessBuilder builder) throws IOException, InterruptedException {
    // begin profile
    Policy policy = OciProfile.read(file).toPolicy();
    Process process = Sandbox.of(policy).start(builder); // instead of builder.start()
    return process.waitFor();
    // end profile
  }
}
