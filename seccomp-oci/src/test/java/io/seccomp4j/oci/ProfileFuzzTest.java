package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * No input makes the reader throw anything but a ProfileFormatException, and what it takes it
 * writes. {@code JAZZER_FUZZ=1} makes the first test search; without, it runs its seeds.
 */
final class ProfileFuzzTest {
  private static final long SEED = 20_261_124;
  private static final int MUTATIONS = 20_000;

  private static final String[] SEEDS = {
    "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}",
    """
    {"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"architectures":["SCMP_ARCH_X86_64",
     "SCMP_ARCH_X86"],"flags":["SECCOMP_FILTER_FLAG_LOG"],"listenerPath":"/s","listenerMetadata":"",
     "syscalls":[{"names":["read","dup3"],"action":"SCMP_ACT_ALLOW","args":[
      {"index":1,"value":18446744073709551615,"valueTwo":3,"op":"SCMP_CMP_MASKED_EQ"},
      {"index":0,"value":1e2,"op":"SCMP_CMP_GE"}]},
      {"names":["socket"],"action":"SCMP_ACT_TRACE","errnoRet":7}]}
    """,
    """
    {"ociVersion":"1.2.0","process":{"args":["sh"]},"linux":{"seccomp":{"defaultAction":
     "SCMP_ACT_LOG","syscalls":[{"name":"x","action":"SCMP_ACT_KILL","includes":{}}]}}}
    """
  };

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "-1",
    "1e999",
    "18446744073709551616",
    "\\u0000",
    "\u0000",
    "\uFEFF",
    "\\",
    "SCMP_ACT_",
    "\"args\":",
    "\"names\":[\"write\"]",
    "true",
    " ",
    "\n"
  };

  @FuzzTest
  void anyBytes_areReadOrRefused(byte[] bytes) throws IOException {
    check(bytes);
  }

  @Test
  void mutatedProfiles_areReadOrRefused() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(random);
      try {
        read += check(bytes) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed " + SEED + ", " + i + ": " + new String(bytes, StandardCharsets.UTF_8), e);
      }
    }
    assertThat(read).as("how many were profiles still").isPositive().isLessThan(MUTATIONS);
  }

  private static boolean check(byte[] bytes) throws IOException {
    OciProfile profile;
    try {
      profile = OciProfile.read(new ByteArrayInputStream(bytes));
    } catch (ProfileFormatException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.getMessage()).doesNotContain("\n", "\r", "\u001b");
      return false;
    }
    String json = profile.toJson();
    if (!OciProfile.parse(json).equals(profile)) {
      throw new AssertionError("reads back otherwise: " + json);
    }
    profile.toPolicy();
    return true;
  }

  private static byte[] mutated(RandomGenerator random) {
    StringBuilder text = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(8));
      String piece = PIECES[random.nextInt(PIECES.length)];
      switch (random.nextInt(4)) {
        case 0 -> text.insert(from, piece);
        case 1 -> text.replace(from, to, piece);
        case 2 -> text.delete(from, to);
        default -> text.insert(from, text.substring(from, to));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(8) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
