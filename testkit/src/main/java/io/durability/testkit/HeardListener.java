package io.durability.testkit;

import io.durability.LogListener;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps every event of a log in the order in which it was told. */
final class HeardListener implements LogListener {

  private final Duration patience;
  private final LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();

  HeardListener(Duration patience) {
    this.patience = patience;
  }

  /** How many events were not told. */
  record Missed(long events) {}

  /** Waits for the next event of a type; those of other types before it are passed over. */
  <T> T next(Class<T> type) throws InterruptedException {
    List<Object> passed = new ArrayList<>();
    while (true) {
      Object event = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new AssertionError("no " + type.getSimpleName() + " was told, but " + passed);
      }
      if (type.isInstance(event)) {
        return type.cast(event);
      }
      passed.add(event);
    }
  }

  /** Waits for the next event of a type, and returns it with those before it, in their order. */
  List<Object> until(Class<?> type) throws InterruptedException {
    List<Object> told = new ArrayList<>();
    while (told.isEmpty() || !type.isInstance(told.get(told.size() - 1))) {
      Object event = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new AssertionError("no " + type.getSimpleName() + " was told, but " + told);
      }
      told.add(event);
    }
    return told;
  }

  /** Returns what was told and not asked for yet. */
  List<Object> rest() {
    return List.copyOf(heard);
  }

  @Override
  public void committed(Commit commit) {
    heard.add(commit);
  }

  @Override
  public void rotated(Rotation rotation) {
    heard.add(rotation);
  }

  @Override
  public void published(Publish publish) {
    heard.add(publish);
  }

  @Override
  public void truncated(Truncation truncation) {
    heard.add(truncation);
  }

  @Override
  public void recovered(Restoration restoration) {
    heard.add(restoration);
  }

  @Override
  public void claimed(Claiming claiming) {
    heard.add(claiming);
  }

  @Override
  public void retried(Retry retry) {
    heard.add(retry);
  }

  @Override
  public void superseded(SupersededException failure) {
    heard.add(failure);
  }

  @Override
  public void poisoned(PoisonedException failure) {
    heard.add(failure);
  }

  @Override
  public void missed(long events) {
    heard.add(new Missed(events));
  }
}
