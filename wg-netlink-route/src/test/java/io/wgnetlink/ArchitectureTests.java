package io.wgnetlink;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
  private static final JavaClasses MAIN = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("io.wgnetlink");

  @Test
  void shouldHaveNoCyclesBetweenFeatures() {
    slices().matching("io.wgnetlink.(*)..").should().beFreeOfCycles().check(MAIN);
  }
}
