package io.durability.segments;

import io.durability.Codec;
import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries as bytes; the layout is in docs/FORMAT.md. Each entry has one encoding, and nothing else
 * is decoded: no other order, no other length, no bytes that are not looked at.
 *
 * <pre>
 *  0   1     4       8
 *  +---+-----+-------+---------------
 *  | k | 0   | n     | by kind ...
 *  +---+-----+-------+---------------
 * </pre>
 */
final class SegmentEntryCodec implements Codec<SegmentEntry> {

  static final SegmentEntryCodec INSTANCE = new SegmentEntryCodec();

  private static final int HEAD_BYTES = 8;
  private static final int DELETION_BYTES = Long.BYTES + Integer.BYTES;
  private static final int END_MERGE_BYTES = 2 * Long.BYTES + Integer.BYTES;

  private static final byte ADD_SEGMENT = 1;
  private static final byte START_MERGE = 2;
  private static final byte CANCEL_MERGE = 3;
  private static final byte END_MERGE = 4;
  private static final byte DELETE_DOCUMENTS = 5;
  private static final byte CHECKPOINT = 6;

  private SegmentEntryCodec() {}

  @Override
  public ByteBuffer encode(SegmentEntry entry) {
    if (entry instanceof AddSegment add) {
      return head(ADD_SEGMENT, add.documents(), Long.BYTES).putLong(add.segmentId()).flip();
    }
    if (entry instanceof StartMerge start) {
      List<Long> ids = start.segmentIds();
      ByteBuffer bytes = head(START_MERGE, ids.size(), (1 + ids.size()) * Long.BYTES);
      bytes.putLong(start.mergeId());
      ids.forEach(bytes::putLong);
      return bytes.flip();
    }
    if (entry instanceof CancelMerge cancel) {
      return head(CANCEL_MERGE, 0, Long.BYTES).putLong(cancel.mergeId()).flip();
    }
    if (entry instanceof EndMerge end) {
      int n = end.deleted().size();
      ByteBuffer bytes = head(END_MERGE, n, END_MERGE_BYTES + n * Integer.BYTES);
      bytes.putLong(end.mergeId()).putLong(end.segmentId()).putInt(end.documents());
      end.deleted().forEach(bytes::putInt);
      return bytes.flip();
    }
    if (entry instanceof DeleteDocuments delete) {
      int n = delete.deletions().size();
      ByteBuffer bytes = head(DELETE_DOCUMENTS, n, n * DELETION_BYTES);
      for (Deletion deletion : delete.deletions()) {
        bytes.putLong(deletion.segmentId()).putInt(deletion.document());
      }
      return bytes.flip();
    }
    Checkpoint checkpoint = (Checkpoint) entry;
    byte[] name = checkpoint.name().getBytes(StandardCharsets.UTF_8);
    return head(CHECKPOINT, name.length, Long.BYTES + name.length)
        .putLong(checkpoint.lastId())
        .put(name)
        .flip();
  }

  private static ByteBuffer head(byte kind, int n, int restBytes) {
    return ByteBuffer.allocate(HEAD_BYTES + restBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(kind)
        .put(new byte[3])
        .putInt(n);
  }

  @Override
  public SegmentEntry decode(ByteBuffer payload) throws IOException {
    ByteBuffer bytes = payload.slice().order(ByteOrder.LITTLE_ENDIAN);
    require(bytes.remaining() >= HEAD_BYTES, "length", ">=" + HEAD_BYTES, bytes.remaining());
    int first = bytes.getInt();
    require(first >>> Byte.SIZE == 0, "reserved bytes", 0, first >>> Byte.SIZE);
    int n = bytes.getInt();
    try {
      return decode((byte) first, n, bytes);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new IOException("malformed segment entry: " + e.getMessage(), e);
    }
  }

  private static SegmentEntry decode(byte kind, int n, ByteBuffer bytes) throws IOException {
    return switch (kind) {
      case ADD_SEGMENT -> {
        requireRest(bytes, Long.BYTES);
        yield new AddSegment(bytes.getLong(), n);
      }
      case START_MERGE -> {
        requireCount(n, 1, SegmentEntry.MERGED_SEGMENTS_MAX);
        requireRest(bytes, (1 + n) * Long.BYTES);
        yield decodeStartMerge(n, bytes);
      }
      case CANCEL_MERGE -> {
        requireCount(n, 0, 0);
        requireRest(bytes, Long.BYTES);
        yield new CancelMerge(bytes.getLong());
      }
      case END_MERGE -> {
        requireCount(n, 0, SegmentEntry.DELETIONS_MAX);
        requireRest(bytes, END_MERGE_BYTES + n * Integer.BYTES);
        yield decodeEndMerge(n, bytes);
      }
      case DELETE_DOCUMENTS -> {
        requireCount(n, 1, SegmentEntry.DELETIONS_MAX);
        requireRest(bytes, n * DELETION_BYTES);
        yield decodeDeletions(n, bytes);
      }
      case CHECKPOINT -> {
        requireCount(n, 1, SegmentEntry.NAME_BYTES_MAX);
        requireRest(bytes, Long.BYTES + n);
        long lastId = bytes.getLong();
        // A new decoder refuses bytes that are not UTF-8, which new String would replace.
        String name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        yield new Checkpoint(name, lastId);
      }
      default -> throw malformed("kind", "1 to 6", kind);
    };
  }

  private static StartMerge decodeStartMerge(int n, ByteBuffer bytes) throws IOException {
    long mergeId = bytes.getLong();
    List<Long> segmentIds = new ArrayList<>(n);
    while (bytes.hasRemaining()) {
      addAscending(segmentIds, bytes.getLong());
    }
    return new StartMerge(mergeId, segmentIds);
  }

  private static EndMerge decodeEndMerge(int n, ByteBuffer bytes) throws IOException {
    long mergeId = bytes.getLong();
    long segmentId = bytes.getLong();
    int documents = bytes.getInt();
    List<Integer> deleted = new ArrayList<>(n);
    while (bytes.hasRemaining()) {
      addAscending(deleted, bytes.getInt());
    }
    return new EndMerge(mergeId, segmentId, documents, deleted);
  }

  private static DeleteDocuments decodeDeletions(int n, ByteBuffer bytes) throws IOException {
    List<Deletion> deletions = new ArrayList<>(n);
    while (bytes.hasRemaining()) {
      addAscending(deletions, new Deletion(bytes.getLong(), bytes.getInt()));
    }
    return new DeleteDocuments(deletions);
  }

  private static <T extends Comparable<T>> void addAscending(List<T> list, T next)
      throws IOException {
    if (!list.isEmpty()) {
      T last = list.get(list.size() - 1);
      require(next.compareTo(last) > 0, "order", ">" + last, next);
    }
    list.add(next);
  }

  private static void requireCount(int n, int min, int max) throws IOException {
    require(n >= min && n <= max, "n", min + " to " + max, n);
  }

  /** Before any memory is taken for what n promises. */
  private static void requireRest(ByteBuffer bytes, int expected) throws IOException {
    int found = bytes.remaining();
    require(found == expected, "length", HEAD_BYTES + expected, HEAD_BYTES + found);
  }

  private static void require(boolean holds, String what, Object expected, Object found)
      throws IOException {
    if (!holds) {
      throw malformed(what, expected, found);
    }
  }

  private static IOException malformed(String what, Object expected, Object found) {
    return new IOException(
        "malformed segment entry [" + what + ", expected=" + expected + ", found=" + found + "]");
  }
}
