package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.durability.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract of an object store holds on a healthy one, and catches each broken one. */
final class ObjectStoreContractCanFailTest {

  private static final Path REPORT = Path.of("target", "contract", "object-store.txt");

  /** The contract on whatever store is set: run by the tests here only. */
  static final class OnBroken extends ObjectStoreContractTest {
    private static UnaryOperator<ObjectStore> mistake = UnaryOperator.identity();

    @Override
    protected ObjectStore open() {
      return mistake.apply(new MemoryObjectStore());
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(5);
    }
  }

  private record Outcome(Set<String> passed, Set<String> failed) {}

  private static Outcome run(UnaryOperator<ObjectStore> mistake) {
    OnBroken.mistake = mistake;
    Outcome outcome = new Outcome(new TreeSet<>(), new TreeSet<>());
    try {
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(OnBroken.class))
                  .build(),
              new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                  test.getSource()
                      .filter(MethodSource.class::isInstance)
                      .map(source -> ((MethodSource) source).getMethodName())
                      .ifPresent(
                          (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL
                                  ? outcome.passed()
                                  : outcome.failed())
                              ::add);
                }
              });
    } finally {
      OnBroken.mistake = UnaryOperator.identity();
    }
    return outcome;
  }

  @Test
  void everyBrokenStoreIsCaught_andTheHealthyOneIsNot() throws IOException {
    Outcome healthy = run(UnaryOperator.identity());
    assertThat(healthy.failed()).isEmpty();
    assertThat(healthy.passed()).hasSizeGreaterThanOrEqualTo(70);
    List<String> uncaught = new ArrayList<>();
    Set<String> able = new TreeSet<>();
    Map<String, UnaryOperator<ObjectStore>> all = BrokenObjectStores.all();
    all.forEach(
        (name, mistake) -> {
          Set<String> failed = run(mistake).failed();
          if (failed.isEmpty()) {
            uncaught.add(name);
          }
          able.addAll(failed);
        });
    Files.createDirectories(REPORT.getParent());
    Files.writeString(
        REPORT,
        "broken object stores caught: "
            + (all.size() - uncaught.size())
            + " of "
            + all.size()
            + "; cases shown able to fail: "
            + able.size()
            + " of "
            + healthy.passed().size()
            + System.lineSeparator());
    assertThat(uncaught).isEmpty();
  }
}
