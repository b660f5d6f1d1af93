package io.durability.cli;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.StateCodec;
import io.durability.storage.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A small log with the same bytes each time: ids 1 to 21, of which 6, 12 and 18 are the markers of
 * three checkpoints, in four segments, none of them truncated yet.
 */
final class OrdersLog {

  static final long LAST_ID = 21;
  static final int SEGMENTS = 4;

  private static final int ENTRIES_BETWEEN_PUBLISHES = 5;
  private static final int PUBLISHES = 3;
  private static final int ENTRIES_AFTER = 3;

  private static final StateCodec<String> STATE =
      new StateCodec<>() {
        @Override
        public void write(String state, OutputStream target) throws IOException {
          target.write(state.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String read(InputStream source) throws IOException {
          return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
      };

  private OrdersLog() {}

  /** Options that make the same bytes each time. */
  static LogOptions options() {
    return LogOptions.builder()
        .checkpointsKept(4)
        .idleWatermark(Duration.ZERO)
        .entropy(new SplittableRandom(2023))
        .build();
  }

  /** Writes the log; it stays open. */
  static Log<String> write(Directory directory) throws IOException {
    Log<String> log = Log.open(directory, Codecs.utf8(), options());
    int number = 0;
    for (int publish = 0; publish < PUBLISHES; publish++) {
      for (int i = 0; i < ENTRIES_BETWEEN_PUBLISHES; i++) {
        log.appendDurable("order " + ++number);
      }
      Publisher.of(STATE).publish(log, "orders to " + number, log.lastId());
    }
    for (int i = 0; i < ENTRIES_AFTER; i++) {
      log.appendDurable("order " + ++number);
    }
    return log;
  }
}
