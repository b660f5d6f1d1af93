package io.durability.testkit;

import io.durability.Checkpoints;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.RecordLog;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import io.durability.internal.format.SegmentHeader;
import io.durability.segments.SegmentCodecs;
import io.durability.segments.SegmentEntry;
import io.durability.segments.SegmentState;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Wrote the inputs that fuzzing begins with, all of them good: {@code seed-*} in the folders of the
 * targets. Run it again only for a new target or a new format.
 */
final class FuzzSeeds {

  private static final byte RAW = 0;
  private static final byte SEALED = 1;

  private final Path folder;

  private FuzzSeeds(Path folder) {
    this.folder = folder;
  }

  /** Writes all seeds into a folder. */
  public static void main(String[] arguments) throws IOException {
    FuzzSeeds seeds = new FuzzSeeds(Path.of(arguments[0]));
    seeds.frames();
    seeds.headers();
    seeds.checkpoints();
    seeds.recordLogs();
    seeds.logs();
    seeds.names();
    seeds.segmentIndex();
  }

  private void put(Class<?> target, String name, int first, byte[] content) throws IOException {
    Path seed = folder.resolve(target.getSimpleName()).resolve("seed-" + name);
    Files.createDirectories(seed.getParent());
    byte[] data = new byte[content.length + 1];
    data[0] = (byte) first;
    System.arraycopy(content, 0, data, 1, content.length);
    Files.write(seed, data);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private void frames() throws IOException {
    frame("entry", FrameKind.ENTRY, Frames.LAST, 9, 11);
    frame("empty", FrameKind.ENTRY, (byte) 0, 1, 0);
    frame("marker", FrameKind.MARKER, Frames.LAST, 9, 40);
    frame("watermark", FrameKind.WATERMARK, (byte) (Frames.LAST | Frames.CLOSED), 0, 0);
  }

  private void frame(String name, byte kind, byte flags, long id, int payload) throws IOException {
    ByteBuffer batch = Bytes.allocate((int) Frames.framedBytes(payload));
    Frames.put(batch, kind, flags, id, ByteBuffer.allocate(payload), new CRC32C());
    new Frames(FuzzFrame.LOG_ID, FuzzFrame.SEGMENT, LogBytes.SEGMENT_HEADER_MIN, 64)
        .stamp(batch, FuzzFrame.OFFSET, LogBytes.SEGMENT_HEADER_MIN);
    put(FuzzFrame.class, name, SEALED, bytes(batch.flip()));
  }

  private void headers() throws IOException {
    UUID log = new UUID(1, 2);
    UUID writer = new UUID(3, 4);
    List<CheckpointRef> refs =
        List.of(new CheckpointRef("checkpoints/b", 9, 200, 7), new CheckpointRef("a", 3, 100, 5));
    SegmentHeader first = new SegmentHeader(log, 1, writer, 1, 8, 64, 0, 0, List.of());
    SegmentHeader later = new SegmentHeader(log, 5, writer, 12, 64, 1 << 20, 3, 4096, refs);
    put(FuzzSegmentHeader.class, "first", SEALED, bytes(first.encode()));
    put(FuzzSegmentHeader.class, "later", SEALED, bytes(later.encode()));
    put(FuzzSegmentHeader.class, "raw", RAW, bytes(first.encode()));
  }

  private void checkpoints() throws IOException {
    for (int length : new int[] {0, 20, 300}) {
      MemoryDirectory directory = new MemoryDirectory();
      Checkpoints.write(directory, FuzzCheckpoint.NAME, FuzzCheckpoint.BYTES, new byte[length], 7);
      byte[] file = files(directory).get(FuzzCheckpoint.NAME.value());
      put(FuzzCheckpoint.class, length + "-bytes", SEALED, file);
    }
  }

  private void recordLogs() throws IOException {
    MemoryDirectory directory = new MemoryDirectory();
    RecordLog<byte[]> log =
        RecordLog.open(directory, FuzzRecordLog.LOG, Codecs.bytes(), FuzzRecordLog.OPTIONS);
    for (int length : new int[] {3, 0, 21}) {
      log.appendDurable(new byte[length]);
    }
    put(FuzzRecordLog.class, "open", SEALED, files(directory).get(FuzzRecordLog.FILE.value()));
    log.close();
    put(FuzzRecordLog.class, "closed", SEALED, files(directory).get(FuzzRecordLog.FILE.value()));
    put(FuzzRecordLog.class, "raw", RAW, files(directory).get(FuzzRecordLog.FILE.value()));
  }

  private void logs() throws IOException {
    MemoryDirectory directory = new MemoryDirectory();
    LogOptions options = FuzzRecordLog.OPTIONS;
    Fold state = Fold.EMPTY;
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), options)) {
      for (int publishes = 0; publishes < 2; publishes++) {
        byte[] entry = {(byte) publishes, 2, 3};
        long id = log.appendDurable(entry);
        state = state.apply(id, entry);
        Publisher.of(Fold.CODEC).publish(log, state, id);
        put(FuzzLog.class, "published-" + publishes, RAW, FuzzLog.pack(files(directory)));
      }
      log.appendAll(List.of(new byte[] {7}, new byte[9])).await();
      put(FuzzLog.class, "open", RAW, FuzzLog.pack(files(directory)));
    }
    put(FuzzLog.class, "closed", SEALED, FuzzLog.pack(files(directory)));
  }

  private void names() throws IOException {
    String longest = "n".repeat(255);
    List<String> names = List.of("wal/00000000000000000001.wal", "a.b/c-d_E", ".../x", longest);
    for (int i = 0; i < names.size(); i++) {
      byte[] text = names.get(i).getBytes(StandardCharsets.ISO_8859_1);
      put(FuzzNames.class, "name-" + i, 0, text);
      put(FuzzNames.class, "prefix-" + i, 1, text);
    }
    String uri = "//user:" + FuzzNames.SECRET + "@host/place?key=value#fragment";
    put(FuzzNames.class, "uri", 2, uri.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void segmentIndex() throws IOException {
    List<SegmentEntry> entries =
        List.of(
            new SegmentEntry.AddSegment(1, 10),
            new SegmentEntry.AddSegment(2, 20),
            new SegmentEntry.AddSegment(5, 3),
            new SegmentEntry.DeleteDocuments(
                List.of(
                    new SegmentEntry.Deletion(1, 2),
                    new SegmentEntry.Deletion(1, 9),
                    new SegmentEntry.Deletion(2, 0))),
            new SegmentEntry.StartMerge(1, List.of(1L, 2L)),
            new SegmentEntry.Checkpoint("name", 3),
            new SegmentEntry.CancelMerge(7),
            new SegmentEntry.EndMerge(7, 9, 20, List.of(1, 4)));
    SegmentState state = new SegmentState();
    for (int i = 0; i < entries.size(); i++) {
      put(FuzzSegmentIndex.class, "entry-" + i, 1, SegmentCodecs.entry(entries.get(i)));
      if (i < 6) {
        SegmentCodecs.apply(state, entries.get(i));
      }
    }
    put(FuzzSegmentIndex.class, "state", 0, SegmentCodecs.state(state));
  }

  private static NavigableMap<String, byte[]> files(MemoryDirectory directory) throws IOException {
    NavigableMap<String, byte[]> files = new TreeMap<>();
    for (FileInfo info : directory.list("", "")) {
      FileName name = info.name();
      try (FileReader reader = directory.open(name)) {
        ByteBuffer bytes = ByteBuffer.allocate((int) reader.size());
        reader.read(0, bytes);
        files.put(name.value(), bytes.array());
      }
    }
    return files;
  }
}
