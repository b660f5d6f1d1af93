package io.durability.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An undamaged log as files in memory, and what is in it: from those who wrote it the entries, from
 * a plain reading of the bytes where everything stands.
 *
 * @param name tells it apart in the names of cases
 * @param alignment of batches, a trait of the directory it is in
 * @param files by name; never changed
 * @param entries what was appended, by id; markers are missing
 * @param states after each entry, by its id
 * @param segments by number, those that a valid header chains together
 * @param truncated files that were deleted while it was written
 */
record Specimen(
    String name,
    int alignment,
    NavigableMap<String, byte[]> files,
    NavigableMap<Long, byte[]> entries,
    NavigableMap<Long, Fold> states,
    NavigableMap<Long, Segment> segments,
    NavigableMap<String, byte[]> truncated) {

  static final String WAL = "wal/";
  static final String CHECKPOINTS = "checkpoints/";
  static final String FRONTIER = "frontier/";

  private static final Pattern OWN_CHECKPOINT =
      Pattern.compile("checkpoints/[0-9]{20}-[0-9a-f]{32}-[0-9a-f]{16}\\.ckpt");

  private static final String ZEROS = "0".repeat(20);

  /**
   * A segment as it was written.
   *
   * @param end behind the last frame that counts, or where its successor recorded it
   * @param frames up to the end, and behind it those of batches that were never completed
   * @param batches atomic batches, complete ones only
   */
  record Segment(
      String file,
      LogBytes.Header header,
      int end,
      List<LogBytes.Frame> frames,
      List<Batch> batches) {

    static final long OPEN = -1;

    private static Segment read(
        String file, byte[] bytes, LogBytes.Header header, long recordedEnd) {
      int limit = recordedEnd == OPEN ? bytes.length : (int) recordedEnd;
      List<LogBytes.Frame> frames = LogBytes.frames(bytes, header, limit, true);
      List<Batch> batches = new ArrayList<>();
      int from = -1;
      int end = header.bytes();
      for (LogBytes.Frame frame : frames) {
        from = from < 0 ? frame.offset() : from;
        if (frame.last()) {
          batches.add(new Batch(from, frame.end(), frame.id(), frame.marker()));
          from = -1;
          end = frame.end();
        }
      }
      return new Segment(
          file, header, recordedEnd == OPEN ? end : limit, List.copyOf(frames), batches);
    }

    long lastId() {
      return batches.isEmpty() ? header.firstId() - 1 : batches.get(batches.size() - 1).lastId();
    }
  }

  /** An atomic batch: frames from one offset to another, and what it ends with. */
  record Batch(int from, int to, long lastId, Optional<LogBytes.Ref> marker) {}

  static Specimen of(
      String name,
      int alignment,
      Map<String, byte[]> files,
      NavigableMap<Long, byte[]> entries,
      NavigableMap<String, byte[]> truncated) {
    NavigableMap<String, byte[]> all = new TreeMap<>(files);
    NavigableMap<Long, Fold> states = new TreeMap<>(Map.of(0L, Fold.EMPTY));
    entries.forEach((id, entry) -> states.put(id, states.lastEntry().getValue().apply(id, entry)));
    return new Specimen(
        name, alignment, all, new TreeMap<>(entries), states, read(all), new TreeMap<>(truncated));
  }

  Segment last() {
    return segments.lastEntry().getValue();
  }

  /** Returns the state after an id. */
  Fold stateAt(long id) {
    return states.floorEntry(id).getValue();
  }

  int bytes() {
    return files.values().stream().mapToInt(bytes -> bytes.length).sum();
  }

  /** Returns the number in a name of the given form, or 0 if the name is not of it. */
  static long number(String name, String prefix, String suffix) {
    int digits = 20;
    if (name.length() != prefix.length() + digits + suffix.length()
        || !name.startsWith(prefix)
        || !name.endsWith(suffix)) {
      return 0;
    }
    long number = 0;
    for (int at = prefix.length(); at < prefix.length() + digits; at++) {
      int digit = name.charAt(at) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return 0;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  static long segmentNumber(String name) {
    return number(name, WAL, ".wal");
  }

  /** Returns the last id in a name that the library gives to a checkpoint, or -1. */
  static long checkpointLastId(String name) {
    return OWN_CHECKPOINT.matcher(name).matches()
        ? number(name.substring(0, CHECKPOINTS.length() + 20), CHECKPOINTS, "")
        : -1;
  }

  static String frontierFile(long number) {
    return FRONTIER + digits(number);
  }

  static String segmentFile(long number) {
    return WAL + digits(number) + ".wal";
  }

  private static String digits(long number) {
    String digits = Long.toString(number);
    return ZEROS.substring(digits.length()) + digits;
  }

  private static NavigableMap<Long, Segment> read(NavigableMap<String, byte[]> files) {
    NavigableMap<Long, Segment> segments = new TreeMap<>();
    long end = Segment.OPEN;
    long wanted = 0;
    for (Map.Entry<String, byte[]> file : files.descendingMap().entrySet()) {
      Optional<LogBytes.Header> header =
          file.getKey().startsWith(WAL) ? LogBytes.header(file.getValue()) : Optional.empty();
      if (header.isEmpty() || (wanted != 0 && header.get().number() != wanted)) {
        continue;
      }
      Segment segment = Segment.read(file.getKey(), file.getValue(), header.get(), end);
      segments.put(header.get().number(), segment);
      end = header.get().predecessorEnd();
      wanted = header.get().predecessor();
      if (wanted == 0) {
        break;
      }
    }
    return segments;
  }
}
