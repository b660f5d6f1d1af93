package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.PrefixDirectory;
import io.durability.testkit.LongState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two logs side by side in one directory: what one does leaves the other's files as they are. */
final class TwoLogsTest {

  private static final LogOptions SMALL =
      LogOptions.builder()
          .segmentBytes(16 << 10)
          .checkpointsKept(1)
          .idleWatermark(Duration.ZERO)
          .build();

  @TempDir Path root;

  private Directory open(String kind) throws IOException {
    return kind.equals("file") ? FsDirectory.open(root.resolve("shop")) : new MemoryDirectory();
  }

  private static Recovered<Long, String> recover(Directory folder) throws IOException {
    return Recovery.<Long, String>of(
            folder, LongState.CODEC, Codecs.utf8(), () -> 0L, (count, id, entry) -> count + 1)
        .latest();
  }

  private static Map<String, ByteBuffer> contents(Directory folder) throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    for (FileInfo file : folder.list("")) {
      try (FileReader reader = folder.open(file.name())) {
        ByteBuffer content = ByteBuffer.allocate((int) reader.size());
        reader.read(0, content);
        contents.put(file.name().value(), content.flip());
      }
    }
    return contents;
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void publishTruncationAndTakeover_ofOne_leaveTheOtherAlone(String kind) throws Exception {
    try (Directory shop = open(kind);
        PrefixDirectory orders = PrefixDirectory.of(shop, "orders");
        PrefixDirectory order = PrefixDirectory.of(shop, "order")) {
      Log<String> other = recover(order).claim(SMALL);
      for (int i = 0; i < 50; i++) {
        other.append("other " + i);
      }
      other.sync();
      Publisher.of(LongState.CODEC).publish(other, 50L, other.lastId());
      other.appendDurable("one behind the checkpoint");
      Map<String, ByteBuffer> before = contents(order);

      int deleted = 0;
      long count = 0;
      Log<String> busy = recover(orders).claim(SMALL);
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 300; i++) {
          busy.append("x".repeat(200));
          count++;
        }
        busy.sync();
        PublishResult result = Publisher.of(LongState.CODEC).publish(busy, count, busy.lastId());
        assertThat(result.deletionFailure()).isEmpty();
        deleted += result.segmentsDeleted();
      }
      assertThat(deleted).isPositive();
      try (Log<String> successor = recover(orders).claim(SMALL)) {
        Log<String> earlier = busy;
        assertThatThrownBy(() -> earlier.appendDurable("late"))
            .isInstanceOf(SupersededException.class);
        successor.appendDurable("mine");
        count++;
      }

      assertThat(contents(order)).isEqualTo(before);
      assertThat(other.appendDurable("still the writer")).isEqualTo(53);
      other.close();
      assertThat(recover(order).state()).isEqualTo(52);
      assertThat(recover(orders).state()).isEqualTo(count);
      assertThat(shop.list("").stream().map(file -> file.name().value()))
          .allMatch(name -> name.startsWith("order/") || name.startsWith("orders/"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void manyLogs_openedAndClosedOneByOne_leaveTheDirectoryOpen(String kind) throws Exception {
    try (Directory shop = open(kind)) {
      for (int i = 0; i < 100; i++) {
        try (PrefixDirectory folder = PrefixDirectory.of(shop, "log-" + i);
            Log<String> log = Log.open(folder, Codecs.utf8(), SMALL)) {
          log.append("entry of " + i);
        }
      }
      for (int i = 0; i < 100; i++) {
        assertThat(recover(PrefixDirectory.of(shop, "log-" + i)).state()).isEqualTo(1);
      }
    }
  }
}
