package io.seccomp4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.arch.Arch;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ModuleTest {
  @Test
  void module_exportsExactlyThePackagesOfTheApi() throws URISyntaxException {
    Path classes = Path.of(Arch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module =
        ModuleFinder.of(classes).find("io.seccomp4j.core").orElseThrow().descriptor();
    assertThat(module.exports())
        .allMatch(each -> !each.isQualified())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrder("io.seccomp4j.arch", "io.seccomp4j.bpf", "io.seccomp4j.policy");
    assertThat(module.requires())
        .filteredOn(each -> !each.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactly("java.base");
  }
}
