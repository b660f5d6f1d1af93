package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import java.lang.System.Logger;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens to a log: the listener, if there is one; the flight recorder, if it runs; and,
 * of what an operator should know, the logger {@value #LOGGER}.
 *
 * <p>{@link #now} and {@link #watchesCommits} are called with the pipeline's lock held, the methods
 * that tell are not. Of commits and of the failure it tells only after those who wait for them have
 * been let go: nothing that goes wrong here reaches them.
 */
public final class WriterWatch {

  /** The logger for operators. Its name is documented, and so part of the interface. */
  static final String LOGGER = "io.durability.Log";

  private static final Logger LOG = System.getLogger(LOGGER);

  /** Not every run time image has the module, and nothing but the events needs it. */
  private static final boolean FLIGHT_RECORDER =
      ModuleLayer.boot()
          .findModule("jdk.jfr")
          .filter(WriterWatch.class.getModule()::canRead)
          .isPresent();

  private final String place;
  private final @Nullable WriterEvents events;
  private final LongSupplier clock;

  private WriterWatch(String place, @Nullable WriterEvents events, LongSupplier clock) {
    this.place = place;
    this.events = events;
    this.clock = clock;
  }

  /** Returns the watch of one log. */
  public static WriterWatch of(Directory directory, WriterSettings settings) {
    return new WriterWatch(directory.toString(), settings.events(), settings.nanoClock());
  }

  /** Returns the time, in nanoseconds from any origin. */
  public long now() {
    return clock.getAsLong();
  }

  /** Tells whether somebody wants to know of commits: if not, nothing is measured. */
  boolean watchesCommits() {
    return events != null || (FLIGHT_RECORDER && FlightEvents.recordsCommits());
  }

  /** Tells of batches that are done: of those that are durable and hold something. */
  void committed(List<CommitBatch> finished, long doneAt) {
    for (CommitBatch batch : finished) {
      if (batch.isTimed() && batch.isDurable() && batch.lastId() > batch.previousId()) {
        committed(batch, doneAt);
      }
    }
  }

  private void committed(CommitBatch batch, long doneAt) {
    long firstId = batch.previousId() + 1;
    long ackNanos = doneAt - batch.begunAt();
    long syncNanos = doneAt - batch.handedAt();
    if (FLIGHT_RECORDER) {
      FlightEvents.committed(place, firstId, batch, ackNanos, syncNanos);
    }
    if (events != null) {
      events.committed(
          firstId, batch.lastId(), batch.appends(), batch.framedBytes(), ackNanos, syncNanos);
    }
  }

  void rotated(long segment, long firstId, long since) {
    long nanos = now() - since;
    if (FLIGHT_RECORDER) {
      FlightEvents.rotated(place, segment, firstId, nanos);
    }
    if (events != null) {
      events.rotated(segment, firstId, nanos);
    }
  }

  void published(Published published, long since) {
    long nanos = now() - since;
    if (FLIGHT_RECORDER) {
      FlightEvents.published(place, published, nanos);
    }
    if (events != null) {
      events.published(
          published.checkpoint().name(),
          published.checkpoint().lastId(),
          published.markerId(),
          published.checkpoint().length(),
          nanos);
    }
  }

  /** Tells of a truncation, if there was something to delete. */
  void truncated(Truncation truncation, long since) {
    DurabilityException failure = truncation.failure();
    if (truncation.segments() == 0 && failure == null) {
      return;
    }
    long nanos = now() - since;
    if (failure != null) {
      LOG.log(
          Logger.Level.WARNING,
          "truncation incomplete, the next publish makes up for it [directory=" + place + "]",
          failure);
    }
    if (FLIGHT_RECORDER) {
      FlightEvents.truncated(place, truncation, nanos);
    }
    if (events != null) {
      events.truncated(truncation.segments(), truncation.bytes(), failure, nanos);
    }
  }

  /** Tells of a recovered state. */
  public void recovered(Restore.Summary summary, long entriesApplied, long since) {
    long nanos = now() - since;
    if (FLIGHT_RECORDER) {
      FlightEvents.recovered(place, summary, entriesApplied, nanos);
    }
    if (events != null) {
      events.recovered(summary, entriesApplied, nanos);
    }
  }

  void claimed(long segment, long lastId, long tornBytes, long since) {
    long nanos = now() - since;
    if (tornBytes > 0) {
      LOG.log(
          Logger.Level.INFO,
          "a torn tail was dropped: bytes that were never acknowledged [bytes="
              + tornBytes
              + ", last id="
              + lastId
              + ", directory="
              + place
              + "]");
    }
    if (FLIGHT_RECORDER) {
      FlightEvents.claimed(place, segment, lastId, tornBytes, nanos);
    }
    if (events != null) {
      events.claimed(segment, lastId, tornBytes, nanos);
    }
  }

  /** Tells of the failure that ended the writer. */
  void failed(DurabilityException failure) {
    if (failure instanceof SupersededException) {
      LOG.log(Logger.Level.WARNING, "superseded: " + failure.getMessage(), failure);
    } else {
      LOG.log(Logger.Level.ERROR, "poisoned: " + failure.getMessage(), failure);
    }
    if (FLIGHT_RECORDER) {
      FlightEvents.failed(place, failure);
    }
    if (events != null) {
      events.failed(failure);
    }
  }
}
