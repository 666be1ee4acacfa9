package io.seccomp4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Facts do not know policies, and policies do not know the programs that they become. */
@AnalyzeClasses(packages = "io.seccomp4j", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule FACTS_STAND_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.seccomp4j.arch")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.seccomp4j.policy", "io.seccomp4j.bpf");

  @ArchTest
  static final ArchRule POLICIES_DO_NOT_KNOW_FILTERS =
      noClasses()
          .that()
          .resideInAPackage("io.seccomp4j.policy")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.seccomp4j.bpf");

  @ArchTest
  static final ArchRule ONLY_THE_JDK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "io.seccomp4j..", "java..", "org.jspecify..", "org.immutables..");
}
