package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.APPENDER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.errors.DurabilityException;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which checkpoints a claim deletes, and which it must not. */
final class OrphanCheckpointTest extends LogFixture {

  private final FaultDirectory faults = new FaultDirectory(new MemoryDirectory());

  @Override
  protected FaultDirectory open() {
    return faults;
  }

  private static LogOptions kept(int count) {
    return LogOptions.builder()
        .segmentBytes(4096)
        .checkpointsKept(count)
        .idleWatermark(Duration.ZERO)
        .build();
  }

  @Test
  @Tag("fault-89")
  void orphan_isSweptByTheNextClaim_theCommittedStay() throws Exception {
    Log<String> log = openLog(kept(2));
    addMany(log, 20, 200);
    publish(log);
    addMany(log, 20, 200);
    publish(log);
    List<String> committed = checkpoints();
    add(log, "a");
    faults.failOnce(When.on(APPENDER_WRITE).under("wal/"), Fault.Mode.BEFORE);
    assertThatThrownBy(() -> publish(log)).isInstanceOf(DurabilityException.class);
    faults.heal();
    assertThat(checkpoints()).as("the orphan").hasSize(3);
    assertThat(recover()).as("reading deletes nothing").isEqualTo(model());
    assertThat(checkpoints()).hasSize(3);
    openLog(kept(2));
    assertThat(checkpoints()).isEqualTo(committed);
    assertRecovered();
  }

  @Test
  void callerNamedAndForeign_areNeverSwept() throws Exception {
    Log<String> log = openLog(kept(1));
    addMany(log, 20, 200);
    PUBLISHER.publish(log, model(), log.durableId(), name("checkpoints/mine"));
    put("checkpoints/notes.txt", bytes(10, 1));
    put("checkpoints/00000000000000000001-short.ckpt", bytes(10, 2));
    addMany(log, 20, 200);
    publish(log);
    add(log, "a");
    publish(log);
    List<String> before = checkpoints();
    assertThat(before)
        .contains("checkpoints/mine", "checkpoints/notes.txt")
        .contains("checkpoints/00000000000000000001-short.ckpt");
    openLog(kept(1));
    openLog(kept(3));
    assertThat(checkpoints()).isEqualTo(before);
    assertRecovered();
  }

  @Test
  void claimThatKeepsFewer_doesNotDeleteTheOneThatRecoveryNeeds() throws Exception {
    Log<String> log = openLog(kept(2));
    for (int i = 0; i < 3; i++) {
      addMany(log, 20, 300);
      publish(log);
    }
    add(log, "a");
    log.close();
    List<String> two = checkpoints();
    assertThat(two).hasSize(2);
    damage(two.get(1));
    Recovered<List<String>, String> recovered = recovery().latest();
    assertThat(recovered.state()).isEqualTo(model());
    assertThat(recovered.checkpointsSkipped()).hasSize(1);
    Log<String> next = opened(recovered.claim(kept(1)));
    assertThat(recover()).as("the older one is all there is").isEqualTo(model());
    add(next, "b");
    addMany(next, 30, 300);
    assertThat(recover()).isEqualTo(model());
    publish(next);
    assertThat(checkpoints()).as("now one is enough").hasSize(1);
    assertRecovered();
  }
}
