package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.host.LoopMount;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few rounds of {@link CrashRun}, which the check {@code rocksdb-crash} runs in full. */
final class CrashTest {

  private static final long SEED = 20_261_126;

  @TempDir Path place;

  @Test
  @Tag("fault-69")
  void kill_whileItWrites_losesNothingAcknowledged() throws Exception {
    CrashRun run = new CrashRun(place.resolve("database"), SEED);
    run.kill("synced");
    run.kill("synced");
    assertThat(run.promised).hasSizeGreaterThan(100);
    assertThat(run.lost).isZero();
  }

  @Test
  void kill_ofAWriterThatDoesNotSync_isNoticed() throws Exception {
    CrashRun run = new CrashRun(place.resolve("database"), SEED);
    run.kill("sabotaged");
    assertThat(run.lost).isPositive();
  }

  @Test
  @Tag("machine")
  @Tag("fault-69")
  void powerLoss_whileItWrites_losesNothingAcknowledged() throws Exception {
    try (LoopMount mount = LoopMount.create(place, "ext4")) {
      CrashRun run = new CrashRun(mount.place().resolve("database"), SEED);
      run.cutPower(mount, "synced");
      assertThat(run.lost).isZero();
      CrashRun control = new CrashRun(mount.place().resolve("control"), SEED);
      control.cutPower(mount, "unsynced");
      assertThat(control.lost).as("without syncs").isPositive();
    }
  }
}
