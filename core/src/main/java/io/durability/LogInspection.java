package io.durability;

import io.durability.LogReport.Checkpoint;
import io.durability.LogReport.Damage;
import io.durability.LogReport.Segment;
import io.durability.errors.DurabilityException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.SegmentHeader;
import io.durability.internal.log.FrameWalk;
import io.durability.internal.log.LogVerifier;
import io.durability.internal.log.Survey;
import io.durability.internal.log.SurveyedSegment;
import io.durability.internal.log.Tail;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a log without a claim: what it consists of, whether all of it verifies, and what each
 * frame says. Changes nothing and takes no lock; a writer may be at work, in this process or
 * another. A RocksDB database of its own is the exception, as {@link LogReader} tells. Damage is
 * described, not thrown.
 *
 * <p>Memory is bounded by the number of segments, not by their size. Immutable: it tells what was
 * there when {@link #of} was called. Threads: any.
 */
public final class LogInspection {

  private final Directory directory;
  private final Survey survey;

  private LogInspection(Directory directory, Survey survey) {
    this.directory = directory;
    this.survey = survey;
  }

  /**
   * Looks at the log in a directory: reads every segment's header, and the last segment to its end.
   *
   * @throws io.durability.errors.UnsupportedException if it is of a newer format
   * @throws DurabilityException if the directory cannot be read
   */
  public static LogInspection of(Directory directory) throws DurabilityException {
    return new LogInspection(directory, Survey.of(directory));
  }

  /** Tells whether there is a log at all: a segment, a checkpoint of its own, or a frontier. */
  public boolean exists() {
    return !survey.segments().isEmpty()
        || !survey.checkpointFiles().isEmpty()
        || survey.frontier() > 0;
  }

  /** Returns the id of the log, empty if no segment tells it. */
  public Optional<UUID> logId() {
    return newestHeader().map(SegmentHeader::logId);
  }

  /** Returns the number below which segments may be gone, 0 if nothing was ever truncated. */
  public long frontier() {
    return survey.frontier();
  }

  /** Returns the first id that is still there, empty if no segment tells it. */
  public OptionalLong firstId() {
    return survey.segments().stream()
        .filter(LogInspection::isReadable)
        .mapToLong(segment -> Objects.requireNonNull(segment.header()).firstId())
        .findFirst();
  }

  /** Returns the last id, empty if the last segment is damaged or there is none. */
  public OptionalLong lastId() {
    Tail tail = survey.tail();
    return tail == null ? OptionalLong.empty() : OptionalLong.of(tail.lastId());
  }

  /** Tells whether the writer closed the log and nobody has claimed it since. */
  public boolean closedCleanly() {
    Tail tail = survey.tail();
    return tail != null && tail.closed();
  }

  /**
   * Returns how many bytes behind the end recovery would drop as never acknowledged; on local disk
   * it may be inexact, see {@link Recovered#bytesDropped}.
   */
  public long tornBytes() {
    Tail tail = survey.tail();
    return tail == null ? 0 : tail.tornBytes();
  }

  /** Returns all segments that are there, by number. */
  public List<Segment> segments() {
    return survey.segments().stream().map(LogInspection::segment).toList();
  }

  /** Returns the kept checkpoints, newest first, then the orphaned ones by name. */
  public List<Checkpoint> checkpoints() {
    List<Checkpoint> found = new ArrayList<>();
    Set<String> kept = new HashSet<>();
    for (CheckpointRef checkpoint : survey.kept()) {
      kept.add(checkpoint.name());
      found.add(
          new Checkpoint(
              FileName.of(checkpoint.name()), checkpoint.lastId(), checkpoint.length(), true));
    }
    for (FileInfo file : survey.checkpointFiles()) {
      if (!kept.contains(file.name().value())) {
        found.add(new Checkpoint(file.name(), SurveyedSegment.UNKNOWN, file.size(), false));
      }
    }
    return List.copyOf(found);
  }

  /** Returns what headers and the last segment show to be damaged or missing. */
  public List<Damage> damages() {
    return survey.damages().stream().map(Damage::of).toList();
  }

  /** Is told how far a verification has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Is called on the verifying thread.
     *
     * @param bytes how many bytes have been looked at
     * @param bytesMax how many there are, as far as is known
     */
    void at(long bytes, long bytesMax);
  }

  /** Reads everything, and tells nobody how far it is; see {@link #verify(Progress)}. */
  public LogReport verify() throws DurabilityException {
    return verify((bytes, bytesMax) -> {});
  }

  /**
   * Reads everything: every frame of every segment, every kept checkpoint. Goes on behind a damage
   * where it can. What a live writer changes meanwhile is not taken for damage.
   *
   * @throws DurabilityException if something cannot be read; never for damage
   */
  public LogReport verify(Progress progress) throws DurabilityException {
    long bytesMax = LogVerifier.bytes(survey);
    LogVerifier.Result result =
        LogVerifier.verify(directory, survey, bytes -> progress.at(bytes, bytesMax));
    return LogReport.of(result);
  }

  /** Is shown the frames of a log. */
  @FunctionalInterface
  public interface FrameVisitor {
    /**
     * Looks at a frame.
     *
     * @return false to see no more
     * @throws IOException to end the walk with it
     */
    boolean visit(LogFrame frame) throws IOException;
  }

  /**
   * Shows every frame from an id on as it stands in the segments, watermarks included, to the end
   * that recovery would find.
   *
   * @param fromId 1 or more
   * @throws io.durability.errors.TruncatedException if the id has been truncated
   * @throws io.durability.errors.CorruptException at the first damage, after every frame before it
   *     was shown
   * @throws IOException what the visitor throws
   */
  public void frames(long fromId, FrameVisitor visitor) throws IOException {
    LogReader.checkId(fromId);
    FrameWalk.from(directory, fromId, frame -> visitor.visit(LogFrame.of(frame)));
  }

  private Optional<SegmentHeader> newestHeader() {
    @Nullable SegmentHeader newest = null;
    for (SurveyedSegment segment : survey.segments()) {
      newest = isReadable(segment) ? segment.header() : newest;
    }
    return Optional.ofNullable(newest);
  }

  private static boolean isReadable(SurveyedSegment segment) {
    return segment.header() != null
        && switch (segment.role()) {
          case CLOSED, LAST, CUT_OFF -> true;
          case DAMAGED, VOID, DELETED -> false;
        };
  }

  static Segment segment(SurveyedSegment segment) {
    SegmentHeader header = segment.header();
    return new Segment(
        FileName.of(Survey.fileOf(segment.number())),
        segment.number(),
        Segment.State.valueOf(segment.role().name()),
        segment.bytes(),
        segment.end(),
        header == null ? SurveyedSegment.UNKNOWN : header.firstId(),
        segment.lastId(),
        header == null ? SurveyedSegment.UNKNOWN : header.predecessor(),
        Optional.ofNullable(header).map(SegmentHeader::writerId));
  }
}
