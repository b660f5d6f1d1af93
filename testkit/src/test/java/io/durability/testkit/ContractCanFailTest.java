package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Each case of the contract fails on some directory that breaks it, each broken directory is caught
 * by some case, and directories that use every freedom of the contract pass.
 */
final class ContractCanFailTest {

  private static final Path REPORT = Path.of("target", "contract", "able-to-fail.txt");

  private static final List<Method> CASES = cases();

  private final Launcher launcher = LauncherFactory.create();

  /** What became of the cases that were run. */
  private record Outcome(Set<String> cases, Map<String, Throwable> failed, List<String> skipped) {}

  @AfterEach
  void healthyAgain() {
    BrokenContract.defect = HealthyDirectories.memory();
  }

  /** The cases, found once: JUnit takes longer to look for them than to run those of a clause. */
  private static List<Method> cases() {
    return ReflectionSupport.findMethods(
        BrokenContract.class,
        method -> AnnotationSupport.isAnnotated(method, Testable.class),
        HierarchyTraversalMode.TOP_DOWN);
  }

  private static boolean isOf(Set<String> clauses, Method method) {
    return clauses.isEmpty()
        || AnnotationSupport.findRepeatableAnnotations(method, Tag.class).stream()
            .anyMatch(tag -> clauses.contains(tag.value()));
  }

  private Outcome run(Defect defect) {
    BrokenContract.defect = defect;
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                CASES.stream()
                    .filter(method -> isOf(defect.clauses(), method))
                    .map(method -> selectMethod(BrokenContract.class, method))
                    .toList())
            .build();
    Outcome outcome = new Outcome(new TreeSet<>(), new TreeMap<>(), new ArrayList<>());
    launcher.execute(
        request,
        new TestExecutionListener() {
          @Override
          public void executionSkipped(TestIdentifier test, String reason) {
            outcome.skipped().add(test.getDisplayName());
          }

          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            // A defect may leave the status set; the next case must not inherit it.
            boolean ignored = Thread.interrupted();
            test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName())
                .ifPresent(
                    name -> {
                      outcome.cases().add(name);
                      result.getThrowable().ifPresent(e -> outcome.failed().put(name, e));
                      if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                        outcome.skipped().add(name + (ignored ? " (interrupted)" : ""));
                      }
                    });
          }
        });
    return outcome;
  }

  @Test
  void everyFreedomOfTheContractIsAccepted() {
    for (Defect healthy : HealthyDirectories.all()) {
      Outcome outcome = run(healthy);
      assertThat(outcome.failed()).as(healthy.name()).isEmpty();
      assertThat(outcome.skipped()).as(healthy.name()).isEmpty();
      assertThat(outcome.cases()).as(healthy.name()).hasSizeGreaterThanOrEqualTo(70);
    }
  }

  @Test
  void everyCaseFailsOnSomeBrokenDirectory_andEveryBrokenDirectoryIsCaught() throws Exception {
    Set<String> all = run(HealthyDirectories.memory()).cases();
    Map<String, String> caught = new TreeMap<>();
    Map<String, Integer> caughtWith = new TreeMap<>();
    List<String> uncaught = new ArrayList<>();
    for (Defect defect : BrokenDirectories.all()) {
      Set<String> failed = run(defect).failed().keySet();
      if (failed.isEmpty()) {
        uncaught.add(defect.name());
      }
      for (String name : failed) {
        // Of the mistakes that a case catches, the one that fewest others catch tells most of it.
        if (failed.size() < caughtWith.getOrDefault(name, Integer.MAX_VALUE)) {
          caughtWith.put(name, failed.size());
          caught.put(name, defect.name());
        }
      }
    }
    List<String> report = new ArrayList<>();
    caught.forEach((name, defect) -> report.add(name + "\t" + defect));
    report.add("shown able to fail: " + caught.size() + " of " + all.size());
    Files.createDirectories(REPORT.getParent());
    Files.write(REPORT, report, StandardCharsets.UTF_8);

    assertThat(uncaught).as("broken directories that no case caught").isEmpty();
    Set<String> unshown = new TreeSet<>(all);
    unshown.removeAll(caught.keySet());
    assertThat(unshown).as("cases that no broken directory made fail").isEmpty();
  }

  @Test
  void everyClauseHasCases() {
    TreeSet<String> tags = new TreeSet<>();
    launcher
        .discover(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(BrokenContract.class))
                .build())
        .accept(
            new org.junit.platform.launcher.TestPlan.Visitor() {
              @Override
              public void visit(TestIdentifier test) {
                test.getTags().forEach(tag -> tags.add(tag.getName()));
              }
            });
    Set<String> expected = new TreeSet<>();
    for (int i = 1; i <= 20; i++) {
      expected.add("D" + i);
    }
    assertThat(tags).isEqualTo(expected);
  }
}
