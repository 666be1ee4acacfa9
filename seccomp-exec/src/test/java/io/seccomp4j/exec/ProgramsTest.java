package io.seccomp4j.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgramsTest {
  @Test
  void nameWithASlash_isThePath() {
    assertThat(candidates("./tool", "/bin")).containsExactly("./tool");
    assertThat(candidates("/bin/true", "/usr/bin")).containsExactly("/bin/true");
  }

  @Test
  void plainName_isLookedForInEveryDirectory() {
    assertThat(candidates("tool", "/a:/b/:c")).containsExactly("/a/tool", "/b//tool", "c/tool");
  }

  @Test
  void emptyDirectory_isTheCurrentOne() {
    assertThat(candidates("tool", ":/a::/b:"))
        .containsExactly("./tool", "/a/tool", "./tool", "/b/tool", "./tool");
    assertThat(candidates("tool", "")).containsExactly("./tool");
  }

  @Test
  void emptyName_isLeftToTheKernel() {
    assertThat(candidates("", "/a:/b")).containsExactly("");
  }

  private static List<String> candidates(String command, String path) {
    return Programs.candidates(command.getBytes(UTF_8), path.getBytes(UTF_8)).stream()
        .map(bytes -> new String(bytes, UTF_8))
        .toList();
  }
}
