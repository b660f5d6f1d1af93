package io.durability.internal.log;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.Frames;
import io.durability.internal.format.Limits;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes batches to the active segment, and begins a new one when it is full.
 *
 * <p>The barrier of rotation is here: the header of the next segment vouches for every byte of the
 * one before, so it is written only after everything in that one is durable.
 *
 * <p>Owned by whoever leads the {@link CommitPipeline}; futures of syncs may complete elsewhere.
 */
final class SegmentWriter implements SegmentSink, AutoCloseable {

  private static final Logger LOG = System.getLogger(SegmentWriter.class.getName());

  private final Directory directory;
  private final WriterSettings settings;
  private final WriterWatch watch;
  private final long segmentBytes;
  private volatile SegmentHeader header;
  private Frames frames;
  private Appender appender;
  private long offset;

  /** Where the last frame ends, before the zeros up to the offset. */
  private long contentEnd;

  private long syncs;

  /** How much of the segment the last sync that was asked for covers. */
  private long syncedTo;

  /** When the segment was begun, in nanoseconds of the settings' clock. */
  private long begunAt;

  private CompletableFuture<Long> lastSync;

  /**
   * How much of the segment is durable: what the next batch's watermarks tell. Each segment has its
   * own, because what depends on a sync of the last one may still run.
   */
  private AtomicLong durable;

  private SegmentWriter(
      Directory directory,
      WriterSettings settings,
      WriterWatch watch,
      SegmentHeader header,
      Appender appender) {
    this.directory = directory;
    this.settings = settings;
    this.watch = watch;
    this.segmentBytes = Math.min(settings.segmentBytes(), directory.traits().appendFileBytesMax());
    this.header = header;
    this.frames = new Frames(header);
    this.appender = appender;
    this.offset = appender.length();
    this.contentEnd = offset;
    this.durable = new AtomicLong(offset);
    this.syncedTo = offset;
    this.begunAt = settings.nanoClock().getAsLong();
    this.syncs = 1;
    this.lastSync = CompletableFuture.completedFuture(offset);
  }

  /**
   * Begins a segment. On return its header is durable, and this writer is the one that may go on.
   *
   * @throws SupersededException if the number was used by another writer
   */
  static SegmentWriter begin(
      Directory directory, WriterSettings settings, WriterWatch watch, SegmentHeader header)
      throws DurabilityException {
    return new SegmentWriter(
        directory, settings, watch, header, create(directory, settings, header));
  }

  private static Appender create(Directory directory, WriterSettings settings, SegmentHeader header)
      throws DurabilityException {
    FileName name = LogFiles.segment(header.segment());
    Location location = Location.of(directory, name);
    Appender created = null;
    boolean begun = false;
    try {
      created = directory.append(name);
      created.write(header.encode());
      // Header first: nothing is written behind it before it is durable.
      CompletableFuture<Long> headerSync = created.sync();
      settings.awaitIfClockwork(headerSync);
      join(headerSync, location);
      long frontier = LogFiles.frontier(directory);
      if (frontier > header.segment()) {
        // This writer slept while its number was used, and deleted again.
        throw new SupersededException("segment was truncated, frontier=" + frontier, location);
      }
      begun = true;
      return created;
    } catch (ConditionNotMetException e) {
      throw new SupersededException("another writer has begun this segment", location, e);
    } finally {
      if (!begun && created != null) {
        closeQuietly(created, location);
      }
    }
  }

  /**
   * Creates a segment that has a header only, for whoever claims the log. On return it is durable.
   *
   * @throws ConditionNotMetException if there is such a segment
   */
  static void createEmpty(Directory directory, SegmentHeader header) throws DurabilityException {
    FileName name = LogFiles.segment(header.segment());
    try (Appender created = directory.append(name)) {
      created.write(header.encode());
      join(created.sync(), Location.of(directory, name));
    }
  }

  SegmentHeader header() {
    return header;
  }

  @Override
  public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync)
      throws DurabilityException {
    if (batch.position() > 0) {
      append(batch, previousId);
    }
    // Not the last sync, which may be under way: the leader would wait for it, for nothing.
    return sync ? sync() : CompletableFuture.completedFuture(offset);
  }

  @Override
  public long vouchedId() {
    return header.previousId();
  }

  private void append(ByteBuffer batch, long previousId) throws DurabilityException {
    int padded = (int) Limits.roundUp(batch.position(), header.alignment());
    boolean full =
        offset + padded > segmentBytes
            || syncs >= directory.traits().syncsPerAppendFileMax()
            || settings.nanoClock().getAsLong() - begunAt >= settings.segmentAgeNanos();
    if (full && offset > header.encodedBytes()) {
      rotate(header.checkpoints(), previousId);
    }
    // Stamped now and not when framed: the batch filled while the sync before it was under way, and
    // only now is it known what that one made durable.
    frames.stamp(batch, offset, durable.get());
    contentEnd = offset + batch.position();
    while (batch.position() < padded) {
      batch.put((byte) 0);
    }
    appender.write(batch.flip());
    offset += padded;
  }

  private CompletableFuture<Long> sync() {
    syncs++;
    long end = offset;
    syncedTo = end;
    AtomicLong told = durable;
    CompletableFuture<Long> synced = appender.sync();
    lastSync =
        synced.thenApply(
            length -> {
              told.accumulateAndGet(end, Math::max);
              return length;
            });
    return lastSync;
  }

  @Override
  public void rotate(List<CheckpointRef> checkpoints, long lastId) throws DurabilityException {
    long since = watch.now();
    Location location = Location.of(directory, LogFiles.segment(header.segment()));
    // What was written without a sync needs one now: the next header vouches for all of it.
    CompletableFuture<Long> last = syncedTo == offset ? lastSync : sync();
    settings.awaitIfClockwork(last);
    join(last, location);
    SegmentHeader next =
        new SegmentHeader(
            header.logId(),
            header.segment() + 1,
            header.writerId(),
            lastId + 1,
            header.alignment(),
            header.payloadBytesMax(),
            header.segment(),
            // Not the offset: a claimant that reads this segment finds the end here, and voids the
            // rest even if it then loses against this writer.
            contentEnd,
            checkpoints);
    Appender created = create(directory, settings, next);
    Appender closed = appender;
    appender = created;
    header = next;
    frames = new Frames(next);
    offset = created.length();
    contentEnd = offset;
    durable = new AtomicLong(offset);
    syncedTo = offset;
    begunAt = settings.nanoClock().getAsLong();
    syncs = 1;
    lastSync = CompletableFuture.completedFuture(offset);
    closeQuietly(closed, location);
    watch.rotated(next.segment(), next.firstId(), since);
  }

  /** Closes the active segment's file; everything in it that was acknowledged is durable. */
  @Override
  public void close() throws DurabilityException {
    appender.close();
  }

  /** Waits for a future of the SPI and gives its failure as what it is. */
  static <T> T join(CompletableFuture<T> future, Location location) throws DurabilityException {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DurabilityException failure) {
        throw failure;
      }
      throw new PoisonedException("sync failed: " + e.getCause(), location, e.getCause());
    }
  }

  /** Closes a file on which nothing depends any more: all it could do is give back space. */
  private static void closeQuietly(Appender closed, Location location) {
    try {
      closed.close();
    } catch (DurabilityException e) {
      LOG.log(Logger.Level.WARNING, "closing a finished segment failed [" + location + "]", e);
    }
  }
}
