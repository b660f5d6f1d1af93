package io.durability.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may import which, over all modules: this one sees them all. */
final class ArchitectureTest {
  private static final String API = "io.durability";
  private static final String SEGMENTS = "io.durability.segments..";
  private static final String STORAGE = "io.durability.storage..";
  private static final String ERRORS = "io.durability.errors..";
  private static final String OBJECT_STORE = "io.durability.objectstore..";
  private static final String INTERNAL = "io.durability.internal..";
  private static final String FORMAT = "io.durability.internal.format..";
  private static final String ENGINE = "io.durability.internal.log..";
  private static final String[] CORE = {API, SEGMENTS, STORAGE, ERRORS, OBJECT_STORE, INTERNAL};

  private static final String FS = "io.durability.fs..";
  private static final String ROCKSDB = "io.durability.rocksdb..";
  private static final String S3 = "io.durability.s3..";
  private static final String AZURE = "io.durability.azure..";

  private static final String TESTKIT = "io.durability.testkit..";
  private static final String EXAMPLES = "io.durability.examples..";
  private static final String CLI = "io.durability.cli..";

  private static final Set<String> SLEEP_WALL_CLOCK_OR_CHANCE =
      Set.of(
          "java.lang.Thread.sleep",
          "java.util.concurrent.TimeUnit.sleep",
          "java.lang.System.currentTimeMillis",
          "java.lang.Math.random",
          "java.util.concurrent.ThreadLocalRandom.current");

  /** Repeatable with a seed or a clock as argument, not without. */
  private static final Set<String> UNREPEATABLE_WITHOUT_ARGUMENT =
      Set.of(
          "java.time.Instant.now", "java.util.Random.<init>", "java.util.SplittableRandom.<init>");

  /** Every class of the project that a user could have on the class path. */
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.durability");

  // A rule about a package that is not there passes. This list holds those that are, so that a
  // renamed package does not slip out of its rules.
  @ParameterizedTest
  @ValueSource(strings = {SEGMENTS, STORAGE, ERRORS, FS, ROCKSDB, S3, TESTKIT, EXAMPLES, CLI})
  void rules_seeTheirPackages(String name) {
    assertThat(MAIN.that(resideInAnyPackage(name))).as(name).isNotEmpty();
  }

  @Test
  void errors_importNothing() {
    mayImport(ERRORS);
  }

  @Test
  void storage_importsErrors() {
    mayImport(STORAGE, ERRORS);
  }

  @Test
  void format_importsErrors() {
    mayImport(FORMAT, ERRORS);
  }

  @Test
  void engine_importsStorageFormatErrors() {
    mayImport(ENGINE, STORAGE, FORMAT, ERRORS);
  }

  @Test
  void objectStore_importsStorageFormatErrors() {
    mayImport(OBJECT_STORE, STORAGE, FORMAT, ERRORS);
  }

  @Test
  void segments_importApiStorageErrors() {
    mayImport(SEGMENTS, API, STORAGE, ERRORS);
  }

  @Test
  void api_importsTheLayersBelow() {
    mayImport(API, STORAGE, ERRORS, OBJECT_STORE, FORMAT, ENGINE);
  }

  @Test
  void backends_importStorageErrors_neverEachOther() {
    mayImport(FS, STORAGE, ERRORS);
    mayImport(ROCKSDB, STORAGE, ERRORS);
    mayImport(S3, STORAGE, ERRORS, OBJECT_STORE);
    mayImport(AZURE, STORAGE, ERRORS, OBJECT_STORE);
  }

  @Test
  void testkit_importsCore() {
    mayImport(TESTKIT, CORE);
  }

  @Test
  void core_importsTheJdkOnly() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat(
                not(
                    resideInAnyPackage(
                        "io.durability..", "java..", "jdk.jfr..", "org.jspecify.annotations..")))
            .because("core names no vendor and has no dependency at run time"));
  }

  @Test
  void programs_needNoTestLibrary() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(EXAMPLES, CLI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "org.assertj..")
            .because("the demo runs without them on the class path"));
  }

  @Test
  void packages_haveNoCycle() {
    check(slices().assignedFrom(new ByPackage()).should().beFreeOfCycles());
  }

  @Test
  void core_takesTimeAndChanceAsArguments() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .accessTargetWhere(
                describe("sleep, or read a wall clock or an unseeded source", this::unrepeatable))
            .because("a run must be repeatable from its seed, on a simulated clock"));
  }

  private boolean unrepeatable(JavaAccess<?> access) {
    String name = access.getTargetOwner().getName() + "." + access.getName();
    return SLEEP_WALL_CLOCK_OR_CHANCE.contains(name)
        || (UNREPEATABLE_WITHOUT_ARGUMENT.contains(name)
            && access.getTarget() instanceof CodeUnitAccessTarget target
            && target.getRawParameterTypes().isEmpty());
  }

  private static void mayImport(String packages, String... allowed) {
    String[] seen = Stream.concat(Stream.of(packages), Stream.of(allowed)).toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(packages)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.durability..").and(not(resideInAnyPackage(seen))))
            .as(packages + " imports only itself and " + String.join(", ", allowed)));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }

  /** One slice a package; sub-packages are not part of their parent. */
  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
