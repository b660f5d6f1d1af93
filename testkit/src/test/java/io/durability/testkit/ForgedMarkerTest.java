package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.errors.CorruptException;
import io.durability.storage.Condition;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A marker whose checksums are right, and that no writer has written. */
final class ForgedMarkerTest extends LogFixture {

  private static final LogOptions OPTIONS =
      LogOptions.builder().checkpointsKept(2).idleWatermark(Duration.ZERO).build();

  @Override
  protected MemoryDirectory open() {
    return new MemoryDirectory();
  }

  /** No header could name such checkpoints, so a claim would have nothing to write. */
  @Test
  void marker_ofAnOlderCheckpointThanTheOneBefore_isCorrupt() throws Exception {
    try (Log<String> log = openLog(OPTIONS)) {
      add(log, "a");
      publish(log);
      add(log, "b");
      publish(log);
    }
    List<String> segments = segments();
    String last = segments.get(segments.size() - 2);
    byte[] forged = read(last);
    LogBytes.Header header = LogBytes.header(forged).orElseThrow();
    LogBytes.Frame marker =
        LogBytes.frames(forged, header, forged.length, true).stream()
            .filter(frame -> frame.kind() == LogBytes.MARKER)
            .findFirst()
            .orElseThrow();
    LogBytes.buffer(forged).putLong(marker.offset() + LogBytes.FRAME_HEADER, 0);
    Seals.segment(forged);
    // As after a crash between the marker and the next segment.
    dir.delete(List.of(name(segments.get(segments.size() - 1))));
    dir.write(name(last), buffer(forged), Condition.none());
    assertThatThrownBy(() -> recovery().latest())
        .isInstanceOf(CorruptException.class)
        .hasMessageContainingAll("marker names an older checkpoint", "last id > 1", "found=0");
    assertThatThrownBy(() -> openLog(OPTIONS)).isInstanceOf(CorruptException.class);
    assertThat(segments()).doesNotContain(segments.get(segments.size() - 1));
  }
}
