package io.durability.segments;

import io.durability.StateCodec;
import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.StartMerge;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;

/**
 * States as bytes; the layout is in docs/FORMAT.md. Everything is written by rising id, so a state
 * has one encoding. What is read goes through the checks that entries go through, so that no state
 * comes of it that entries could not lead to; no memory is taken before the bytes for it are there.
 */
final class SegmentStateCodec implements StateCodec<SegmentState> {

  static final SegmentStateCodec INSTANCE = new SegmentStateCodec();

  private static final int VERSION = 1;

  /** How many numbers go to or come from the stream in one step. */
  private static final int STEP = 1024;

  private SegmentStateCodec() {}

  @Override
  public void write(SegmentState state, OutputStream out) throws IOException {
    Checkpoint checkpoint = state.checkpoint;
    byte[] name =
        checkpoint == null ? new byte[0] : checkpoint.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = buffer(4 * Integer.BYTES + Long.BYTES);
    head.putInt(VERSION).putInt(name.length);
    head.putLong(checkpoint == null ? 0 : checkpoint.lastId());
    head.putInt(state.live.size()).putInt(state.merges.size());
    drain(head, out);
    out.write(name);
    for (LiveSegment segment : state.live.values()) {
      ByteBuffer fields = buffer(Long.BYTES + 2 * Integer.BYTES);
      fields.putLong(segment.id).putInt(segment.documents).putInt(segment.deletedCount());
      drain(fields, out);
      ByteBuffer step = buffer(STEP * Integer.BYTES);
      PrimitiveIterator.OfInt deleted = segment.deleted().iterator();
      while (deleted.hasNext()) {
        step.putInt(deleted.nextInt());
        if (!step.hasRemaining() || !deleted.hasNext()) {
          drain(step, out);
        }
      }
    }
    for (SegmentState.Merge merge : state.merges()) {
      ByteBuffer fields = buffer((1 + merge.segmentIds().size()) * Long.BYTES + Integer.BYTES);
      fields.putLong(merge.id()).putInt(merge.segmentIds().size());
      merge.segmentIds().forEach(fields::putLong);
      drain(fields, out);
    }
  }

  @Override
  public SegmentState read(InputStream in) throws IOException {
    SegmentState state = new SegmentState();
    try {
      ByteBuffer head = read(in, 4 * Integer.BYTES + Long.BYTES);
      requireRange("version", head.getInt(), VERSION, VERSION);
      int nameBytes = head.getInt();
      long lastId = head.getLong();
      int segments = head.getInt();
      int merges = head.getInt();
      requireRange("name length", nameBytes, 0, SegmentEntry.NAME_BYTES_MAX);
      requireRange("segments", segments, 0, Integer.MAX_VALUE);
      requireRange("merges", merges, 0, segments);
      if (nameBytes > 0) {
        ByteBuffer name = read(in, nameBytes);
        state.apply(
            new Checkpoint(StandardCharsets.UTF_8.newDecoder().decode(name).toString(), lastId));
      } else {
        requireRange("last id without a name", lastId, 0, 0);
      }
      readSegments(in, segments, state);
      readMerges(in, merges, state);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new IOException("malformed segment index state: " + e.getMessage(), e);
    }
    if (in.read() >= 0) {
      throw new IOException("malformed segment index state [bytes behind its end]");
    }
    return state;
  }

  private static void readSegments(InputStream in, int count, SegmentState state)
      throws IOException {
    for (int i = 0; i < count; i++) {
      ByteBuffer fields = read(in, Long.BYTES + 2 * Integer.BYTES);
      long id = fields.getLong();
      int documents = fields.getInt();
      int deleted = fields.getInt();
      requireAbove("segment id", id, state.live.isEmpty() ? -1 : state.live.lastKey());
      state.apply(new AddSegment(id, documents));
      requireRange("deleted documents", deleted, 0, documents);
      readDeleted(in, deleted, state.live.lastEntry().getValue());
    }
  }

  private static void readDeleted(InputStream in, int count, LiveSegment segment)
      throws IOException {
    int last = -1;
    for (int left = count; left > 0; left -= Math.min(left, STEP)) {
      ByteBuffer step = read(in, Math.min(left, STEP) * Integer.BYTES);
      while (step.hasRemaining()) {
        int document = step.getInt();
        requireAbove("deleted document", document, last);
        SegmentEntry.requireWithin(document, segment.id, segment.documents);
        segment.delete(document);
        last = document;
      }
    }
  }

  private static void readMerges(InputStream in, int count, SegmentState state) throws IOException {
    for (int i = 0; i < count; i++) {
      ByteBuffer fields = read(in, Long.BYTES + Integer.BYTES);
      long id = fields.getLong();
      int taken = fields.getInt();
      requireAbove("merge id", id, state.merges.isEmpty() ? -1 : state.merges.lastKey());
      requireRange("segments of a merge", taken, 1, SegmentEntry.MERGED_SEGMENTS_MAX);
      ByteBuffer ids = read(in, taken * Long.BYTES);
      List<Long> segmentIds = new ArrayList<>(taken);
      long last = -1;
      while (ids.hasRemaining()) {
        long segmentId = ids.getLong();
        requireAbove("segment id of a merge", segmentId, last);
        segmentIds.add(segmentId);
        last = segmentId;
      }
      state.apply(new StartMerge(id, segmentIds));
    }
  }

  private static ByteBuffer read(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(
          "segment index state is cut off [expected=" + length + ", found=" + bytes.length + "]");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes what was put into a buffer, and empties it. */
  private static void drain(ByteBuffer filled, OutputStream out) throws IOException {
    byte[] bytes = new byte[filled.flip().remaining()];
    filled.get(bytes).clear();
    out.write(bytes);
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireAbove(String what, long found, long last) throws IOException {
    if (found <= last) {
      throw malformed(what, ">" + last, found);
    }
  }

  private static void requireRange(String what, long found, long min, long max) throws IOException {
    if (found < min || found > max) {
      throw malformed(what, min + " to " + max, found);
    }
  }

  private static IOException malformed(String what, String expected, long found) {
    return new IOException(
        "malformed segment index state ["
            + what
            + ", expected="
            + expected
            + ", found="
            + found
            + "]");
  }
}
