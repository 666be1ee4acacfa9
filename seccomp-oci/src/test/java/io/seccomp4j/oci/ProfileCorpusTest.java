package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Profiles found in the wild are read or refused in plain words; what is read is written too. */
final class ProfileCorpusTest {
  private static List<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.list(Corpus.folder("profiles"))) {
      return files.filter(file -> !file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @Test
  void everyProfile_isReadAndWritten_orRefusedInPlainWords() throws Exception {
    Schema schema = Schemas.config(Corpus.folder("profiles"));
    List<String> read = new ArrayList<>();
    for (Path file : profiles()) {
      try {
        OciProfile profile = OciProfile.read(file);
        read.add(file.getFileName().toString());
        assertThat(OciProfile.parse(profile.toJson())).isEqualTo(profile);
        assertWritten(profile, schema);
        assertSamePolicy(profile);
      } catch (ProfileFormatException e) {
        assertThat(e).hasMessageStartingWith(file + ":");
        assertThat(e.problems())
            .allSatisfy(problem -> assertThat(problem.toString()).matches("\\d+:\\d+[: ].+"));
      }
    }
    assertThat(read)
        .contains(
            "spec-config_good_spec-example.json",
            "runc-syscall-test1.json",
            "binctr-hcsshim-config.json",
            "nspawn-oci-basic.json")
        .noneMatch(name -> name.startsWith("moby-default") || name.endsWith(".yaml"));
  }

  private static void assertWritten(OciProfile profile, Schema schema) {
    Schemas.assertValid(profile.toJson());
    String config = "{\"ociVersion\":\"1.2.0\",\"linux\":{\"seccomp\":" + profile.toJson() + "}}";
    assertThat(schema.validate(config, InputFormat.JSON)).as(config).isEmpty();
  }

  /** Rules that disagree are lowered and guards written out, which makes another policy. */
  private static void assertSamePolicy(OciProfile profile) throws ProfileFormatException {
    Policy policy = profile.toPolicy();
    OciProfile said = OciProfile.of(policy);
    Policy read = OciProfile.parse(said.toJson()).toPolicy();
    boolean disagrees =
        policy.warnings().stream().anyMatch(text -> text.contains("match the same calls"));
    boolean guarded =
        said.syscalls().stream()
            .filter(entry -> entry.action().equals(Action.errno("ENOSYS")))
            .anyMatch(entry -> !profile.syscalls().contains(entry));
    if (!disagrees && !guarded) {
      assertThat(read).isEqualTo(policy);
    }
    for (Arch arch : policy.effectiveArchitectures()) {
      for (String name : Syscalls.of(arch).names()) {
        Call call = Call.callOn(arch, name, 1, 2, 3);
        assertThat(read.decide(call)).isEqualTo(policy.decide(call));
      }
    }
  }

  @Test
  void schema_refusesWhatIsWrong() {
    Schema schema = Schemas.config(Corpus.folder("profiles"));

    assertThat(
            schema.validate(
                "{\"ociVersion\":\"1.2.0\",\"linux\":{\"seccomp\":{\"defaultAction\":\"X\"}}}",
                InputFormat.JSON))
        .isNotEmpty();
  }
}
