package io.durability.rocksdb;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.storage.Directory;
import io.durability.testkit.EntryLog;
import io.durability.testkit.WriteBackDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A process that appends from several threads and publishes now and then until it is killed, and
 * prints each entry when, and only when, it is acknowledged. Arguments: folder, and how syncs are
 * done: {@code synced}, {@code unsynced} (RocksDB is not asked to) or {@code sabotaged} (RocksDB
 * gets nothing before a close).
 */
final class CrashWriter {

  private static final int APPENDERS = 3;
  private static final int PUBLISH_EVERY = 200;
  private static final long SEGMENT_BYTES = 1 << 16;
  static final int PADDING_MAX = 3_000;

  /** More than a writer writes before its power is cut. */
  private static final int UNSYNCED_BYTES = 512 << 20;

  private final Log<String> log;
  private final SortedMap<Long, String> state;

  private CrashWriter(Recovered<SortedMap<Long, String>, String> recovered) throws IOException {
    log = recovered.claim(LogOptions.builder().segmentBytes(SEGMENT_BYTES).build());
    state = recovered.state();
  }

  public static void main(String[] arguments) throws IOException {
    boolean synced = !arguments[1].equals("unsynced");
    // A buffer that is full is synced by RocksDB itself: one that never is shows what nobody syncs.
    RocksOptions options =
        synced
            ? new RocksOptions("log", RocksOptions.WRITE_BUFFER_BYTES_MIN, 1 << 20, true)
            : new RocksOptions("log", UNSYNCED_BYTES, UNSYNCED_BYTES, true).unsynced();
    Directory directory = RocksDirectory.open(Path.of(arguments[0]), options);
    if (arguments[1].equals("sabotaged")) {
      directory = WriteBackDirectory.sabotaged(directory);
    }
    CrashWriter writer = new CrashWriter(EntryLog.recover(directory));
    for (int i = 0; i < APPENDERS; i++) {
      String name = ProcessHandle.current().pid() + "-" + i + "-";
      new Thread(() -> writer.append(name)).start();
    }
  }

  private void append(String name) {
    PrintStream out = System.out;
    try {
      for (int i = 0; ; i++) {
        String entry = name + i + "-" + "x".repeat(i * 37 % PADDING_MAX);
        Ack ack;
        synchronized (state) {
          ack = log.append(entry);
          state.put(ack.id(), entry);
        }
        long id = ack.await();
        synchronized (out) {
          out.println(id + " " + entry);
        }
        if (id % PUBLISH_EVERY == 0) {
          publish();
        }
      }
    } catch (IOException e) {
      // The end of the machine, as this process sees it: it waits to be killed.
      return;
    }
  }

  private void publish() throws IOException {
    SortedMap<Long, String> copy;
    synchronized (state) {
      copy = new TreeMap<>(state);
      log.sync();
    }
    try {
      Publisher.of(EntryLog.STATES).publish(log, copy, copy.lastKey());
    } catch (IllegalArgumentException e) {
      // Another thread was quicker with a later state.
      return;
    }
  }
}
