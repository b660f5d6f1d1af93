package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.PublishResult;
import io.durability.Recovered;
import io.durability.errors.CorruptException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What publishes keep, and for how long: P4. */
abstract class LogRetentionClauses extends LogPublishClauses {

  @Test
  @Tag("P4")
  void publish_keepingOne_truncatesAtOnce() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).build());
    addMany(log, 50, 300);
    assertThat(publish(log).segmentsDeleted()).isPositive();
    add(log, "b");
    publish(log);
    assertThat(checkpoints()).hasSize(1);
    assertRecovered();
    damage(checkpoints().get(0));
    assertThatThrownBy(this::recover).isInstanceOf(CorruptException.class);
  }

  @Test
  @Tag("P4")
  void publish_keepingThree_eachButOneMayBeLost() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(3).build());
    for (int i = 0; i < 3; i++) {
      addMany(log, 30, 300);
      assertThat(publish(log).segmentsDeleted() > 0).isEqualTo(i == 2);
    }
    addMany(log, 30, 300);
    publish(log);
    assertThat(checkpoints()).hasSize(3);
    damage(checkpoints().get(2));
    dir.delete(List.of(name(checkpoints().get(1))));
    Recovered<List<String>, String> recovered = recovery().latest();
    assertThat(recovered.state()).isEqualTo(model());
    assertThat(recovered.checkpointsSkipped()).hasSize(2);
  }

  @Test
  @Tag("P4")
  void publish_keptCheckpointDamaged_deletesNothingInItsPlace() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 30, 300);
    String first = publish(log).checkpoint().value();
    log.close();
    reopen();
    damage(first);
    log = openLog(small().build());
    addMany(log, 30, 300);
    PublishResult second = publish(log);
    assertThat(second.segmentsDeleted()).as("only one undamaged checkpoint exists").isZero();
    damage(second.checkpoint().value());
    assertThat(recover()).as("from the log's beginning").isEqualTo(model());
  }

  @Test
  @Tag("P4")
  void open_keepingFewerThanBefore_goesOn() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(3).build());
    for (int i = 0; i < 4; i++) {
      addMany(log, 20, 300);
      publish(log);
    }
    log.close();
    log = openLog(small().checkpointsKept(1).build());
    assertRecovered();
    addMany(log, 20, 300);
    publish(log);
    assertThat(checkpoints()).hasSize(1);
    log.close();
    log = openLog(small().checkpointsKept(2).build());
    addMany(log, 20, 300);
    assertThat(publish(log).lastId()).isEqualTo(log.lastId() - 1);
    assertThat(checkpoints()).hasSize(2);
    assertRecovered();
  }

  @Test
  @Tag("P4")
  void publish_manyTimes_keepsTheFilesFew() throws Exception {
    Log<String> log = openLog(small().build());
    for (int i = 0; i < 20; i++) {
      addMany(log, 20, 300);
      publish(log);
      if (i % 5 == 4) {
        log.close();
        reopen();
        log = openLog(small().build());
      }
      assertThat(checkpoints()).hasSize(Math.min(i + 1, 2));
    }
    assertThat(segments()).hasSizeLessThan(50);
    assertThat(dir.list("frontier/")).hasSize(1);
    assertRecovered();
  }
}
