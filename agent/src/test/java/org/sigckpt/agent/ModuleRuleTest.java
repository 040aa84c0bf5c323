package org.sigckpt.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/**
 * The rule between the modules: agent needs core, core needs the two leaves, and the leaves need
 * nothing but the JDK, because one of them is defined into the boot loader and the other runs
 * before anything else can be read.
 */
@AnalyzeClasses(packages = "org.sigckpt", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRuleTest {
  private static final String[] JDK = {"java..", "javax..", "jdk..", "sun..", "com.sun.."};

  @ArchTest
  static final ArchRule barrierNeedsTheJdkAlone =
      classes()
          .that()
          .resideInAnyPackage("org.sigckpt", "org.sigckpt.barrier")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(with("org.sigckpt", "org.sigckpt.barrier", "org.jspecify.."));

  @ArchTest
  static final ArchRule statefileNeedsTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("org.sigckpt.statefile")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(with("org.sigckpt.statefile", "org.jspecify.."));

  @ArchTest
  static final ArchRule nothingNeedsTheAgent =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.sigckpt.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.sigckpt.agent..");

  /** JDK internals have one place each: Unsafe's is JdkUnsafe, and its twins in the boot loader. */
  @ArchTest
  static final ArchRule unsafeIsReachedInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.sigckpt.internals", "org.sigckpt.barrier")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("sun.misc.Unsafe");

  private static String[] with(String... own) {
    String[] all = Arrays.copyOf(JDK, JDK.length + own.length);
    System.arraycopy(own, 0, all, JDK.length, own.length);
    return all;
  }
}
