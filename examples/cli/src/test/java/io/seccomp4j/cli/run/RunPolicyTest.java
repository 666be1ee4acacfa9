package io.seccomp4j.cli.run;

import static io.seccomp4j.policy.Call.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunPolicyTest {
  private static final Action EPERM = Action.errno(1);

  @TempDir private Path directory;
  private final List<String> said = new ArrayList<>();

  private Policy policy(String... args) throws IOException {
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = "program";
    return new RunPolicy(RunArguments.parse(Arrays.asList(all)), said::add).build();
  }

  private String file(String defaultAction, String names, String action) throws IOException {
    return file("p.json", defaultAction, names, action);
  }

  private String file(String name, String defaultAction, String names, String action)
      throws IOException {
    String rule = "{\"names\":[" + names + "],\"action\":\"SCMP_ACT_" + action + "\"}";
    String json =
        "{\"defaultAction\":\"SCMP_ACT_" + defaultAction + "\",\"syscalls\":[" + rule + "]}";
    return Files.writeString(directory.resolve(name), json).toString();
  }

  private static Action decide(Policy policy, String syscall) {
    return policy.decide(call(syscall));
  }

  @Test
  void withoutFile_everythingElseIsAllowed() throws IOException {
    Policy policy = policy("--deny", "mkdir");
    assertThat(decide(policy, "mkdir")).isEqualTo(EPERM);
    assertThat(decide(policy, "rmdir")).isEqualTo(Action.ALLOW);
  }

  @Test
  void unknownNumber_getsEnosysFromOptionsAndTheDefaultActionFromAFile() throws IOException {
    Call unknown = new Call(Arch.host(), 5000, List.of());
    String file = file("ERRNO", "\"read\"", "ALLOW");
    assertThat(policy("--default", "errno", "--allow", "read").decide(unknown))
        .isEqualTo(Action.errno(Errno.ENOSYS));
    assertThat(policy("--policy", file, "--allow", "mkdir").decide(unknown)).isEqualTo(EPERM);
    assertThat(policy("--policy", file, "--default", "errno:EACCES").decide(unknown))
        .isEqualTo(Action.errno(Errno.EACCES));
  }

  @Test
  void strictestOption_wins() throws IOException {
    Policy policy = policy("--allow", "mkdir", "--kill", "mkdir", "--deny", "mkdir");
    assertThat(decide(policy, "mkdir")).isEqualTo(Action.KILL_PROCESS);
  }

  @Test
  void allowOption_widensAFile() throws IOException {
    Policy policy = policy("--policy", file("ERRNO", "\"read\"", "ALLOW"), "--allow", "mkdir");
    assertThat(decide(policy, "mkdir")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "read")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "rmdir")).isEqualTo(EPERM);
  }

  @Test
  void logOption_neverPermits() throws IOException {
    Policy policy =
        policy(
            "--policy",
            file("ALLOW", "\"mkdir\"", "ERRNO"),
            "--log",
            "mkdir,rmdir,chdir",
            "--deny",
            "chdir");
    assertThat(decide(policy, "mkdir")).isEqualTo(EPERM);
    assertThat(decide(policy, "rmdir")).isEqualTo(Action.LOG);
    assertThat(decide(policy, "chdir")).isEqualTo(EPERM);
  }

  @Test
  void logOption_isAboveAllow() throws IOException {
    Policy policy =
        policy(
            "--policy", file("ERRNO", "\"read\"", "ALLOW"), "--log", "mkdir", "--allow", "mkdir");
    assertThat(decide(policy, "mkdir")).isEqualTo(Action.LOG);
  }

  @Test
  void defaultOption_replacesTheFiles() throws IOException {
    Policy policy =
        policy("--policy", file("ALLOW", "\"mkdir\"", "ALLOW"), "--default", "errno:ENOSYS");
    assertThat(decide(policy, "mkdir")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "rmdir")).isEqualTo(Action.errno(38));
  }

  @Test
  void ofSeveralFiles_theStrictestVerdictWins() throws IOException {
    String[] files = {
      "--policy", file("a.json", "ALLOW", "\"mkdir\"", "ERRNO"),
      "--policy", file("b.json", "ERRNO", "\"mkdir\",\"read\"", "ALLOW")
    };
    Policy policy = policy(files);
    assertThat(decide(policy, "mkdir")).isEqualTo(EPERM);
    assertThat(decide(policy, "read")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "rmdir")).isEqualTo(EPERM);
    assertThat(policy.explain(call("mkdir")).rule())
        .hasValueSatisfying(rule -> assertThat(rule.origin()).isEqualTo("rule 0 of a.json"));
    assertThat(policy.explain(call("read")).rule())
        .hasValueSatisfying(rule -> assertThat(rule.origin()).isEqualTo("rule 0 of b.json"));
  }

  @Test
  void defaultOption_replacesNothingThatOneOfSeveralFilesSays() throws IOException {
    Policy policy =
        policy(
            "--policy",
            file("a.json", "ALLOW", "\"mkdir\"", "ERRNO"),
            "--policy",
            file("b.json", "ERRNO", "\"mkdir\",\"read\"", "ALLOW"),
            "--default",
            "allow");
    assertThat(decide(policy, "mkdir")).isEqualTo(EPERM);
    assertThat(decide(policy, "rmdir")).isEqualTo(Action.ALLOW);
  }

  @Test
  void guardOfIoUring_isAddedOnlyWhereItIsMissing() throws IOException {
    assertThat(decide(policy("--deny", "mkdir"), "io_uring_setup")).isEqualTo(EPERM);
    assertThat(said).singleElement().asString().startsWith("io_uring_setup is denied, too");
    said.clear();
    assertThat(decide(policy("--allow", "io_uring_setup", "--deny", "mkdir"), "io_uring_setup"))
        .isEqualTo(Action.ALLOW);
    assertThat(decide(policy("--log", "mkdir"), "io_uring_setup")).isEqualTo(Action.ALLOW);
    assertThat(said).isEmpty();
  }

  @Test
  void guardOfIoUring_neverReplacesWhatAFileSays() throws IOException {
    Policy killing =
        policy("--policy", file("ALLOW", "\"io_uring_setup\"", "KILL_PROCESS"), "--deny", "mkdir");
    assertThat(decide(killing, "io_uring_setup")).isEqualTo(Action.KILL_PROCESS);
    Policy allowing =
        policy("--policy", file("ALLOW", "\"io_uring_setup\"", "ALLOW"), "--deny", "mkdir");
    assertThat(decide(allowing, "io_uring_setup")).isEqualTo(Action.ALLOW);
    assertThat(said).isEmpty();
    Policy denying = policy("--policy", file("ERRNO", "\"read\"", "ALLOW"), "--deny", "mkdir");
    assertThat(decide(denying, "io_uring_setup")).isEqualTo(EPERM);
    assertThat(said).isEmpty();
  }

  @Test
  void groups_standInOptions() throws IOException {
    Policy policy =
        policy("--default", "errno", "--allow", "@network-io,!connect", "--kill", "@mount");
    assertThat(decide(policy, "bind")).isEqualTo(Action.ALLOW);
    assertThat(decide(policy, "connect")).isEqualTo(EPERM);
    assertThat(decide(policy, "mount")).isEqualTo(Action.KILL_PROCESS);
    assertThat(said).isEmpty();
  }

  @Test
  void guardOfClone3_neverReplacesWhatAFileSays() throws IOException {
    Policy options = policy("--default", "errno", "--allow", "@threads");
    assertThat(decide(options, "clone3")).isEqualTo(Action.errno(38));
    Policy file = policy("--policy", file("ERRNO", "\"clone3\"", "ALLOW"), "--allow", "@threads");
    assertThat(decide(file, "clone3")).isEqualTo(Action.ALLOW);
    assertThat(said).isEmpty();
  }

  @Test
  void fileAlone_standsAsItIs() throws IOException {
    Policy policy = policy("--policy", file("ALLOW", "\"mkdir\"", "ERRNO"));
    assertThat(decide(policy, "io_uring_setup")).isEqualTo(Action.ALLOW);
    assertThat(policy.layers()).hasSize(1);
  }

  @Test
  void warningsOfAFile_areOneLine() throws IOException {
    policy("--policy", file("ALLOW", "\"mkdir\",\"no_such_call\",\"nor_this\"", "ERRNO"));
    assertThat(said).singleElement().asString().contains("no_such_call", "more: seccomp4j check ");
  }
}
