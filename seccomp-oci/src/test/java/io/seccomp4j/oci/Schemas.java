package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Validates profiles: by our own schema always, by the runtime-spec's where it is at hand. */
final class Schemas {
  private static final Schema OWN = own();

  private Schemas() {}

  private static Schema own() {
    try (InputStream in = Schemas.class.getResourceAsStream("profile.schema.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(text, InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that a written profile has the right form. */
  static void assertValid(String json) {
    assertThat(OWN.validate(json, InputFormat.JSON)).as(json).isEmpty();
  }

  /** Returns the runtime-spec's schema of a whole config.json. */
  static Schema config(Path profiles) {
    String base = "https://example.org/runtime-spec/";
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_4,
            builder ->
                builder.schemas(
                    (String id) ->
                        id.startsWith(base)
                            ? text(profiles.resolve("schema-" + id.substring(base.length())))
                            : null))
        .getSchema(SchemaLocation.of(base + "config-schema.json"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
