package org.longstride.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between packages. */
@AnalyzeClasses(
    packages = "org.longstride",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class WallsTest {

  private static final String JOB = "org.longstride.job.";

  @ArchTest
  static final ArchRule kernelsNeverSeeSparkNorTheJob =
      noClasses()
          .that()
          .resideInAPackage("org.longstride.kernels..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "org.longstride.job..");

  @ArchTest
  static final ArchRule modelsTextAndScoringNeverSeeSpark =
      noClasses()
          .that()
          .resideInAnyPackage(JOB + "model..", JOB + "text..", JOB + "scoring..", JOB + "dl4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

  /** Who may see whom: only those that are named, and so nobody ever looks back. */
  @ArchTest
  static final ArchRule dataFlowsDownAndNeverBack =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.longstride..")
          .layer("cli")
          .definedBy(JOB + "cli..")
          .layer("report")
          .definedBy(JOB + "report..")
          .layer("run")
          .definedBy(JOB + "run..")
          .layer("corpus")
          .definedBy(JOB + "corpus..")
          .layer("scoring")
          .definedBy(JOB + "scoring..")
          .layer("model")
          .definedBy(JOB + "model..")
          .layer("text")
          .definedBy(JOB + "text..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("cli", "report")
          .whereLayer("corpus")
          .mayOnlyBeAccessedByLayers("cli", "run")
          .whereLayer("scoring")
          .mayOnlyBeAccessedByLayers("report", "run", "corpus");
}
