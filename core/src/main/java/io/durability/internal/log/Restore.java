package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What recovery stands on: the newest checkpoint that can be read, and the entries after it up to
 * the end. An older checkpoint is used only if the log still holds every entry after it.
 */
public final class Restore {

  /** How often a reader starts over because a writer truncated under it. */
  private static final int ATTEMPTS = 16;

  private Restore() {}

  /** Builds a state: from a checkpoint or from nothing, then entry by entry. */
  public interface Builder<R> {

    /** Begins with the empty state. */
    void begin() throws IOException;

    /** Begins with the state in a checkpoint. */
    void begin(InputStream checkpoint) throws IOException;

    /** Applies what the replay is at, on the way to an id. */
    void apply(Replay replay, long lastId) throws IOException;

    /** Ends, and tells where the state came from. */
    R end(Summary summary);
  }

  /**
   * Where a recovered state came from.
   *
   * @param lastId the last id it covers
   * @param checkpointLastId the last id of the checkpoint used, 0 if none was
   * @param checkpointsSkipped the newer checkpoints that were damaged or missing
   * @param tornBytes how many bytes behind the end were dropped as never acknowledged
   */
  public record Summary(
      long lastId,
      long checkpointLastId,
      List<DurabilityException> checkpointsSkipped,
      long tornBytes) {}

  /**
   * Recovers the state up to an id, or up to the end if that comes first.
   *
   * @param upToId inclusive; {@link Long#MAX_VALUE} for the newest state
   */
  public static <R> R upTo(Directory directory, long upToId, Builder<R> builder)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      // Before the log's end is looked for: a live writer moves both on, the log first.
      List<FileName> checkpoints = LogFiles.listOwnCheckpoints(directory);
      Segments segments = Segments.list(directory);
      try {
        return upTo(segments, checkpoints, upToId, builder);
      } catch (TruncatedException | NotFoundException | CorruptException e) {
        // A writer truncated or took over meanwhile: what was listed has moved, so look again. Also
        // where it looks damaged: the next claim deletes the checkpoint that was to be read.
        if (attempt == ATTEMPTS || Segments.list(directory).sameAs(segments)) {
          throw e;
        }
      }
    }
  }

  private static <R> R upTo(
      Segments segments, List<FileName> checkpointFiles, long upToId, Builder<R> builder)
      throws IOException {
    Directory directory = segments.directory();
    Optional<SegmentHeader> last = segments.last(false);
    if (last.isEmpty()) {
      builder.begin();
      return builder.end(new Summary(0, 0, List.of(), 0));
    }
    Tail tail = Tail.read(directory, last.get(), upToId);
    if (tail.lastId() < upToId) {
      Optional<CorruptException> lost =
          CheckpointProof.lostEntries(
              directory, checkpointFiles, tail.header().logId(), tail.lastId());
      if (lost.isPresent()) {
        throw lost.get();
      }
    }
    List<DurabilityException> skipped = new ArrayList<>();
    CheckpointRef base = null;
    for (CheckpointRef checkpoint : tail.checkpoints()) {
      if (checkpoint.lastId() <= upToId && restore(directory, checkpoint, builder, skipped)) {
        base = checkpoint;
        break;
      }
    }
    if (base == null) {
      builder.begin();
    }
    long baseId = base == null ? 0 : base.lastId();
    long lastId = Math.min(tail.lastId(), upToId);
    if (baseId < lastId) {
      boolean passedOver =
          tail.checkpoints().stream().anyMatch(checkpoint -> checkpoint.lastId() > upToId);
      try (Replay replay = reach(segments, tail, baseId, skipped, passedOver)) {
        while (replay.next() && replay.id() <= lastId) {
          builder.apply(replay, lastId);
        }
      }
    }
    return builder.end(new Summary(lastId, baseId, List.copyOf(skipped), tail.tornBytes()));
  }

  private static boolean restore(
      Directory directory,
      CheckpointRef checkpoint,
      Builder<?> builder,
      List<DurabilityException> skipped)
      throws IOException {
    try (CheckpointInput input = CheckpointInput.open(directory, checkpoint)) {
      begin(builder, input);
      input.verifyRest();
      return true;
    } catch (CorruptException | NotFoundException e) {
      skipped.add(e);
      return false;
    }
  }

  /** Begins with a checkpoint; a codec that chokes on damage has met damage. */
  private static void begin(Builder<?> builder, CheckpointInput input) throws IOException {
    try {
      builder.begin(CodecStreams.unclosed(input));
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Whole, but another than the one committed: only its end tells.
      input.verifyRest();
      throw e;
    }
  }

  private static Replay reach(
      Segments segments,
      Tail tail,
      long baseId,
      List<DurabilityException> skipped,
      boolean passedOver)
      throws DurabilityException {
    try {
      return Replay.upTo(segments, tail, baseId + 1);
    } catch (TruncatedException e) {
      Directory directory = segments.directory();
      // Truncated only where a newer checkpoint was left aside for an earlier id; else there is
      // a hole.
      DurabilityException cause = skipped.isEmpty() ? e : skipped.get(0);
      if ((skipped.isEmpty() && passedOver)
          || LogFiles.frontierNow(directory) != segments.frontier()) {
        throw e;
      }
      throw new CorruptException(
          "the log does not hold every entry after the newest checkpoint that can be read, of id "
              + baseId,
          Location.of(directory),
          cause);
    }
  }
}
