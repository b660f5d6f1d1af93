package io.durability.testkit;

import static io.durability.testkit.Fuzzed.require;

import io.durability.Codecs;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.RecordLog;
import io.durability.RecordReader;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fuzzes the file of a record log: the records that are read stand in it, one after the other, and
 * a writer goes on behind the last.
 */
public final class FuzzRecordLog {

  static final String LOG = "log";
  static final FileName FILE = FileName.of(LOG + "/" + Specimen.segmentFile(1));

  static final LogOptions OPTIONS =
      LogOptions.builder().idleWatermark(Duration.ZERO).entropy(new SplittableRandom(1)).build();

  private static final int FRAME_KIND_AT = 20;

  private FuzzRecordLog() {}

  /** Takes any bytes. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    byte[] file = Fuzzed.content(data);
    if (Fuzzed.sealed(data)) {
      Seals.segment(file);
    }
    AtomicReference<List<byte[]>> read = new AtomicReference<>();
    Directory directory =
        new CaseDirectory(new TreeMap<>(Map.of(FILE.value(), file)), Specimens.OBJECTS);
    boolean accepted =
        Fuzzed.accepts(file.length, DurabilityException.class, () -> read.set(read(directory)));
    if (!accepted) {
      return;
    }
    List<byte[]> records = read.get();
    check(file, records);
    MemoryDirectory copy = new MemoryDirectory();
    copy.write(FILE, ByteBuffer.wrap(file), Condition.none());
    byte[] added = {1, 2, 3};
    try (RecordLog<byte[]> log = RecordLog.open(copy, LOG, Codecs.bytes(), OPTIONS)) {
      log.appendDurable(added);
    } catch (CorruptException e) {
      // Who reads records passes over markers; who writes reads them, and this one names nothing.
      require(isMarker(file, e.location()), "it is read and not opened: " + e.getMessage());
      return;
    }
    records.add(added);
    List<byte[]> again = read(copy);
    require(again.size() == records.size(), again.size() + " records, then " + records.size());
    for (int i = 0; i < again.size(); i++) {
      require(Arrays.equals(again.get(i), records.get(i)), "another record " + i);
    }
  }

  private static List<byte[]> read(Directory directory) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (RecordReader<byte[]> reader =
        RecordReader.open(directory, LOG, Codecs.bytes(), 1, LogReader.Extent.WRITTEN)) {
      while (reader.next()) {
        records.add(reader.record());
      }
    }
    return records;
  }

  private static boolean isMarker(byte[] file, Location place) {
    int kindAt = (int) place.offset() + FRAME_KIND_AT;
    return place.offset() >= 0 && kindAt < file.length && file[kindAt] == LogBytes.MARKER;
  }

  /** Compares with a plain reading of the file. */
  private static void check(byte[] file, List<byte[]> records) {
    if (records.isEmpty()) {
      return;
    }
    LogBytes.Header header = LogBytes.header(file).orElseThrow();
    List<LogBytes.Frame> frames = LogBytes.frames(file, header, file.length, true);
    int entries = 0;
    long id = 0;
    for (LogBytes.Frame frame : frames) {
      if (frame.kind() == LogBytes.WATERMARK) {
        continue;
      }
      require(frame.id() == ++id, "id " + frame.id() + " in the place of " + id);
      if (frame.kind() == LogBytes.ENTRY) {
        require(Arrays.equals(frame.payload(), records.get(entries)), "another record at " + id);
        entries++;
        if (entries == records.size()) {
          return;
        }
      }
    }
    require(false, records.size() + " records, of which " + entries + " are in the file");
  }
}
