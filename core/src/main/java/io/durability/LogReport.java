package io.durability;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.internal.log.LogVerifier;
import io.durability.internal.log.Survey;
import io.durability.storage.FileName;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the verification of a whole log found.
 *
 * @param verdict what it comes to
 * @param entries how many entries and markers verified
 * @param bytes how many bytes were looked at
 * @param end where the valid content of the last segment ends, empty if that is damaged or missing
 * @param damages the first hundred damages
 * @param damagesFound how many damages there are
 */
public record LogReport(
    Verdict verdict,
    long entries,
    long bytes,
    Optional<End> end,
    List<Damage> damages,
    long damagesFound) {

  /** What a verification comes to. */
  public enum Verdict {
    /**
     * Everything verifies, and behind the end lies nothing, or what is {@link TailKind#RESERVED}.
     */
    CLEAN,
    /** Everything that had been durable verifies; behind it lies what a crash cut off. */
    TORN_TAIL,
    /** Something that had been durable is damaged or missing. */
    CORRUPT
  }

  /** What lies behind the end of the last segment. */
  public enum TailKind {
    /** Nothing: the file ends with its content. */
    NONE,
    /**
     * Nothing that a frame of this segment tells of: zeros, which are space reserved ahead or grown
     * by a write of which nothing else came to disk, or, on local disk, what a deleted segment held
     * that was in the file before. A torn write among the latter is not seen if none of its frame
     * headers verifies.
     */
    RESERVED,
    /** Bytes of this segment that nothing proves to have been durable. */
    TORN
  }

  /**
   * The end of the last segment.
   *
   * @param file the segment
   * @param offset where its valid content ends
   * @param tail what lies behind that
   * @param tornBytes how many bytes recovery drops, up to the last one that is not zero; where
   *     frames of a deleted segment lie that was in the file before, up to the end of the last
   *     frame of this one whose header verifies, which may be too little
   * @param reservedBytes how many follow up to the end of the file
   */
  public record End(
      FileName file, long offset, TailKind tail, long tornBytes, long reservedBytes) {}

  /**
   * Something that had been durable and does not verify, or is gone.
   *
   * @param location where: the file, the offset and the entry id, as far as they are known
   * @param what what, where, expected and found, in one line
   * @param expected what had to be there, if that can be said
   * @param found what is there instead, if that can be said
   */
  public record Damage(
      Location location, String what, Optional<String> expected, Optional<String> found) {

    static Damage of(CorruptException damage) {
      return new Damage(
          damage.location(),
          String.valueOf(damage.getMessage()),
          damage.expected(),
          damage.found());
    }
  }

  /**
   * A segment of a log.
   *
   * @param file its name
   * @param number its number
   * @param state what it is to the log
   * @param bytes the length of its file, with the space reserved ahead
   * @param end where its valid content ends, or -1 if that is not known
   * @param firstId the id of the first entry it has or will have, or -1
   * @param lastId the last id in it or before it, or -1
   * @param predecessor the number of the segment before it, 0 for none, or -1
   * @param writerId which claim wrote it
   */
  public record Segment(
      FileName file,
      long number,
      State state,
      long bytes,
      long end,
      long firstId,
      long lastId,
      long predecessor,
      Optional<UUID> writerId) {

    /** What a segment is to its log. */
    public enum State {
      /** A later segment has recorded where it ends. */
      CLOSED,
      /** The last one: its own frames tell where it ends. */
      LAST,
      /** Of the log, but the segment that would tell where it ends is damaged or missing. */
      CUT_OFF,
      /** Its header is damaged although entries were in it. */
      DAMAGED,
      /** It never held an entry: its creation was cut off, or another writer was faster. */
      VOID,
      /** Below the frontier: deleted, but for the file. */
      DELETED
    }
  }

  /**
   * A checkpoint of a log.
   *
   * @param file its name
   * @param lastId the last id it covers, or -1 if it is orphaned
   * @param bytes its length
   * @param kept whether a marker committed it and it is kept; else it is orphaned, and the next
   *     claim deletes it if the log had named it
   */
  public record Checkpoint(FileName file, long lastId, long bytes, boolean kept) {}

  static LogReport of(LogVerifier.Result result) {
    Optional<End> end = Optional.ofNullable(result.ending()).map(LogReport::end);
    boolean torn = end.filter(last -> last.tail() == TailKind.TORN).isPresent();
    return new LogReport(
        result.damagesFound() > 0 ? Verdict.CORRUPT : torn ? Verdict.TORN_TAIL : Verdict.CLEAN,
        result.entries(),
        result.bytesRead(),
        end,
        result.damages().stream().map(Damage::of).toList(),
        result.damagesFound());
  }

  private static End end(LogVerifier.Ending ending) {
    TailKind tail =
        ending.tornBytes() > 0
            ? TailKind.TORN
            : ending.reservedBytes() > 0 ? TailKind.RESERVED : TailKind.NONE;
    return new End(
        FileName.of(Survey.fileOf(ending.segment())),
        ending.end(),
        tail,
        ending.tornBytes(),
        ending.reservedBytes());
  }
}
