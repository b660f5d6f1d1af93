package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.Pending;
import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes over a log for writing, in this order: the frontier, the listing, the seal of the last
 * segment, its end, and, after whoever keeps a state has caught up to exactly that end, the next
 * segment, of which the header names that end. Creating that segment if it is absent decides
 * between claimants.
 */
public final class Claim {

  private static final Logger LOG = System.getLogger(Claim.class.getName());

  /** How often a claim starts over because another writer has gone on or truncated. */
  private static final int ATTEMPTS = 16;

  private final Directory directory;
  private final WriterSettings settings;
  private final WriterWatch watch;
  private final long begunAt;
  private final Segments segments;
  private final @Nullable Tail tail;
  private final List<FileName> checkpointFiles;

  private Claim(
      Directory directory,
      WriterSettings settings,
      WriterWatch watch,
      long begunAt,
      Segments segments,
      @Nullable Tail tail,
      List<FileName> checkpointFiles) {
    this.directory = directory;
    this.settings = settings;
    this.watch = watch;
    this.begunAt = begunAt;
    this.segments = segments;
    this.tail = tail;
    this.checkpointFiles = checkpointFiles;
  }

  /** Claims a log for a writer that keeps no state. */
  public static LogWriter claim(Directory directory, WriterSettings settings)
      throws DurabilityException {
    return Claim.<DurabilityException>claim(directory, settings, claim -> {});
  }

  /**
   * What is done between the seal and the next segment.
   *
   * @param <X> what it throws
   */
  @FunctionalInterface
  public interface Preparation<X extends Exception> {
    /** Makes sure that everything is known up to the claim's last id; it may be called again. */
    void upTo(Claim claim) throws DurabilityException, X;
  }

  /**
   * Claims a log. If the writer that is to be superseded has begun its next segment meanwhile, the
   * claim starts over behind that one, because it was not another claimant that won; only so often,
   * so that it ends even where a writer begins segments faster than this can read.
   *
   * @throws SupersededException if another claimant was faster, or the writer too fast
   */
  public static <X extends Exception> LogWriter claim(
      Directory directory, WriterSettings settings, Preparation<X> preparation)
      throws DurabilityException, X {
    for (int attempt = 1; ; attempt++) {
      Claim claim = begin(directory, settings);
      preparation.upTo(claim);
      try {
        return claim.complete();
      } catch (SupersededException e) {
        if (attempt == ATTEMPTS || !claim.hasWriterGoneOn()) {
          throw e;
        }
      }
    }
  }

  /**
   * Seals the log and finds its end. From here on no earlier writer acknowledges anything in the
   * last segment. Nothing is written before {@link #complete}.
   */
  private static Claim begin(Directory directory, WriterSettings settings)
      throws DurabilityException {
    WriterWatch watch = WriterWatch.of(directory, settings);
    long begunAt = watch.now();
    // Deletes nothing, but takes the directory's lock if it has one: what is listed next stays so.
    directory.delete(List.of());
    for (int attempt = 1; ; attempt++) {
      Segments segments = Segments.list(directory);
      // Before the header: a later listing could show a successor's, not yet marked. What is listed
      // now, and not committed when the log is sealed and read, never will be: it is nobody's.
      Pending<List<FileInfo>> listing = LogFiles.beginCheckpoints(directory);
      DurabilityException moved;
      try {
        segments.nextNumber();
        Optional<SegmentHeader> last = segments.last(true);
        Tail tail = last.isEmpty() ? null : Tail.read(directory, last.get());
        List<FileName> checkpoints = LogFiles.ownCheckpoints(listing.await());
        Optional<CorruptException> lost =
            tail == null
                ? Optional.empty()
                : CheckpointProof.lostEntries(
                    directory, checkpoints, tail.header().logId(), tail.lastId());
        if (lost.isEmpty()) {
          return new Claim(directory, settings, watch, begunAt, segments, tail, checkpoints);
        }
        moved = lost.get();
      } catch (TruncatedException e) {
        moved = e;
      }
      // Not lost: another writer has gone on in a segment that was not listed, or truncated.
      if (attempt == ATTEMPTS || Segments.list(directory).sameAs(segments)) {
        throw moved;
      }
    }
  }

  /** Returns the last id in the log as it is now, without a claim: a writer goes on. */
  public static long lastIdUnclaimed(Directory directory) throws DurabilityException {
    Optional<SegmentHeader> last = Segments.list(directory).last(false);
    return last.isEmpty() ? 0 : Tail.read(directory, last.get()).lastId();
  }

  /** Returns the last id in the sealed log, 0 if there is none. */
  public long lastId() {
    return tail == null ? 0 : tail.lastId();
  }

  /** Returns the entries from an id up to exactly the sealed end. */
  public Replay replay(long fromId) throws DurabilityException {
    if (tail == null) {
      throw new IllegalStateException("an empty log has nothing to replay");
    }
    return Replay.upTo(segments, tail, fromId);
  }

  /**
   * Begins the next segment and returns the writer.
   *
   * @throws SupersededException if the segment's number is taken, or the one before it truncated
   */
  private LogWriter complete() throws DurabilityException {
    List<CheckpointRef> checkpoints = List.of();
    UUID logId;
    long predecessor = 0;
    long predecessorEnd = 0;
    if (tail == null) {
      logId = randomId(settings.entropy());
    } else {
      logId = tail.header().logId();
      predecessor = tail.header().segment();
      predecessorEnd = tail.end();
      // All of them, whatever the options say: an older one may be the only one that can be read.
      // The next publish reads them and lets go of what it need not keep.
      checkpoints = tail.checkpoints();
      settle(tail);
    }
    SegmentHeader header =
        new SegmentHeader(
            logId,
            segments.nextNumber(),
            randomId(settings.entropy()),
            lastId() + 1,
            directory.traits().batchAlignment(),
            settings.payloadBytesMax(),
            predecessor,
            predecessorEnd,
            checkpoints);
    SegmentWriter segment = SegmentWriter.begin(directory, settings, watch, header);
    deleteOrphans(header);
    watch.claimed(header.segment(), lastId(), tail == null ? 0 : tail.tornBytes(), begunAt);
    return new LogWriter(directory, settings, watch, segment);
  }

  /** Before the next header vouches for these bytes: what was read may be in a cache only. */
  private void settle(Tail last) throws DurabilityException {
    long number = last.header().segment();
    FileName name = LogFiles.segment(number);
    try {
      directory.settle(name, Math.min(last.durable(), last.end()), last.end());
    } catch (NotFoundException e) {
      DurabilityException gone =
          Segments.goneOrCorrupt(directory, number, "a segment is missing", e);
      if (gone instanceof TruncatedException) {
        throw new SupersededException(
            "another writer has taken over and truncated", Location.of(directory, name), gone);
      }
      throw gone;
    }
  }

  /**
   * Tells who took the number of the next segment: the writer of the last one, and not another
   * claimant. Where it cannot be read, because its creation is under way, nobody has won yet.
   */
  private boolean hasWriterGoneOn() throws DurabilityException {
    if (tail == null) {
      return false;
    }
    try {
      SegmentHeader next = SegmentHeaders.read(directory, segments.nextNumber());
      return next.writerId().equals(tail.header().writerId());
    } catch (CorruptException | NotFoundException e) {
      LOG.log(Logger.Level.DEBUG, "the segment that was in the way cannot be read", e);
      return true;
    }
  }

  /** Deletes checkpoints that no marker committed, and superseded ones that were left over. */
  private void deleteOrphans(SegmentHeader header) {
    Set<String> kept =
        header.checkpoints().stream().map(CheckpointRef::name).collect(Collectors.toSet());
    List<FileName> orphans =
        checkpointFiles.stream().filter(name -> !kept.contains(name.value())).toList();
    if (orphans.isEmpty()) {
      return;
    }
    try {
      directory.delete(orphans);
    } catch (DurabilityException e) {
      LOG.log(Logger.Level.WARNING, "orphaned checkpoints not deleted, the next claim will", e);
    }
  }

  static UUID randomId(RandomGenerator entropy) {
    return new UUID(entropy.nextLong(), entropy.nextLong());
  }
}
