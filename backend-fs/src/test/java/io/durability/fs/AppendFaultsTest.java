package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log whose append file meets an error of the disk is opened again and has what was acked. */
final class AppendFaultsTest extends FsFixture {

  private static final int SEGMENT_BYTES = 64 << 10;
  private static final StateCodec<String> STATE = StateCodec.of(Codecs.utf8());

  private Log<byte[]> open() throws Exception {
    LogOptions options =
        LogOptions.builder()
            .segmentBytes(SEGMENT_BYTES)
            .checkpointsKept(1)
            .idleWatermark(Duration.ZERO)
            .build();
    return Log.open(directory, Codecs.bytes(), options);
  }

  private Recovered<String, byte[]> recovered() throws Exception {
    return Recovery.of(
            directory, STATE, Codecs.bytes(), () -> "", (state, id, entry) -> state + entry[0])
        .latest();
  }

  /** Opens a log that has deleted a full segment and has not yet written into it again. */
  private Log<byte[]> withASpare() throws Exception {
    Log<byte[]> log = open();
    byte[] entry = new byte[4000];
    Arrays.fill(entry, (byte) 9);
    for (int i = 0; i < 20; i++) {
      log.appendDurable(entry);
    }
    Publisher.of(STATE).publish(log, "s", log.appendDurable(new byte[] {1}));
    assertThat(spares()).isPositive();
    return log;
  }

  private Path newest() throws IOException {
    try (Stream<Path> segments = Files.list(root.resolve("wal"))) {
      return segments.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private long spares() throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("~temp"))) {
      return entries.count();
    }
  }

  /** As after the death of the process, but for what a close removes and nobody needs. */
  private void assertRecoversAndGoesOn(String acked) throws Exception {
    files.hook(operation -> {});
    reopen();
    assertThat(recovered().state()).isEqualTo(acked);
    try (Log<byte[]> log = open()) {
      log.appendDurable(new byte[] {7});
    }
    reopen();
    Recovered<String, byte[]> found = recovered();
    assertThat(found.state()).isEqualTo(acked + "7");
    assertThat(found.bytesDropped()).isZero();
  }

  @Test
  @Tag("fault-3")
  void close_reservedSpaceNotGivenBack_losesNothing() throws Exception {
    Log<byte[]> log = open();
    log.appendDurable(new byte[] {1});
    log.appendDurable(new byte[] {2});
    CountDownLatch failed = files.failOn(operation -> operation.startsWith("truncate wal/"));
    assertThatThrownBy(log::close)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("reserved space not given back");
    await(failed);
    assertRecoversAndGoesOn("12");
  }

  @Test
  @Tag("fault-3")
  void seal_reservedSpaceNotGivenBack_losesNothing() throws Exception {
    Log<byte[]> earlier = open();
    earlier.appendDurable(new byte[] {1});
    earlier.appendDurable(new byte[] {2});
    CountDownLatch failed = new CountDownLatch(1);
    files.hook(
        operation -> {
          if (operation.startsWith("truncate wal/") && failed.getCount() > 0) {
            failed.countDown();
            throw new IOException("injected");
          }
        });
    try (Log<byte[]> later = open()) {
      await(failed);
      later.appendDurable(new byte[] {3});
      assertThatThrownBy(() -> earlier.appendDurable(new byte[] {4}))
          .isInstanceOf(SupersededException.class);
    }
    assertThatThrownBy(earlier::close).isInstanceOf(DurabilityException.class);
    assertRecoversAndGoesOn("123");
  }

  @Test
  @Tag("fault-3")
  void firstSyncIntoASpare_fails_leavesTheLogAsItWas() throws Exception {
    Log<byte[]> log = withASpare();
    CountDownLatch failed = files.failOn("force-all ~temp/*"::equals);
    String acked = appendUntilItFails(log);
    await(failed);
    assertThatThrownBy(log::close).isInstanceOf(PoisonedException.class);
    assertRecoversAndGoesOn(acked);
  }

  @Test
  @Tag("fault-5")
  void nameOfWhatWasASpare_notForced_isNoDamage() throws Exception {
    Log<byte[]> log = withASpare();
    boolean[] linked = {false};
    files.hook(
        operation -> {
          linked[0] |= operation.startsWith("link ~temp/* wal/");
          if (linked[0] && operation.equals("force-folder wal")) {
            throw new IOException("injected");
          }
        });
    String acked = appendUntilItFails(log);
    assertThat(linked[0]).isTrue();
    assertThat(Files.size(newest())).as("old bytes behind its header").isGreaterThan(2 * 4096L);
    assertThatThrownBy(log::close).isInstanceOf(PoisonedException.class);
    assertRecoversAndGoesOn(acked);
  }

  /** Appends until that fails, and returns what the state is then. */
  private static String appendUntilItFails(Log<byte[]> log) throws Exception {
    StringBuilder acked = new StringBuilder("s");
    try {
      for (int i = 0; i < 100; i++) {
        log.appendDurable(new byte[4000]);
        acked.append('0');
      }
      throw new AssertionError("all appends succeeded");
    } catch (DurabilityException e) {
      assertThat(e).hasStackTraceContaining("injected");
      return acked.toString();
    }
  }
}
