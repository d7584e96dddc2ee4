package io.wgnetlink;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** The rules of the structure, over the main classes of every module. */
@AnalyzeClasses(packages = "io.wgnetlink", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
  @ArchTest
  static final ArchRule LAYERS_POINT_ONE_WAY = layeredArchitecture()
      .consideringOnlyDependenciesInLayers()
      .layer("core")
      .definedBy("io.wgnetlink.net..", "io.wgnetlink.netlink..", "io.wgnetlink.wireguard..")
      .layer("route")
      .definedBy("io.wgnetlink.link..", "io.wgnetlink.route..", "io.wgnetlink.monitor..")
      .layer("failover")
      .definedBy("io.wgnetlink.failover..")
      .layer("samples")
      .definedBy("io.wgnetlink.samples..")
      .whereLayer("samples")
      .mayNotBeAccessedByAnyLayer()
      .whereLayer("failover")
      .mayOnlyBeAccessedByLayers("samples")
      .whereLayer("route")
      .mayOnlyBeAccessedByLayers("failover", "samples");

  @ArchTest
  static final ArchRule FEATURES_ARE_FREE_OF_CYCLES =
      slices().matching("io.wgnetlink.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule FAILOVER_PARTS_DEPEND_ON_THE_MODEL_ONLY = slices()
      .matching("io.wgnetlink.failover.(*)..")
      .should()
      .notDependOnEachOther()
      .ignoreDependency(
          resideInAPackage("io.wgnetlink.failover.."),
          resideInAPackage("io.wgnetlink.failover.model.."));

  @ArchTest
  static final ArchRule ONE_PACKAGE_KNOWS_JNA = noClasses()
      .that()
      .resideOutsideOfPackage("io.wgnetlink.netlink.internal.libc")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule ONE_PACKAGE_KNOWS_NETTY = noClasses()
      .that()
      .resideOutsideOfPackage("io.wgnetlink.netlink.internal.epoll")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule NOTHING_STARTS_A_PROCESS = noClasses()
      .should()
      .dependOnClassesThat()
      .haveFullyQualifiedName(ProcessBuilder.class.getName())
      .orShould()
      .callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec"))));

  @ArchTest
  static final ArchRule LIBRARIES_PRINT_NOTHING = noClasses()
      .that()
      .resideOutsideOfPackage("io.wgnetlink.samples..")
      .should()
      .accessField(System.class, "out")
      .orShould()
      .accessField(System.class, "err");

  @ArchTest
  static final ArchRule PACKAGES_ARE_NULL_MARKED =
      classes().that(simpleName("package-info")).should().beAnnotatedWith(NullMarked.class);

  @ArchTest
  static final ArchRule NO_UTIL_HELPER_MANAGER = noClasses()
      .that(not(simpleName("package-info")))
      .should()
      .haveSimpleNameEndingWith("Util")
      .orShould()
      .haveSimpleNameEndingWith("Utils")
      .orShould()
      .haveSimpleNameEndingWith("Helper")
      .orShould()
      .haveSimpleNameEndingWith("Manager");
}
