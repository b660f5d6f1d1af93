package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Limits;
import io.durability.internal.format.SegmentHeader;
import io.durability.internal.log.SurveyedSegment.Role;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole log, frame by frame and block by block, and lists what is damaged, going on behind
 * each damage. Changes nothing, and takes nothing for damage that a live writer is changing.
 */
public final class LogVerifier {

  /** How many damages are kept; more are counted only. */
  public static final int DAMAGES_MAX = 100;

  private static final int ATTEMPTS = 16;

  private final Directory directory;
  private final Survey survey;
  private final LongConsumer progress;
  private final List<CorruptException> damages = new ArrayList<>();
  private final Set<Location> places = new HashSet<>();
  private long damagesFound;
  private long bytesRead;
  private long entries;
  private @Nullable Ending ending;

  private LogVerifier(Directory directory, Survey survey, LongConsumer progress) {
    this.directory = directory;
    this.survey = survey;
    this.progress = progress;
  }

  /**
   * How the last segment ends.
   *
   * @param segment its number
   * @param end where its valid content ends
   * @param tornBytes how many bytes of a torn write lie behind that
   * @param reservedBytes how many follow up to the end of the file
   */
  public record Ending(long segment, long end, long tornBytes, long reservedBytes) {}

  /**
   * What was found.
   *
   * @param damages the first {@link #DAMAGES_MAX}
   * @param damagesFound how many there are
   * @param entries how many entries and markers verified
   * @param bytesRead how many bytes were looked at
   * @param ending how the last segment ends, or null if it is damaged or there is none
   */
  public record Result(
      List<CorruptException> damages,
      long damagesFound,
      long entries,
      long bytesRead,
      @Nullable Ending ending) {}

  /**
   * Verifies what a survey found.
   *
   * @param progress is told how many bytes have been looked at
   * @throws DurabilityException if something cannot be read; never for damage
   */
  public static Result verify(Directory directory, Survey survey, LongConsumer progress)
      throws DurabilityException {
    return new LogVerifier(directory, survey, progress).run();
  }

  /** Returns how many bytes there are to look at, at most. */
  public static long bytes(Survey survey) {
    long bytes = 0;
    for (SurveyedSegment segment : survey.segments()) {
      bytes += segment.isReadable() ? segment.bytes() : 0;
    }
    for (CheckpointRef checkpoint : survey.kept()) {
      bytes += checkpoint.length();
    }
    return bytes;
  }

  private Result run() throws DurabilityException {
    survey.damages().forEach(this::damage);
    for (SurveyedSegment segment : survey.segments()) {
      SegmentHeader header = segment.header();
      if (header != null && segment.isReadable()) {
        verify(segment, header);
        bytesRead += segment.bytes();
        progress.accept(bytesRead);
      }
    }
    for (CheckpointRef checkpoint : survey.kept()) {
      verify(checkpoint);
      bytesRead += checkpoint.length();
      progress.accept(bytesRead);
    }
    return new Result(List.copyOf(damages), damagesFound, entries, bytesRead, ending);
  }

  private void verify(SurveyedSegment segment, SegmentHeader header) throws DurabilityException {
    SegmentEnd end =
        segment.role() == Role.CLOSED ? SegmentEnd.recorded(segment.end()) : SegmentEnd.OPEN;
    for (int attempt = 1; ; attempt++) {
      try {
        walk(segment, header, end);
        return;
      } catch (CorruptException e) {
        if (isGone(header.segment())) {
          return;
        }
        damage(e);
        if (e.location().offset() >= 0) {
          DamageScan.behind(directory, header, end, e.location().offset(), this::damage);
        }
        return;
      } catch (NotFoundException e) {
        if (!isGone(header.segment())) {
          damage(new CorruptException("a segment is missing", e.location(), e));
        }
        return;
      } catch (TruncatedException e) {
        // Reserved space was given back while it was read.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void walk(SurveyedSegment segment, SegmentHeader header, SegmentEnd end)
      throws DurabilityException {
    long before = bytesRead;
    long counted = 0;
    try (SegmentCursor cursor = SegmentCursor.open(directory, header, end)) {
      counted = drain(cursor, before);
      if (segment.role() == Role.CLOSED && cursor.lastId() != segment.lastId()) {
        throw CorruptException.mismatch(
            "segment ends with another entry than its successor recorded",
            Location.of(directory, LogFiles.segment(header.segment()))
                .at(cursor.end())
                .entry(cursor.lastId() + 1),
            segment.lastId(),
            cursor.lastId());
      }
      if (segment.role() == Role.LAST) {
        for (int look = 1; look < ATTEMPTS && cursor.tornBytes() > 0; look++) {
          // A batch that a live writer is writing looks torn until it is there.
          final long seen = cursor.end();
          cursor.extend(SegmentEnd.OPEN);
          counted += drain(cursor, before);
          if (cursor.end() == seen) {
            break;
          }
        }
        ending = ending(header, cursor);
      }
    }
    entries += counted;
  }

  private long drain(SegmentCursor cursor, long before) throws DurabilityException {
    long counted = 0;
    while (cursor.next()) {
      counted += cursor.kind() == FrameKind.WATERMARK ? 0 : 1;
      progress.accept(before + cursor.offset());
    }
    return counted;
  }

  private Ending ending(SegmentHeader header, SegmentCursor cursor) throws DurabilityException {
    long size = directory.stat(LogFiles.segment(header.segment())).map(FileInfo::size).orElse(0L);
    long content =
        cursor.tornBytes() > 0
            ? cursor.end() + cursor.tornBytes()
            : Limits.roundUp(cursor.end(), header.alignment());
    return new Ending(
        header.segment(), cursor.end(), cursor.tornBytes(), Math.max(0, size - content));
  }

  private void verify(CheckpointRef checkpoint) throws DurabilityException {
    try (CheckpointInput input = CheckpointInput.open(directory, checkpoint)) {
      input.verifyRest();
    } catch (CorruptException e) {
      damage(e);
    } catch (NotFoundException e) {
      if (!isReplaced(checkpoint)) {
        damage(new CorruptException("a kept checkpoint is missing", e.location(), e));
      }
    }
  }

  /** Tells whether a segment was truncated since it was listed. */
  private boolean isGone(long segment) throws DurabilityException {
    return LogFiles.frontierNow(directory) > segment;
  }

  /** Tells whether a checkpoint is no longer kept: a live writer has published meanwhile. */
  private boolean isReplaced(CheckpointRef checkpoint) throws DurabilityException {
    return !Survey.of(directory).kept().contains(checkpoint);
  }

  private void damage(CorruptException damage) {
    if (!places.contains(damage.location())) {
      damagesFound++;
      if (damages.size() < DAMAGES_MAX) {
        damages.add(damage);
        places.add(damage.location());
      }
    }
  }
}
