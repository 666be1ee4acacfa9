package io.seccomp4j.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EnvironmentTest {
  private static final List<byte[]> BASE =
      List.of(bytes("A=1"), bytes("AB=2"), new byte[] {'X', '=', (byte) 0xff}, bytes("B=3"));

  @Test
  void withoutChanges_entriesPassAsTheyAre() throws Exception {
    assertThat(Environment.changed(BASE, Map.of())).isSameAs(BASE);
  }

  @Test
  void changes_replaceAndRemoveByWholeName() throws Exception {
    Map<String, Optional<String>> changes = Map.of("A", Optional.empty(), "B", Optional.of("new"));

    assertThat(texts(changes)).contains("AB=2", "B=new").doesNotContain("A=1", "B=3");
  }

  @Test
  void bytesOfAnotherEncoding_areKept() throws Exception {
    assertThat(Environment.changed(BASE, Map.of("A", Optional.of("x"))))
        .anyMatch(entry -> entry[entry.length - 1] == (byte) 0xff);
  }

  @Test
  void inherited_isThisJvmsEnvironment() {
    assertThat(Environment.inherited()).hasSizeGreaterThanOrEqualTo(System.getenv().size());
  }

  @Test
  void differences_leadFromThisEnvironmentToTheWantedOne() {
    Map<String, String> wanted = new HashMap<>(System.getenv());
    wanted.remove("PATH");
    wanted.put("NEW", "1");

    assertThat(Environment.differences(System.getenv())).isEmpty();
    assertThat(Environment.differences(wanted))
        .containsOnly(Map.entry("PATH", Optional.empty()), Map.entry("NEW", Optional.of("1")));
  }

  private static List<String> texts(Map<String, Optional<String>> changes) throws IOException {
    return Environment.changed(BASE, changes).stream()
        .map(entry -> new String(entry, UTF_8))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
