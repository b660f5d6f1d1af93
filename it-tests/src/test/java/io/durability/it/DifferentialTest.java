package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.LogDifferential;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is the same on every store: the same lives end with the same ids and states. */
final class DifferentialTest {

  private static final int SIMULATED_FULL = 5_000;
  private static final int REAL_FULL = 200;

  @TempDir Path folder;

  @Test
  @Tag("fault-76")
  void sameSteps_onLocalDisk_haveTheSameResults() throws Exception {
    check("fs", () -> new Differential.LocalDisk(folder), Counts.of(4, REAL_FULL));
  }

  @Test
  @Tag("fault-76")
  void sameSteps_inRocksDb_haveTheSameResults() throws Exception {
    check("rocksdb", () -> new Differential.RocksDb(folder), Counts.of(4, REAL_FULL));
  }

  @Test
  @Tag("fault-76")
  void sameSteps_onAnObjectStore_haveTheSameResults() throws Exception {
    check("objects", Differential.ObjectsInMemory::new, Counts.of(12, SIMULATED_FULL));
  }

  @Test
  @Tag("fault-76")
  void sameSteps_onASimulatedObjectStoreWithFaults_haveTheSameResults() throws Exception {
    check("simulated", Differential.Simulated::new, Counts.of(12, SIMULATED_FULL));
  }

  @Test
  void sameSteps_onTwoStores_haveTheSameResults() throws Exception {
    check("two-stores", () -> new Differential.TwoStores(folder), Counts.of(4, REAL_FULL));
  }

  private static void check(String name, Supplier<LogDifferential.Store> stores, int lives)
      throws Exception {
    assertThat(lives).isPositive();
    Differential.check(name, stores, lives);
  }
}
