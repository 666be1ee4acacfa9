package io.seccomp4j.arch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the resources of this package from a Linux source tree. From the directory of the parent
 * POM:
 *
 * <pre>
 * mvn -q -pl seccomp-core test-compile
 * java -cp seccomp-core/target/classes:seccomp-core/target/test-classes \
 *     io.seccomp4j.arch.TableGenerator /path/to/linux seccomp-core
 * </pre>
 *
 * <p>It needs make, gcc (with the 32-bit and x32 modes, whose headers and libraries it does not)
 * and aarch64-linux-gnu-gcc. A third argument names a directory for the installed kernel headers,
 * which makes a second run faster.
 */
public final class TableGenerator {
  private TableGenerator() {}

  /** Writes the files; the class comment has the command. */
  public static void main(String[] arguments) throws IOException {
    Path module = Path.of(arguments[1]);
    Path scratch =
        arguments.length > 2 ? Path.of(arguments[2]) : Files.createTempDirectory("headers");
    for (Map.Entry<String, String> file : generate(Path.of(arguments[0]), scratch).entrySet()) {
      Files.writeString(module.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
    }
  }

  /** Returns the text of every generated file by its path in the module. */
  static Map<String, String> generate(Path tree, Path scratch) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    List<Addition> additions = Addition.readAll();
    KernelTables tables = KernelTables.read(tree, additions);
    files.put("src/main/resources/io/seccomp4j/arch/numbers.txt", tables.render());
    files.put(
        "src/main/resources/io/seccomp4j/arch/parameters.txt",
        new ParameterGenerator(tables, Definitions.read(tree), additions).render());
    ConstantGenerator generator = new ConstantGenerator(tree, scratch);
    Map<String, Map<Arch, Long>> constants = generator.values();
    files.put(
        "src/main/resources/io/seccomp4j/arch/constants.txt",
        ConstantGenerator.renderTable(constants));
    files.put("src/main/java/io/seccomp4j/arch/Constants.java", generator.renderFields(constants));
    return files;
  }
}
