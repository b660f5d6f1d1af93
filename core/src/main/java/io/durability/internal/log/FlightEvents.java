package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * What the flight recorder keeps of a log. Times are those of the log's own clock, so they stand in
 * fields and not in the duration of an event. Loaded only where the recorder's module is there.
 */
@SuppressWarnings("UnusedVariable") // The recorder reads them.
final class FlightEvents {

  private FlightEvents() {}

  /** What all have in common: which log. */
  @Category({"Durability", "Log"})
  @StackTrace(false)
  private abstract static class LogEvent extends Event {
    @Label("Directory")
    String directory = "";
  }

  @Name("io.durability.Commit")
  @Label("Commit")
  @Description("A batch became durable")
  private static final class Commit extends LogEvent {
    @Label("First Id")
    long firstId;

    @Label("Last Id")
    long lastId;

    @Label("Appends")
    int appends;

    @Label("Bytes")
    @DataAmount
    int bytes;

    @Label("Append to Ack")
    @Description("From the oldest append of the batch to its acknowledgement")
    @Timespan(Timespan.NANOSECONDS)
    long ackTime;

    @Label("Sync")
    @Description("From handing the batch to the store until it was durable")
    @Timespan(Timespan.NANOSECONDS)
    long syncTime;
  }

  @Name("io.durability.Rotation")
  @Label("Rotation")
  @Description("A new segment was begun")
  private static final class Rotation extends LogEvent {
    @Label("Segment")
    long segment;

    @Label("First Id")
    long firstId;

    @Label("Time")
    @Timespan(Timespan.NANOSECONDS)
    long time;
  }

  @Name("io.durability.Publish")
  @Label("Publish")
  @Description("A checkpoint was written and committed, and what it covers truncated")
  private static final class Publish extends LogEvent {
    @Label("Checkpoint")
    String checkpoint = "";

    @Label("Last Id")
    long lastId;

    @Label("Marker Id")
    long markerId;

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Time")
    @Timespan(Timespan.NANOSECONDS)
    long time;
  }

  @Name("io.durability.Truncation")
  @Label("Truncation")
  @Description("Covered segments were deleted, or should have been")
  private static final class Truncation extends LogEvent {
    @Label("Segments")
    int segments;

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Failure")
    @Nullable String failure;

    @Label("Time")
    @Timespan(Timespan.NANOSECONDS)
    long time;
  }

  @Name("io.durability.Recovery")
  @Label("Recovery")
  @Description("A state was recovered")
  private static final class Recovery extends LogEvent {
    @Label("Last Id")
    long lastId;

    @Label("Checkpoint Last Id")
    long checkpointLastId;

    @Label("Checkpoints Skipped")
    int checkpointsSkipped;

    @Label("Entries Applied")
    long entriesApplied;

    @Label("Torn Bytes")
    @DataAmount
    long tornBytes;

    @Label("Time")
    @Timespan(Timespan.NANOSECONDS)
    long time;
  }

  @Name("io.durability.Claim")
  @Label("Claim")
  @Description("A writer took the log over")
  private static final class Claimed extends LogEvent {
    @Label("Segment")
    long segment;

    @Label("Last Id")
    long lastId;

    @Label("Torn Bytes")
    @DataAmount
    long tornBytes;

    @Label("Time")
    @Timespan(Timespan.NANOSECONDS)
    long time;
  }

  @Name("io.durability.Failure")
  @Label("Failure")
  @Description("A writer was superseded or poisoned")
  private static final class Failure extends LogEvent {
    @Label("Superseded")
    boolean superseded;

    @Label("Reason")
    String reason = "";
  }

  /** Tells whether commits are recorded now, so that they are worth timing. */
  static boolean recordsCommits() {
    return new Commit().isEnabled();
  }

  static void committed(
      String directory, long firstId, CommitBatch batch, long ackNanos, long syncNanos) {
    Commit event = new Commit();
    if (event.shouldCommit()) {
      event.directory = directory;
      event.firstId = firstId;
      event.lastId = batch.lastId();
      event.appends = batch.appends();
      event.bytes = batch.framedBytes();
      event.ackTime = ackNanos;
      event.syncTime = syncNanos;
      event.commit();
    }
  }

  static void rotated(String directory, long segment, long firstId, long nanos) {
    Rotation event = new Rotation();
    if (event.shouldCommit()) {
      event.directory = directory;
      event.segment = segment;
      event.firstId = firstId;
      event.time = nanos;
      event.commit();
    }
  }

  static void published(String directory, Published published, long nanos) {
    Publish event = new Publish();
    if (event.shouldCommit()) {
      event.directory = directory;
      event.checkpoint = published.checkpoint().name();
      event.lastId = published.checkpoint().lastId();
      event.markerId = published.markerId();
      event.bytes = published.checkpoint().length();
      event.time = nanos;
      event.commit();
    }
  }

  static void truncated(
      String directory, io.durability.internal.log.Truncation truncation, long nanos) {
    Truncation event = new Truncation();
    if (event.shouldCommit()) {
      event.directory = directory;
      event.segments = truncation.segments();
      event.bytes = truncation.bytes();
      event.failure = truncation.failure() == null ? null : truncation.failure().toString();
      event.time = nanos;
      event.commit();
    }
  }

  static void recovered(
      String directory, Restore.Summary summary, long entriesApplied, long nanos) {
    Recovery event = new Recovery();
    if (event.shouldCommit()) {
      event.directory = directory;
      event.lastId = summary.lastId();
      event.checkpointLastId = summary.checkpointLastId();
      event.checkpointsSkipped = summary.checkpointsSkipped().size();
      event.entriesApplied = entriesApplied;
      event.tornBytes = summary.tornBytes();
      event.time = nanos;
      event.commit();
    }
  }

  static void claimed(String directory, long segment, long lastId, long tornBytes, long nanos) {
    Claimed event = new Claimed();
    if (event.shouldCommit()) {
      event.directory = directory;
      event.segment = segment;
      event.lastId = lastId;
      event.tornBytes = tornBytes;
      event.time = nanos;
      event.commit();
    }
  }

  static void failed(String directory, DurabilityException failure) {
    Failure event = new Failure();
    if (event.shouldCommit()) {
      event.directory = directory;
      event.superseded = failure instanceof SupersededException;
      Throwable cause = failure.getCause();
      event.reason = cause == null ? failure.toString() : cause.toString();
      event.commit();
    }
  }
}
