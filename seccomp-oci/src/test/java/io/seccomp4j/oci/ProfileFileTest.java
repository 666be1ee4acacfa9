package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileFileTest {
  private static final String MINIMAL = "{\"defaultAction\":\"SCMP_ACT_LOG\"}";

  @TempDir private Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void message_startsWithTheFileAndThePlace() throws Exception {
    Path file = file("bad.json", "{\n  \"defaultAction\": \"SCMP_ACT_DENY\"\n}\n");

    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> OciProfile.read(file))
        .withMessage(
            file
                + ":2:20 /defaultAction: unknown action \"SCMP_ACT_DENY\" (did you mean"
                + " SCMP_ACT_ERRNO?)");
  }

  @Test
  void messageOfAWholeDocument_hasNoPointer() throws Exception {
    Path file = file("empty.json", "");

    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> OciProfile.read(file))
        .withMessage(file + ":1:1: the text is empty; a profile is a JSON object");
  }

  @Test
  void missingFile_isNamed() {
    Path file = directory.resolve("none.json");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> OciProfile.read(file))
        .withMessage(file + ": no such file or directory");
  }

  @Test
  void directory_isNamed() throws Exception {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> OciProfile.read(directory))
        .withMessage(directory + ": is a directory");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> OciProfile.parse(MINIMAL).write(directory))
        .withMessage(directory + ": is a directory");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> OciProfile.parse(MINIMAL).write(directory.resolve("no/x.json")))
        .withMessage(directory.resolve("no/x.json") + ": no such file or directory");
  }

  @Test
  void hugeFile_isRefusedByItsSize() throws Exception {
    Path file = directory.resolve("huge.json");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(100L * 1024 * 1024);
    }

    Assertions.assertTimeout(
        Duration.ofSeconds(1),
        () ->
            assertThatExceptionOfType(ProfileFormatException.class)
                .isThrownBy(() -> OciProfile.read(file))
                .withMessage(file + ": larger than 4 MiB, which is the limit for profiles"));
  }

  @Test
  void endlessStream_isRefusedAtTheLimit() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            java.util.Arrays.fill(bytes, offset, offset + length, (byte) ' ');
            return length;
          }
        };

    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> OciProfile.read(endless))
        .withMessage("larger than 4 MiB, which is the limit for profiles");
  }

  @Test
  void limit_canBeChosen() throws Exception {
    Path file = file("small.json", MINIMAL);

    assertThat(OciProfile.read(file, MINIMAL.length())).isEqualTo(OciProfile.parse(MINIMAL));
    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> OciProfile.read(file, MINIMAL.length() - 1))
        .withMessage(file + ": larger than 31 bytes, which is the limit for profiles");
    assertThatExceptionOfType(ProfileFormatException.class)
        .isThrownBy(() -> OciProfile.read(Files.newInputStream(file), 10))
        .withMessageStartingWith("larger than 10 bytes");
  }

  @Test
  void otherEncodings_areOneProblemWithItsPlace() {
    byte[] latin1 = "{\n \"defaultAction\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = MINIMAL.getBytes(StandardCharsets.UTF_16);

    assertThat(refused(latin1)).hasMessage("2:20: this is not UTF-8, in which JSON is written");
    assertThat(refused(utf16)).hasMessage("1:1: this is not UTF-8, in which JSON is written");
    assertThat(refused(MINIMAL.getBytes(StandardCharsets.UTF_16LE)))
        .hasMessageStartingWith("1:3: this is not JSON: ");
  }

  private static ProfileFormatException refused(byte[] bytes) {
    return catchThrowableOfType(
        ProfileFormatException.class, () -> OciProfile.read(new ByteArrayInputStream(bytes)));
  }

  @Test
  void columns_countCharacters() {
    byte[] text = "{\"\u00e9\u00e9\": 1}".getBytes(StandardCharsets.UTF_8);

    assertThat(refused(text).problems())
        .extracting(Problem::toString)
        .contains("1:2 /\u00e9\u00e9: unknown field \"\u00e9\u00e9\"");
  }

  @Test
  void readAndWrittenFile_isEqual() throws Exception {
    OciProfile profile = OciProfile.parse(MINIMAL);
    Path file = file("copy.json", "something longer than what comes, which has to go".repeat(99));

    profile.write(file);

    assertThat(OciProfile.read(file)).isEqualTo(profile);
    assertThat(Files.readString(file)).isEqualTo(profile.toJson());
  }

  @Test
  void rulesKnowTheirPlaceInTheFile() throws Exception {
    Path file =
        file(
            "deny.json",
            "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":["
                + "{\"names\":[\"nosuchcall\"],\"action\":\"SCMP_ACT_LOG\"},"
                + "{\"names\":[\"mkdir\"],\"action\":\"SCMP_ACT_ERRNO\"}]}");

    assertThat(OciProfile.read(file).toPolicy().layers().get(0).rules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.origin()).isEqualTo("rule 1 of deny.json");
              assertThat(rule.sourceIndex()).hasValue(1);
            });
  }
}
