package io.seccomp4j.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seccomp4j.internal.data.DataFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Puts the widths to the kernel that runs here, by a C program with one probe for each. */
@Tag("smoke")
final class WidthIT {
  private static final Map<String, String> ANSWERS = new LinkedHashMap<>();

  @BeforeAll
  static void askTheKernel(@TempDir Path scratch) throws IOException, InterruptedException {
    assumeTrue(Arch.host() == Arch.X86_64, "the widths were measured on x86_64");
    Path source = scratch.resolve("width-probe.c");
    try (InputStream in = WidthIT.class.getResourceAsStream("width-probe.c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path program = scratch.resolve("width-probe");
    run(scratch, "gcc", "-O1", "-Wall", "-Werror", "-o", program.toString(), source.toString());
    Path room = Files.createDirectory(scratch.resolve("room"));
    for (String line : run(room, program.toString())) {
      List<String> words = DataFile.split(line, '=');
      ANSWERS.put(words.get(0), words.get(1));
    }
  }

  private static List<String> run(Path directory, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory.getParent(), "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended && process.exitValue() == 0).as("%s: %s", command[0], text).isTrue();
    return text.lines().toList();
  }

  @TestFactory
  List<DynamicTest> width_isWhatTheKernelLooksAt() {
    List<DynamicTest> tests = new ArrayList<>();
    ANSWERS.forEach(
        (key, answer) -> tests.add(DynamicTest.dynamicTest(key, () -> compare(key, answer))));
    return tests;
  }

  private static void compare(String key, String answer) {
    assumeTrue(!answer.equals("unavailable"), key + " cannot be measured here");
    Width measured = Width.valueOf(answer);
    Width declared = declared(key);
    if (declared == Width.LOW_16 || measured == Width.FULL_64) {
      assertThat(declared).isEqualTo(measured);
    } else {
      // An int whose upper bits have no meaning in this call looks narrower than it is.
      assertThat(declared).isEqualTo(Width.LOW_32);
    }
  }

  private static Width declared(String key) {
    List<String> words = DataFile.split(key, ' ');
    List<String> place = DataFile.split(words.get(0), '.');
    Syscalls table = Syscalls.of(Arch.X86_64);
    List<Parameter> parameters = table.parameters(place.get(0));
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(place.get(1))) {
        OptionalLong selector =
            words.size() == 1
                ? OptionalLong.empty()
                : ConstantTable.value(words.get(1), Arch.X86_64);
        return table.width(place.get(0), i, selector);
      }
    }
    throw new AssertionError(key + " is no parameter");
  }

  @Test
  void everyMeasuredLine_hasAProbe() {
    assertThat(ANSWERS).containsKeys(WidthTable.measured().toArray(String[]::new));
  }
}
