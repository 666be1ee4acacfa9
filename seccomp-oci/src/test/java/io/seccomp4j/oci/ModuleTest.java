package io.seccomp4j.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import org.junit.jupiter.api.Test;

final class ModuleTest {
  @Test
  void module_exportsProfiles_andHidesJackson() throws Exception {
    ModuleDescriptor module;
    try (InputStream in =
        OciProfile.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI()
            .resolve("module-info.class")
            .toURL()
            .openStream()) {
      module = ModuleDescriptor.read(in);
    }

    assertThat(module.name()).isEqualTo("io.seccomp4j.oci");
    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly("io.seccomp4j.oci");
    assertThat(module.opens()).isEmpty();
    assertThat(module.requires())
        .filteredOn(requires -> requires.name().startsWith("com.fasterxml"))
        .singleElement()
        .satisfies(requires -> assertThat(requires.modifiers()).isEmpty());
  }
}
