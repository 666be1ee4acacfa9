package io.seccomp4j.examples.embedding;

import static io.seccomp4j.arch.Constants.AF_UNIX;
import static io.seccomp4j.arch.Constants.CLONE_NEWUSER;
import static io.seccomp4j.policy.Action.errno;
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

  /**
   * Runs a shell that reads a file and has no network; returns how it ended and what it printed.
   */
  static String builder(Path work) throws IOException, InterruptedException {
    // begin builder
    Policy policy =
        Policy.allowByDefault()
            .deny("socket", arg("domain").isNot(AF_UNIX))
            .because("no network")
            .deny("clone", arg("flags").masked(CLONE_NEWUSER).isNot(0))
            .on("clone3", errno("ENOSYS"))
            .because("its flags lie behind a pointer; libc falls back to clone")
            .kill("mount", "ptrace")
            .build();

    SandboxedProcess process =
        Sandbox.of(policy)
            .command("bash", "-c", "cat /etc/hostname; echo hello > /dev/tcp/127.0.0.1/80")
            .directory(work)
            .mergeErrorIntoOutput()
            .start();

    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    Outcome outcome = process.waitForOutcome();
    System.out.println(outcome + ": " + output); // exited with 1: ... Operation not permitted
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
