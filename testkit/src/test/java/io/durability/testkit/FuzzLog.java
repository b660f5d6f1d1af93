package io.durability.testkit;

import static io.durability.testkit.Fuzzed.require;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogInspection;
import io.durability.LogReader;
import io.durability.Recovered;
import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fuzzes the folder of a log. The bytes are files one behind the other: length of the name (1),
 * name, length of the content (2), content. Whatever is read of it stands in it; if a state is
 * recovered a writer goes on behind it.
 */
public final class FuzzLog {

  private static final int FILES_MAX = 16;

  private FuzzLog() {}

  /** Takes any bytes. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    NavigableMap<String, byte[]> files = unpack(Fuzzed.content(data));
    if (Fuzzed.sealed(data)) {
      files.forEach(FuzzLog::seal);
    }
    CaseDirectory directory = new CaseDirectory(files, Specimens.OBJECTS);
    AtomicReference<Recovered<Fold, byte[]>> recovered = new AtomicReference<>();
    // A sealed checkpoint may hold anything: the codec of the state may refuse it.
    boolean state =
        Fuzzed.accepts(
            data.length, IOException.class, () -> recovered.set(Fold.recovery(directory).latest()));
    Fuzzed.accepts(data.length, IOException.class, () -> Fold.recovery(directory).upTo(3));
    NavigableMap<Long, byte[]> read = new TreeMap<>();
    for (LogReader.Extent extent : LogReader.Extent.values()) {
      Fuzzed.accepts(data.length, DurabilityException.class, () -> read(directory, extent, read));
    }
    Fuzzed.accepts(
        data.length, DurabilityException.class, () -> LogInspection.of(directory).verify());
    read.forEach(
        (id, entry) -> require(stands(files, id, entry), "entry " + id + " out of nothing"));
    require(directory.leaks().isEmpty(), "" + directory.leaks());
    if (state && recovered.get().lastId() < Long.MAX_VALUE / 2) {
      goOn(files, recovered.get());
    }
  }

  private static NavigableMap<String, byte[]> unpack(byte[] content) {
    ByteBuffer bytes = LogBytes.buffer(content);
    NavigableMap<String, byte[]> files = new TreeMap<>();
    while (bytes.remaining() > 1 && files.size() < FILES_MAX) {
      byte[] name = next(bytes, Byte.toUnsignedInt(bytes.get()));
      int length = bytes.remaining() < 2 ? 0 : Short.toUnsignedInt(bytes.getShort());
      byte[] file = next(bytes, length);
      String text = new String(name, StandardCharsets.ISO_8859_1);
      if (FuzzNames.isName(text)) {
        files.put(text, file);
      }
    }
    return files;
  }

  private static byte[] next(ByteBuffer bytes, int length) {
    byte[] part = new byte[Math.min(length, bytes.remaining())];
    bytes.get(part);
    return part;
  }

  /** Packs files as they are unpacked. */
  static byte[] pack(Map<String, byte[]> files) {
    ByteBuffer packed =
        ByteBuffer.allocate(
                files.entrySet().stream()
                    .mapToInt(file -> 3 + file.getKey().length() + file.getValue().length)
                    .sum())
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    files.forEach(
        (name, content) -> {
          packed.put((byte) name.length()).put(name.getBytes(StandardCharsets.ISO_8859_1));
          packed.putShort((short) content.length).put(content);
        });
    return packed.array();
  }

  private static void seal(String name, byte[] file) {
    if (name.startsWith(Specimen.WAL)) {
      Seals.segment(file);
    } else {
      Seals.checkpoint(file);
    }
  }

  private static void read(
      CaseDirectory directory, LogReader.Extent extent, NavigableMap<Long, byte[]> read)
      throws IOException {
    long last = 0;
    try (LogReader<byte[]> reader = LogReader.open(directory, Codecs.bytes(), 1, extent)) {
      while (reader.next()) {
        require(reader.id() > last, reader.id() + " after " + last);
        last = reader.id();
        byte[] entry = reader.entry();
        byte[] before = read.put(last, entry);
        require(before == null || Arrays.equals(before, entry), "two entries " + last);
      }
    }
  }

  /** Tells whether a frame whose checksums fit holds an entry. */
  private static boolean stands(NavigableMap<String, byte[]> files, long id, byte[] entry) {
    for (byte[] file : files.subMap(Specimen.WAL, "wal0").values()) {
      if (file.length < LogBytes.SEGMENT_HEADER_MIN) {
        continue;
      }
      LogBytes.Header key =
          Seals.key(Arrays.copyOfRange(file, 24, 40), LogBytes.buffer(file).getLong(40));
      for (int at = 0; at <= file.length - LogBytes.FRAME_HEADER; at += 8) {
        if (LogBytes.buffer(file).getLong(at + 8) == id && holds(file, key, at, entry)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean holds(byte[] file, LogBytes.Header key, int at, byte[] entry) {
    ByteBuffer bytes = LogBytes.buffer(file);
    int end = at + LogBytes.FRAME_HEADER + entry.length;
    int crc = entry.length == 0 ? 0 : LogBytes.crc(entry, 0, entry.length);
    return bytes.getInt(at) == LogBytes.FRAME_HEADER + entry.length
        && end <= file.length
        && bytes.getInt(at + 24) == crc
        && bytes.getInt(at + 4) == LogBytes.frameCrc(key, file, at)
        && Arrays.equals(file, at + LogBytes.FRAME_HEADER, end, entry, 0, entry.length);
  }

  /** Claims a copy, appends, and recovers what was there with that behind it. */
  private static void goOn(NavigableMap<String, byte[]> files, Recovered<Fold, byte[]> found)
      throws IOException {
    MemoryDirectory copy = new MemoryDirectory();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      try {
        copy.write(FileName.of(file.getKey()), ByteBuffer.wrap(file.getValue()), Condition.none());
      } catch (DurabilityException e) {
        // A file in the place of another's folder.
        return;
      }
    }
    byte[] added = {1, 2, 3};
    Optional<Long> id = append(copy, added);
    if (id.isEmpty()) {
      return;
    }
    require(id.get() == found.lastId() + 1, "appended " + id + " behind " + found.lastId());
    Recovered<Fold, byte[]> again = Fold.recovery(copy).latest();
    require(again.state().equals(found.state().apply(id.get(), added)), "another state");
  }

  /** A claim may refuse what recovery takes: it has to find place for its own segment. */
  private static Optional<Long> append(MemoryDirectory directory, byte[] entry) throws IOException {
    try (Log<byte[]> log = Fold.recovery(directory).latest().claim(FuzzRecordLog.OPTIONS)) {
      return Optional.of(log.appendDurable(entry));
    } catch (DurabilityException e) {
      return Optional.empty();
    }
  }
}
