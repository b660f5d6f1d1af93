package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * How an application keeps its own keys in step with a log in the same database: the log is the
 * truth, and each batch of keys says up to which entry they go. See decision 0006.
 */
final class AppliedIdTest {

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static long applied(OpenedDatabase opened) throws RocksDBException {
    String id = opened.get("applied");
    return id.isEmpty() ? 0 : Long.parseLong(id);
  }

  /** The keys and how far they go, in one batch: either both are there or neither. */
  private static void apply(OpenedDatabase opened, long id, String entry) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch();
        WriteOptions unsynced = new WriteOptions()) {
      long sum = Long.parseLong("0" + opened.get("sum")) + Long.parseLong(entry);
      batch.put(bytes("sum"), bytes(Long.toString(sum)));
      batch.put(bytes("applied"), bytes(Long.toString(id)));
      opened.database.write(unsynced, batch);
    }
  }

  private static void catchUp(OpenedDatabase opened, RocksDirectory directory)
      throws IOException, RocksDBException {
    try (LogReader<String> reader =
        LogReader.open(directory, Codecs.utf8(), applied(opened) + 1, Extent.WRITTEN)) {
      while (reader.next()) {
        apply(opened, reader.id(), reader.entry());
      }
    }
  }

  @Test
  void keysBehindTheLog_catchUp_eachEntryOnce() throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place);
        RocksDirectory directory = RocksDirectory.on(opened.database, opened.family);
        Log<String> log = EntryLog.open(directory)) {
      for (int i = 1; i <= 10; i++) {
        long id = log.appendDurable(Integer.toString(i));
        // A crash comes between the seventh entry's keys and those of the eighth.
        if (i <= 7) {
          apply(opened, id, Integer.toString(i));
        }
      }
    }
    try (OpenedDatabase opened = new OpenedDatabase(place);
        RocksDirectory directory = RocksDirectory.on(opened.database, opened.family)) {
      assertThat(opened.get("sum")).isEqualTo("28");
      catchUp(opened, directory);
      catchUp(opened, directory);
      assertThat(opened.get("sum")).isEqualTo("55");
      assertThat(applied(opened)).isEqualTo(10);
    }
  }
}
