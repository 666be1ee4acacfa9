package io.seccomp4j.exec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.seccomp4j.exec",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule JNA_IS_BOUND_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seccomp4j.exec.internal.jna")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule LINUX_KNOWS_NOBODY =
      classes()
          .that()
          .resideInAPackage("io.seccomp4j.exec.internal.linux")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.seccomp4j.exec.internal.linux", "io.seccomp4j.arch", "java..", "org.jspecify..");
}
