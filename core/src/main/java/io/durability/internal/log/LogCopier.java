package io.durability.internal.log;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Copies a log to another directory, file by file, reads all of it back, and begins a segment
 * behind it there.
 *
 * <p>A guard stands in the target from the first file to the last, a frontier above every segment,
 * for which nobody takes half a copy for a shorter log. The segments are whole files there, each
 * written at once or not at all; so is what comes last, the header of a segment of its own, which
 * names where the last copied one ends.
 */
public final class LogCopier {

  /** How often it starts over because a live writer has truncated what was to be copied. */
  private static final int ATTEMPTS = 16;

  private static final int PIECE_BYTES = 1 << 20;

  private static final FileName GUARD = LogFiles.frontier(LogFiles.UNFINISHED_COPY);

  private final Directory from;
  private final Directory to;
  private final RandomGenerator entropy;
  private final Stages stages;

  /** What was in the target when the copy began, but the guard. */
  private final Map<String, FileInfo> present = new TreeMap<>();

  private long copiedBytes;

  /** Who is told how far it is. */
  public interface Stages {
    /** Some more bytes of the log are in the target. */
    void copied(long bytes, long bytesMax);

    /** Some more bytes were read back. */
    void verified(long bytes, long bytesMax);
  }

  /**
   * A log as it is to be copied.
   *
   * @param files the bytes to copy of each file
   */
  private record Plan(Survey survey, Tail tail, Map<FileName, Long> files) {
    long bytes() {
      return files.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * What was copied.
   *
   * @param bytes the length of all files
   * @param bytesCopied how many of them this run has copied; the others were there
   * @param tornBytes how many bytes behind the end were left out as never acknowledged
   */
  public record Copied(
      UUID logId,
      long lastId,
      int segments,
      int checkpoints,
      long bytes,
      long bytesCopied,
      long tornBytes) {}

  private LogCopier(Directory from, Directory to, RandomGenerator entropy, Stages stages) {
    this.from = from;
    this.to = to;
    this.entropy = entropy;
    this.stages = stages;
  }

  /** Copies; see {@code LogCopy.run}. */
  public static Copied copy(Directory from, Directory to, RandomGenerator entropy, Stages stages)
      throws DurabilityException {
    return new LogCopier(from, to, entropy, stages).run();
  }

  private Copied run() throws DurabilityException {
    for (int attempt = 1; ; attempt++) {
      Plan plan = plan();
      guard(plan.tail().header().logId());
      copiedBytes = 0;
      try {
        copyFiles(plan);
      } catch (TruncatedException | NotFoundException e) {
        // A live writer has published since the survey: what it covers now is not needed.
        if (attempt == ATTEMPTS || plan().survey().equals(plan.survey())) {
          throw e instanceof NotFoundException
              ? new CorruptException("a file of the log is missing", e.location(), e)
              : e;
        }
        continue;
      }
      finish(plan);
      return new Copied(
          plan.tail().header().logId(),
          plan.tail().lastId(),
          plan.files().size() - plan.tail().checkpoints().size(),
          plan.tail().checkpoints().size(),
          plan.bytes(),
          copiedBytes,
          plan.tail().tornBytes());
    }
  }

  private Plan plan() throws DurabilityException {
    Survey survey = Survey.of(from);
    if (!survey.damages().isEmpty()) {
      throw survey.damages().get(0);
    }
    Tail tail = survey.tail();
    if (tail == null) {
      throw new NotFoundException(
          "there is no log here, expected=files under wal/, found=none", Location.of(from));
    }
    Map<FileName, Long> files = new LinkedHashMap<>();
    for (SurveyedSegment segment : survey.segments()) {
      if (segment.isReadable()) {
        files.put(LogFiles.segment(segment.number()), segment.end());
      }
    }
    for (CheckpointRef checkpoint : tail.checkpoints()) {
      files.put(FileName.of(checkpoint.name()), checkpoint.length());
    }
    return new Plan(survey, tail, files);
  }

  /**
   * Makes sure that the guard stands, and that what is there already is a part of this log.
   *
   * @throws ConditionNotMetException if it is not; nothing was changed
   */
  private void guard(UUID logId) throws DurabilityException {
    present.clear();
    for (String folder :
        List.of(LogFiles.SEGMENT_PREFIX, LogFiles.CHECKPOINT_PREFIX, LogFiles.FRONTIER_PREFIX)) {
      to.list(folder).forEach(file -> present.put(file.name().value(), file));
    }
    FileInfo guard = present.remove(GUARD.value());
    if (guard != null) {
      requireSameLog(logId, guard);
      return;
    }
    if (!present.isEmpty()) {
      FileInfo first = present.values().iterator().next();
      throw new ConditionNotMetException(
          "there is a log already, expected=no files of a log",
          Location.of(to, first.name()),
          first.version().value());
    }
    to.write(GUARD, ByteBuffer.wrap(content(logId)), Condition.absent());
  }

  private void requireSameLog(UUID logId, FileInfo guard) throws DurabilityException {
    byte[] found = new byte[content(logId).length];
    try (FileReader reader = to.open(GUARD)) {
      if (reader.size() == found.length) {
        reader.read(0, ByteBuffer.wrap(found));
      }
    }
    String text = new String(found, StandardCharsets.US_ASCII);
    if (!text.equals(logId.toString())) {
      throw new ConditionNotMetException(
          "an unfinished copy of another log is here, expected=" + logId,
          Location.of(to, GUARD),
          guard.version().value());
    }
  }

  private static byte[] content(UUID logId) {
    return logId.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void copyFiles(Plan plan) throws DurabilityException {
    long bytesMax = plan.bytes();
    long done = 0;
    for (Map.Entry<FileName, Long> file : plan.files().entrySet()) {
      FileInfo there = present.get(file.getKey().value());
      long before = done;
      LongConsumer progress = bytes -> stages.copied(before + bytes, bytesMax);
      if (there == null
          || there.size() != file.getValue()
          || !isSame(file.getKey(), file.getValue(), progress)) {
        copyFile(file.getKey(), file.getValue(), progress);
        copiedBytes += file.getValue();
      }
      done += file.getValue();
      stages.copied(done, bytesMax);
    }
  }

  private void copyFile(FileName name, long length, LongConsumer progress)
      throws DurabilityException {
    try (FileReader reader = openSource(name, length);
        FileWriter writer = to.create(name)) {
      ByteBuffer piece = piece(length);
      for (long at = 0; at < length; at += piece.limit()) {
        read(reader, at, length, piece);
        writer.write(piece.flip());
        progress.accept(at + piece.limit());
      }
      requireNotTruncated(name);
      writer.commit(Condition.none());
    }
  }

  private FileReader openSource(FileName name, long length) throws DurabilityException {
    FileReader reader = from.open(name);
    long size = reader.size();
    if (size < length) {
      reader.close();
      requireNotTruncated(name);
      throw CorruptException.mismatch(
          "file is shorter than the log says", Location.of(from, name).at(size), length, size);
    }
    return reader;
  }

  /**
   * Makes sure that what was read of a file was its own: a segment's may be written again once it
   * is deleted, which no reader of another directory is told.
   */
  private void requireNotTruncated(FileName name) throws DurabilityException {
    OptionalLong number = LogFiles.segmentNumber(name);
    if (number.isPresent() && number.getAsLong() < LogFiles.frontierNow(from)) {
      throw new TruncatedException(
          "segment was truncated while it was copied", Location.of(from, name));
    }
  }

  /** Tells whether a file that an earlier run left is what would be written. */
  private boolean isSame(FileName name, long length, LongConsumer progress)
      throws DurabilityException {
    try (FileReader one = openSource(name, length);
        FileReader other = to.open(name)) {
      ByteBuffer piece = piece(length);
      ByteBuffer there = piece(length);
      for (long at = 0; at < length; at += piece.limit()) {
        read(one, at, length, piece);
        read(other, at, length, there);
        if (!piece.flip().equals(there.flip())) {
          return false;
        }
        progress.accept(at + piece.limit());
      }
      requireNotTruncated(name);
      return true;
    }
  }

  private static ByteBuffer piece(long length) {
    return ByteBuffer.allocate((int) Math.min(PIECE_BYTES, Math.max(1, length)));
  }

  private static void read(FileReader reader, long at, long length, ByteBuffer piece)
      throws DurabilityException {
    piece.clear().limit((int) Math.min(piece.capacity(), length - at));
    reader.read(at, piece);
  }

  /** Verifies what is there, and takes the guard away behind a segment of its own. */
  private void finish(Plan plan) throws DurabilityException {
    if (plan.survey().frontier() > 0) {
      to.write(
          LogFiles.frontier(plan.survey().frontier()), ByteBuffer.allocate(0), Condition.none());
    }
    SegmentHeader begun = begun(plan.tail());
    to.delete(leftOver(plan, begun));
    verify(plan);
    if (begun == null) {
      begin(plan.tail());
    }
    to.delete(List.of(GUARD));
  }

  /** Returns the header that an earlier run has begun behind the same end, or null. */
  private @Nullable SegmentHeader begun(Tail tail) throws DurabilityException {
    long number = lastNumber(tail);
    if (number == tail.header().segment()) {
      return null;
    }
    try {
      SegmentHeader found = SegmentHeaders.read(to, number);
      boolean follows =
          found.logId().equals(tail.header().logId())
              && found.predecessor() == tail.header().segment()
              && found.predecessorEnd() == tail.end()
              && found.checkpoints().equals(tail.checkpoints());
      return follows ? found : null;
    } catch (CorruptException e) {
      return null;
    }
  }

  /** Returns the greatest number of a segment there, at least that of the last one copied. */
  private long lastNumber(Tail tail) {
    long last = tail.header().segment();
    for (FileInfo file : present.values()) {
      OptionalLong number = LogFiles.segmentNumber(file.name());
      last = Math.max(last, number.orElse(0));
    }
    return last;
  }

  /** Returns what an earlier run has copied and the log has truncated since. */
  private List<FileName> leftOver(Plan plan, @Nullable SegmentHeader begun) {
    List<FileName> left = new ArrayList<>();
    for (FileInfo file : present.values()) {
      boolean wanted =
          plan.files().containsKey(file.name())
              || file.name().equals(LogFiles.frontier(Math.max(1, plan.survey().frontier())))
              || (begun != null && file.name().equals(LogFiles.segment(begun.segment())));
      if (!wanted) {
        left.add(file.name());
      }
    }
    return left;
  }

  private void verify(Plan plan) throws DurabilityException {
    Directory copy = new UnguardedDirectory(to, GUARD);
    Survey survey = Survey.of(copy);
    long bytesMax = LogVerifier.bytes(survey);
    LogVerifier.Result result =
        LogVerifier.verify(copy, survey, bytes -> stages.verified(bytes, bytesMax));
    if (!result.damages().isEmpty()) {
      throw result.damages().get(0);
    }
    Tail found = survey.tail();
    if (found == null || found.lastId() != plan.tail().lastId()) {
      throw CorruptException.mismatch(
          "the copy does not end as the log does",
          Location.of(to).entry(plan.tail().lastId()),
          plan.tail().lastId(),
          found == null ? "no end" : found.lastId());
    }
  }

  private void begin(Tail tail) throws DurabilityException {
    SegmentHeader header =
        new SegmentHeader(
            tail.header().logId(),
            lastNumber(tail) + 1,
            Claim.randomId(entropy),
            tail.lastId() + 1,
            to.traits().batchAlignment(),
            tail.header().payloadBytesMax(),
            tail.header().segment(),
            tail.end(),
            tail.checkpoints());
    SegmentWriter.createEmpty(to, header);
  }
}
