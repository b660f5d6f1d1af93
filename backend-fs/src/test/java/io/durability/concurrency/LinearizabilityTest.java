package io.durability.concurrency;

import io.durability.internal.log.GroupCommitOperations;
import io.durability.testkit.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operations of several threads come out as if they had been done one after the other. */
final class LinearizabilityTest {

  private static final Path FIGURE = Path.of("target", "figures", "linearizability.txt");
  private static final int SCENARIOS = Effort.times(3, 30);
  private static final int RUNS = 100;

  @Test
  @Tag("fault-74")
  void groupCommit_ofManyThreads_isLinearizable() throws Exception {
    new Linearizability(SCENARIOS, RUNS).checkAlone(GroupCommitOperations.class);
  }

  @Test
  @Tag("fault-74")
  void log_appendSyncPublishClose_ofManyThreads_isLinearizable() throws Exception {
    new Linearizability(SCENARIOS, RUNS).checkAlone(LogOperations.class);
  }

  @AfterAll
  static void report() throws IOException {
    Files.createDirectories(FIGURE.getParent());
    Files.writeString(
        FIGURE,
        String.format(
            Locale.ROOT, "2 classes with %,d scenarios × %,d runs each%n", SCENARIOS, RUNS));
  }
}
