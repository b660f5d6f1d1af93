package io.durability.segments;

import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The golden files of the segment index, and the values that are in them. */
final class Golden {

  static final long FAR = 1L << 40;

  private Golden() {}

  /** An entry of each kind, by the name of its file. */
  static Map<String, SegmentEntry> entries() {
    Map<String, SegmentEntry> all = new LinkedHashMap<>();
    all.put("add-segment", new AddSegment(258, 1000));
    all.put("start-merge", new StartMerge(9, List.of(3L, 5L, FAR)));
    all.put("cancel-merge", new CancelMerge(9));
    all.put("end-merge", new EndMerge(9, 6, 70_000, List.of(0, 65_536)));
    all.put("delete-documents", new DeleteDocuments(deletions(3, 4, 3, 200, 5, 0)));
    all.put("checkpoint", new Checkpoint("backup-\u00e9", 41));
    return all;
  }

  /** The state of the golden file {@code state}. */
  static SegmentState state() {
    SegmentState state = new SegmentState();
    state.apply(new AddSegment(FAR, 2));
    state.apply(new AddSegment(5, 0));
    state.apply(new AddSegment(3, 1000));
    state.apply(new DeleteDocuments(deletions(3, 200, FAR, 1, 3, 4)));
    state.apply(new StartMerge(9, List.of(FAR, 3L)));
    state.apply(new Checkpoint("backup", 41));
    return state;
  }

  /** Pairs of segment and document. */
  static List<Deletion> deletions(long... pairs) {
    Deletion[] all = new Deletion[pairs.length / 2];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Deletion(pairs[2 * i], Math.toIntExact(pairs[2 * i + 1]));
    }
    return List.of(all);
  }

  static byte[] encode(SegmentEntry entry) {
    try {
      ByteBuffer bytes = SegmentEntry.codec().encode(entry);
      byte[] array = new byte[bytes.remaining()];
      bytes.get(array);
      return array;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SegmentEntry decode(byte[] payload) throws IOException {
    return SegmentEntry.codec().decode(ByteBuffer.wrap(payload).asReadOnlyBuffer());
  }

  static byte[] encode(SegmentState state) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      SegmentState.codec().write(state, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static SegmentState decodeState(byte[] bytes) throws IOException {
    return SegmentState.codec().read(new ByteArrayInputStream(bytes));
  }

  /** Reads a golden file and checks that its offsets agree with its bytes. */
  static byte[] bytes(String name) {
    StringBuilder hex = new StringBuilder();
    for (String line : text(name).lines().filter(each -> !each.startsWith("#")).toList()) {
      String[] columns = line.split(" {2,}", 3);
      if (Integer.parseInt(columns[0], 16) != hex.length() / 2) {
        throw new IllegalStateException(name + ": wrong offset in " + line);
      }
      hex.append(columns[1].replace(" ", ""));
    }
    return HexFormat.of().parseHex(hex);
  }

  private static String text(String name) {
    try (InputStream file = Golden.class.getResourceAsStream("/golden/segments/" + name + ".hex")) {
      if (file == null) {
        throw new IllegalArgumentException("no golden file " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
