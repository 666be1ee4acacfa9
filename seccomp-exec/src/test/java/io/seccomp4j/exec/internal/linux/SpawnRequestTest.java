package io.seccomp4j.exec.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SpawnRequestTest {
  private static final Path HEADER = Path.of("src/main/c/request.h");
  private static final Pattern FIELD = Pattern.compile("__[us](?:32|64) (\\w+); +/\\* +(\\d+) ");
  private static final Pattern DEFINED =
      Pattern.compile("#define S4J_(\\w+) (0x[0-9a-f]+|\\d+)(?:UL)?\\b");

  @Test
  void offsets_areThoseOfTheHeader() throws Exception {
    Map<String, Long> header = found(FIELD, "AT_");
    Map<String, Long> mirror = constants("AT_");

    assertThat(header).isEqualTo(mirror).hasSize(21);
  }

  @Test
  void numbers_areThoseOfTheHeader() throws Exception {
    Map<String, Long> header = found(DEFINED, "");

    for (Map.Entry<String, Long> constant : constants("").entrySet()) {
      if (header.containsKey(constant.getKey())) {
        assertThat(header).containsEntry(constant.getKey(), constant.getValue());
      }
    }
    assertThat(header).containsKeys("VERSION", "LAUNCHER_BASE", "USUAL_FILE_LIMIT");
  }

  private static Map<String, Long> found(Pattern pattern, String prefix) throws Exception {
    Map<String, Long> all = new TreeMap<>();
    Matcher matcher = pattern.matcher(Files.readString(HEADER));
    while (matcher.find()) {
      all.put(prefix + matcher.group(1).toUpperCase(Locale.ROOT), Long.decode(matcher.group(2)));
    }
    return all;
  }

  private static Map<String, Long> constants(String prefix) throws IllegalAccessException {
    Map<String, Long> all = new TreeMap<>();
    for (Field field : SpawnRequest.class.getFields()) {
      if (field.getName().startsWith(prefix)) {
        all.put(field.getName(), ((Number) field.get(null)).longValue());
      }
    }
    return all;
  }
}
