package io.wgnetlink.failover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.wgnetlink.failover",
    importOptions = ImportOption.DoNotIncludeTests.class)
class FailoverArchitectureTests {
  @ArchTest
  static final ArchRule engineIsPure = classes()
      .that()
      .resideInAPackage("..failover.engine..")
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "..failover.engine..",
          "..failover.model..",
          "io.wgnetlink.net..",
          "java.lang",
          "java.util",
          "java.util.function",
          "java.util.stream",
          "java.time",
          "java.lang.invoke",
          "org.jspecify..");

  @ArchTest
  static final ArchRule engineHasNoClockAndNoThread = noClasses()
      .that()
      .resideInAPackage("..failover.engine..")
      .should()
      .callMethod(System.class, "nanoTime")
      .orShould()
      .callMethod(System.class, "currentTimeMillis")
      .orShould()
      .callMethod("java.time.Instant", "now")
      .orShould()
      .dependOnClassesThat()
      .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule evidenceDependsOnTheModelOnly = noClasses()
      .that()
      .resideInAPackage("..failover.evidence..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("..failover.engine..", "..failover.actuate..", "..failover");

  @ArchTest
  static final ArchRule actuatorsDependOnTheModelOnly = noClasses()
      .that()
      .resideInAPackage("..failover.actuate..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("..failover.engine..", "..failover.evidence..", "..failover");

  @ArchTest
  static final ArchRule modelDependsOnNothing = noClasses()
      .that()
      .resideInAPackage("..failover.model..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(
          "..failover.engine..", "..failover.evidence..", "..failover.actuate..", "..failover");
}
