package io.durability.testkit;

import io.durability.testkit.Expectation.Fails;
import io.durability.testkit.Expectation.Failure;
import io.durability.testkit.Expectation.Reaches;
import io.durability.testkit.LogBytes.Frame;
import io.durability.testkit.LogBytes.Ref;
import io.durability.testkit.Specimen.Batch;
import io.durability.testkit.Specimen.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what must come of damaged files, by comparing them with what was written: which bytes
 * differ, and what the contract says of those. It reads no damaged file, but for the version in a
 * prelude and headers that are whole.
 *
 * <p>What may be missing without an error is only this. B1: atomic batches from the first damaged
 * one on, if no frame behind it that is intact was written when that place was durable already. B2:
 * the last segment as a whole, if nothing of it is left that verifies. Both only as long as no
 * checkpoint covers what is missing. Whatever else is damaged is an error, or is not needed for the
 * full state.
 */
final class DamageOracle {

  private final Specimen specimen;
  private final NavigableMap<String, byte[]> files;
  private final long frontier;

  /** Found once: every expectation begins with it. */
  private Optional<Tail> foundTail = Optional.empty();

  private boolean lookedForTail;

  private @Nullable Broken brokenTail;

  /** Judges these files, which were made from the specimen's. */
  DamageOracle(Specimen specimen, NavigableMap<String, byte[]> files) {
    this.specimen = specimen;
    this.files = files;
    this.frontier = greatestFrontier(files);
  }

  /** Where the log ends: the last segment, and how much of it is left. */
  private record Tail(Segment segment, long lastId, List<Ref> checkpoints, long proven, int end) {}

  /** A condition of the contract that is not met. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final Failure failure;
    private final String file;

    Broken(Failure failure, String file, String why) {
      // As many as cases, and nobody looks where they come from.
      super(why, null, false, false);
      this.failure = failure;
      this.file = file;
    }

    Fails fails() {
      return new Fails(failure, file, getMessage());
    }
  }

  /** Returns the first id that the log, undamaged, still has. */
  long firstId() {
    long kept = greatestFrontier(specimen.files());
    return specimen.segments().ceilingEntry(kept).getValue().header().firstId();
  }

  /** Returns what opening the log for writing must come to. */
  Expectation claim() {
    try {
      String greatest = Specimen.segmentFile(Long.MAX_VALUE);
      require(!files.containsKey(greatest), Failure.CORRUPT, greatest, "no number is left");
      Optional<Tail> tail = tail();
      if (tail.isPresent()) {
        checkCheckpoints(tail.get());
      }
      return new Reaches(tail.map(Tail::lastId).orElse(0L), 0, 0, -1);
    } catch (Broken e) {
      return e.fails();
    }
  }

  /** Returns what recovery must come to. */
  Expectation recovery() {
    try {
      Optional<Tail> found = tail();
      if (found.isEmpty()) {
        return new Reaches(0, 0, 0, 0);
      }
      Tail tail = found.get();
      checkCheckpoints(tail);
      int skipped = 0;
      long base = 0;
      for (Ref ref : tail.checkpoints()) {
        byte[] file = files.get(ref.name());
        if (file != null && Arrays.equals(file, specimen.files().get(ref.name()))) {
          base = ref.lastId();
          break;
        }
        checkVersion(ref.name(), file);
        skipped++;
      }
      if (base < tail.lastId()) {
        // A hole is corrupt whatever made it: a frontier that goes too far, or damage.
        checkChain(tail, base + 1, Failure.CORRUPT);
      }
      return new Reaches(tail.lastId(), base, skipped, dropped(tail));
    } catch (Broken e) {
      return e.fails();
    }
  }

  /**
   * Returns what reading from an id must come to.
   *
   * @param onlyProven whether the reader shows what a watermark proves only
   */
  Expectation reader(long fromId, boolean onlyProven) {
    try {
      Optional<Tail> found = tail();
      if (found.isEmpty()) {
        return new Reaches(0, 0, 0, -1);
      }
      Tail tail = found.get();
      checkChain(tail, fromId, Failure.TRUNCATED);
      long lastId = tail.lastId();
      if (onlyProven) {
        lastId = tail.segment().header().firstId() - 1;
        for (Batch batch : tail.segment().batches()) {
          lastId = batch.to() <= tail.proven() ? batch.lastId() : lastId;
        }
      }
      return new Reaches(lastId, 0, 0, -1);
    } catch (Broken e) {
      return e.fails();
    }
  }

  private static long greatestFrontier(NavigableMap<String, byte[]> files) {
    long greatest = 0;
    for (String name : files.tailMap(Specimen.FRONTIER).headMap(Specimen.FRONTIER + '~').keySet()) {
      greatest = Math.max(greatest, Specimen.number(name, Specimen.FRONTIER, ""));
    }
    return greatest;
  }

  /** Returns the segments at or above the frontier, the greatest number first. */
  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (String name : files.subMap(Specimen.WAL, true, Specimen.WAL + '~', false).keySet()) {
      long number = Specimen.segmentNumber(name);
      if (number >= Math.max(1, frontier)) {
        numbers.add(0, number);
      }
    }
    return numbers;
  }

  private Optional<Tail> tail() throws Broken {
    if (brokenTail != null) {
      throw brokenTail;
    }
    if (!lookedForTail) {
      try {
        foundTail = findTail();
        lookedForTail = true;
      } catch (Broken e) {
        brokenTail = e;
        throw e;
      }
    }
    return foundTail;
  }

  private Optional<Tail> findTail() throws Broken {
    String guard = Specimen.frontierFile(Long.MAX_VALUE);
    require(!files.containsKey(guard), Failure.UNAVAILABLE, guard, "the guard of a copy");
    List<Long> invalid = new ArrayList<>();
    for (long number : numbers()) {
      String name = Specimen.segmentFile(number);
      if (hasHeader(number)) {
        for (long other : invalid) {
          require(
              isVoid(other, LogBytes.SEGMENT_HEADER_MAX),
              Failure.CORRUPT,
              Specimen.segmentFile(other),
              "content without a header");
        }
        checkSameLog(specimen.segments().get(number));
        return Optional.of(tailOf(specimen.segments().get(number)));
      }
      byte[] file = files.get(name);
      checkVersion(name, file);
      Optional<LogBytes.Header> other = LogBytes.header(file);
      if (other.isPresent()) {
        // Whole, but another's: no crash leaves that. Of two logs, which one is wrong is not known.
        String wrong = other.get().number() == number ? "" : name;
        throw new Broken(Failure.CORRUPT, wrong, name + " has another segment's header");
      }
      invalid.add(number);
    }
    int header = LogBytes.roundUp(LogBytes.SEGMENT_HEADER_MIN, specimen.alignment());
    for (long number : invalid) {
      require(
          isVoid(number, header),
          Failure.CORRUPT,
          Specimen.segmentFile(number),
          "content without a header");
    }
    boolean published =
        frontier > 0
            || !files.subMap(Specimen.CHECKPOINTS, Specimen.CHECKPOINTS + '~').keySet().isEmpty();
    require(!published, Failure.CORRUPT, "", "no segment, though it was published");
    return Optional.empty();
  }

  /** Fails if the segment before, as far as it is there and whole, is of another log. */
  private void checkSameLog(Segment segment) throws Broken {
    long number = segment.header().predecessor();
    byte[] file = files.get(Specimen.segmentFile(number));
    if (file != null && number >= frontier) {
      Optional<LogBytes.Header> found = LogBytes.header(file);
      boolean same =
          found.isEmpty()
              || found.get().number() != number
              || Arrays.equals(found.get().logId(), segment.header().logId());
      require(same, Failure.CORRUPT, Specimen.segmentFile(number), "of another log");
    }
  }

  /** Tells whether a segment's header is as it was written. */
  private boolean hasHeader(long number) {
    Segment segment = specimen.segments().get(number);
    return segment != null && intact(segment.file(), 0, segment.header().bytes());
  }

  /** Tells whether nothing is left that says that there was more than a header. */
  private boolean isVoid(long number, int bytesMax) {
    byte[] file = files.get(Specimen.segmentFile(number));
    for (int at = bytesMax; at < file.length; at++) {
      if (file[at] != 0) {
        return false;
      }
    }
    Segment segment = specimen.segments().get(number);
    return segment == null || segment.frames().stream().noneMatch(f -> hasFrameHeader(segment, f));
  }

  private boolean hasFrameHeader(Segment segment, Frame frame) {
    return intact(segment.file(), frame.offset(), frame.offset() + LogBytes.FRAME_HEADER);
  }

  private Tail tailOf(Segment segment) throws Broken {
    List<Ref> checkpoints = new ArrayList<>(segment.header().checkpoints());
    int end = segment.header().bytes();
    long lastId = segment.header().firstId() - 1;
    long proven = end;
    for (Batch batch : segment.batches()) {
      // Zeros up to the next multiple of the alignment are part of what was written.
      int damaged = firstDamage(segment.file(), end, batch.to());
      if (damaged < batch.to()) {
        checkUnproven(segment, damaged);
        break;
      }
      end = batch.to();
      lastId = batch.lastId();
      batch.marker().ifPresent(ref -> checkpoints.add(0, ref));
      for (Frame frame : segment.frames()) {
        proven =
            frame.offset() >= batch.from() && frame.end() <= batch.to()
                ? Math.max(proven, frame.durable())
                : proven;
      }
    }
    return new Tail(segment, lastId, checkpoints, proven, end);
  }

  /** Fails if a frame behind a damaged place says that the place had been durable. */
  private void checkUnproven(Segment segment, int damaged) throws Broken {
    for (Frame frame : segment.frames()) {
      boolean proves =
          frame.offset() > damaged && frame.durable() > damaged && hasFrameHeader(segment, frame);
      require(!proves, Failure.CORRUPT, segment.file(), "proven durable: " + damaged);
    }
  }

  /**
   * Fails if a checkpoint of this log covers more than the log has: none is written of entries that
   * are not durable.
   */
  private void checkCheckpoints(Tail tail) throws Broken {
    for (String name : files.subMap(Specimen.CHECKPOINTS, Specimen.CHECKPOINTS + '~').keySet()) {
      if (Specimen.checkpointLastId(name) <= tail.lastId()) {
        continue;
      }
      byte[] file = files.get(name);
      boolean proves =
          LogBytes.checkpointHeader(file)
              .filter(found -> Arrays.equals(found.logId(), tail.segment().header().logId()))
              .filter(found -> found.lastId() > tail.lastId())
              .isPresent();
      require(!proves, Failure.CORRUPT, name, "covers more than the log has");
      checkVersion(name, file);
    }
  }

  /** Fails unless every segment from the one that holds an id up to the last can be read. */
  private void checkChain(Tail tail, long fromId, Failure whenTruncated) throws Broken {
    Segment segment = tail.segment();
    while (segment.header().firstId() > fromId) {
      long number = segment.header().predecessor();
      String name = Specimen.segmentFile(number);
      require(number > 0, Failure.CORRUPT, segment.file(), "does not begin with entry 1");
      require(number >= frontier, whenTruncated, "", name + " is below the frontier");
      byte[] file = files.get(name);
      require(file != null, Failure.CORRUPT, name, "missing");
      checkVersion(name, file);
      require(hasHeader(number), Failure.CORRUPT, name, "header damaged");
      int end = (int) segment.header().predecessorEnd();
      segment = specimen.segments().get(number);
      require(intact(name, 0, end), Failure.CORRUPT, name, "damaged below its end");
    }
  }

  /** Returns the length of the torn tail: up to the last byte that is not zero. */
  private long dropped(Tail tail) {
    byte[] file = files.get(tail.segment().file());
    int last = file.length;
    while (last > tail.end() && file[last - 1] == 0) {
      last--;
    }
    return (long) last - tail.end();
  }

  private void checkVersion(String name, byte[] file) throws Broken {
    int version = file == null ? 1 : LogBytes.version(file).orElse(1);
    require(version <= 1, Failure.UNSUPPORTED, name, "version " + version);
  }

  private boolean intact(String name, int from, int to) {
    return firstDamage(name, from, to) >= to;
  }

  /** Returns the first byte of a range that is not as it was written, or the range's end. */
  private int firstDamage(String name, int from, int to) {
    byte[] written = specimen.files().get(name);
    byte[] found = files.get(name);
    if (found == null || from >= found.length) {
      return from < to ? from : to;
    }
    int limit = Math.min(to, found.length);
    int differs = Arrays.mismatch(written, from, limit, found, from, limit);
    return differs >= 0 ? from + differs : limit;
  }

  private static void require(boolean holds, Failure failure, String file, String why)
      throws Broken {
    if (!holds) {
      throw new Broken(failure, file, why);
    }
  }
}
