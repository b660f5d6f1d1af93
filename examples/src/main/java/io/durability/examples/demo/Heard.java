package io.durability.examples.demo;

import io.durability.examples.ledger.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the parent hears from one child, and when.
 *
 * <p>Threads: one adds, another waits; all state is guarded by this object's monitor.
 */
final class Heard {

  /**
   * One publish.
   *
   * @param begunNanos when it began
   * @param endedNanos when it ended; 0 if the child was killed before
   * @param lastId the last id that its checkpoint covers
   * @param markerId the id of its marker; 0 if it has not ended
   * @param segmentsDeleted how many segments it deleted
   * @param bytesDeleted how many bytes they had
   */
  record Publish(
      long begunNanos,
      long endedNanos,
      long lastId,
      long markerId,
      int segmentsDeleted,
      long bytesDeleted) {
    boolean ended() {
      return markerId > 0;
    }
  }

  private final int round;
  private final List<Promise> promises = new ArrayList<>();
  private final List<Publish> publishes = new ArrayList<>();
  private OptionalLong ready = OptionalLong.empty();
  private long readyNanos;
  private long appendedLastId;
  private boolean over;
  private @Nullable Exception failure;

  Heard(int round) {
    this.round = round;
  }

  /** Adds a signal that came at this time of {@link System#nanoTime}. */
  synchronized void add(Signal signal, long nanos) {
    if (signal instanceof Signal.Acked acked) {
      Origin origin = new Origin(round, acked.writer());
      for (int before = acked.count() - 1; before >= 0; before--) {
        promises.add(new Promise(acked.lastId() - before, origin, acked.lastNumber() - before));
      }
    } else if (signal instanceof Signal.Appended appended) {
      appendedLastId = Math.max(appendedLastId, appended.lastId());
    } else if (signal instanceof Signal.PublishBegun begun) {
      publishes.add(new Publish(nanos, 0, begun.lastId(), 0, 0, 0));
      notifyAll();
    } else if (signal instanceof Signal.PublishEnded ended) {
      Publish begun = publishes.remove(publishes.size() - 1);
      publishes.add(
          new Publish(
              begun.begunNanos(),
              nanos,
              ended.lastId(),
              ended.markerId(),
              ended.segmentsDeleted(),
              ended.bytesDeleted()));
    } else if (signal instanceof Signal.Ready isReady) {
      ready = OptionalLong.of(isReady.lastId());
      readyNanos = nanos;
      notifyAll();
    }
  }

  /**
   * Tells that nothing more will come, so that nobody waits for it.
   *
   * @param why what ended the hearing before the child's end, or null
   */
  synchronized void end(@Nullable Exception why) {
    over = true;
    failure = why;
    notifyAll();
  }

  /** Returns why not everything that the child said was heard, if so. */
  synchronized Optional<Exception> failure() {
    return Optional.ofNullable(failure);
  }

  /** Waits until the child is at work; returns false if it ended before, or the time is up. */
  synchronized boolean awaitReady(long millis) throws InterruptedException {
    return await(millis, () -> ready.isPresent());
  }

  /** Waits until the child is inside a publish that begins from now on, or it ends. */
  synchronized boolean awaitPublish(long millis) throws InterruptedException {
    int before = publishes.size();
    return await(millis, () -> publishes.size() > before);
  }

  /** Waits for this long, or until the child ends; returns false if it did. */
  synchronized boolean awaitTime(long millis) throws InterruptedException {
    await(millis, () -> false);
    return !over;
  }

  synchronized OptionalLong readyLastId() {
    return ready;
  }

  synchronized long readyNanos() {
    return readyNanos;
  }

  /** Returns the acknowledged transfers, in the order in which they were heard of. */
  synchronized List<Promise> promises() {
    return List.copyOf(promises);
  }

  synchronized List<Publish> publishes() {
    return List.copyOf(publishes);
  }

  /** Returns the last id of which the child said that it had appended it, 0 if none. */
  synchronized long appendedLastId() {
    return appendedLastId;
  }

  /** Returns the last id that a publish was to cover which began and did not end. */
  synchronized OptionalLong unfinishedPublish() {
    Publish last = publishes.isEmpty() ? null : publishes.get(publishes.size() - 1);
    return last == null || last.ended() ? OptionalLong.empty() : OptionalLong.of(last.lastId());
  }

  private interface Happened {
    boolean now();
  }

  private boolean await(long millis, Happened happened) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!happened.now() && !over) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return happened.now();
  }
}
