package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogFrame;
import io.durability.LogInspection;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.Recovered;
import io.durability.errors.CorruptException;
import io.durability.errors.TruncatedException;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recovery of a state as it was, and what recovery tells on its way. */
final class RecoveryUpToTest extends LogFixture {

  @Override
  protected Directory open() {
    return new MemoryDirectory();
  }

  private List<String> entriesUpTo(long id) {
    return model().stream()
        .filter(line -> Long.parseLong(line.substring(0, line.indexOf('='))) <= id)
        .toList();
  }

  @Test
  void upTo_eachId_isExactlyThePrefix() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(16).build());
    for (int round = 0; round < 4; round++) {
      addMany(log, 20, 200);
      publish(log);
    }
    var files = files();
    for (long id = 0; id <= log.lastId() + 2; id++) {
      Recovered<List<String>, String> recovered = recovery().upTo(id);
      assertThat(recovered.state()).as("up to %s", id).isEqualTo(entriesUpTo(id));
      assertThat(recovered.lastId()).isEqualTo(Math.min(id, log.lastId()));
      assertThat(recovered.checkpointLastId()).isLessThanOrEqualTo(id);
      assertThatThrownBy(() -> recovered.claim(LogOptions.defaults()))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> recovered.claimLazily(LogOptions.defaults()))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(files()).as("nothing changed").isEqualTo(files);
    assertThatThrownBy(() -> recovery().upTo(-1)).isInstanceOf(IllegalArgumentException.class);
    log.append("the writer goes on").await();
  }

  @Test
  void upTo_usesTheNewestCheckpointThatIsNotBeyond() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(3).build());
    addMany(log, 10, 200);
    publish(log);
    addMany(log, 10, 200);
    publish(log);
    assertThat(recovery().upTo(9).checkpointLastId()).isZero();
    assertThat(recovery().upTo(10).checkpointLastId()).isEqualTo(10);
    assertThat(recovery().upTo(10).entriesApplied()).isZero();
    assertThat(recovery().upTo(20).checkpointLastId()).isEqualTo(10);
    assertThat(recovery().upTo(21).checkpointLastId()).isEqualTo(21);
  }

  @Test
  void upTo_whereTheLogNoLongerReachesBack_isTruncated_neverAHole() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).build());
    addMany(log, 50, 300);
    publish(log);
    addMany(log, 50, 300);
    publish(log);
    long checkpoint = recovery().latest().checkpointLastId();
    for (long id = 1; id < checkpoint; id++) {
      long at = id;
      assertThatThrownBy(() -> recovery().upTo(at)).isInstanceOf(TruncatedException.class);
    }
    assertThat(recovery().upTo(0).state()).isEmpty();
    assertThat(recovery().upTo(checkpoint).state()).isEqualTo(model());
  }

  @Test
  void progress_rises_andEndsWithTheLastId() throws Exception {
    Log<String> log = openLog(LogOptions.builder().batchBytesMax(64 << 20).build());
    addMany(log, 2500, 3);
    publish(log);
    List<Long> told = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    var recovery =
        recovery()
            .onProgress(
                (id, lastId) -> {
                  told.add(id);
                  ends.add(lastId);
                });
    recovery.upTo(2200);
    assertThat(told).containsExactly(1024L, 2048L, 2200L);
    assertThat(ends).containsOnly(2200L);
    told.clear();
    recovery.latest();
    assertThat(told).as("from the checkpoint over the marker").containsExactly(2501L);
    told.clear();
    add(log, "a");
    recovery.latest();
    assertThat(told).containsExactly(2502L);
    told.clear();
    recovery.upTo(0);
    assertThat(told).isEmpty();
  }

  @Test
  @Tag("P9")
  void upTo_beforeADamageOfTheLastSegment_isRecovered_andAReaderComesUpToThere() throws Exception {
    Log<String> log = openLog();
    addMany(log, 10, 100);
    log.close();
    List<LogFrame> frames = new ArrayList<>();
    LogInspection.of(dir).frames(1, frames::add);
    String segment = segments().get(0);
    byte[] bytes = read(segment);
    bytes[(int) frames.get(8).offset() + 40] ^= 1;
    put(segment, bytes);
    assertThat(recovery().upTo(8).state()).isEqualTo(entriesUpTo(8));
    assertThatThrownBy(() -> recovery().upTo(9)).isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> recovery().latest()).isInstanceOf(CorruptException.class);
    List<Long> found = new ArrayList<>();
    try (LogReader<String> reader = LogReader.open(dir, Codecs.utf8(), 1)) {
      for (int call = 0; call < 2; call++) {
        assertThatThrownBy(
                () -> {
                  while (reader.next()) {
                    found.add(reader.id());
                  }
                })
            .isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> reader.next(Duration.ZERO)).isInstanceOf(CorruptException.class);
      }
    }
    assertThat(found).startsWith(1L, 2L, 3L, 4L, 5L, 6L, 7L).doesNotHaveDuplicates();
  }
}
