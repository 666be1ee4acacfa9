package io.seccomp4j.oci;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.seccomp4j", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final DescribedPredicate<JavaClass> JACKSON =
      JavaClass.Predicates.resideInAnyPackage("com.fasterxml..", "tools.jackson..");

  @ArchTest
  static final ArchRule jackson_isImportedInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seccomp4j.oci")
          .should()
          .dependOnClassesThat(JACKSON);

  @ArchTest
  static final ArchRule jackson_isInNoPublicSignature =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .arePublic()
          .should()
          .notHaveRawReturnType(JACKSON)
          .andShould()
          .notHaveRawParameterTypes(
              DescribedPredicate.anyElementThat(JACKSON).as("any of Jackson"));

  @ArchTest
  static final ArchRule public_isNothingOfJackson =
      classes().that().arePublic().and().areNotEnums().should().notBeAssignableTo(JACKSON);
}
