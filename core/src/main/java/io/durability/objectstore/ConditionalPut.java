package io.durability.objectstore;

import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.storage.Clockwork;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One conditional write, and what came of it. Where the answer leaves doubt (none came; the
 * condition failed, perhaps because of our own earlier request; a conflict), the object is read
 * back: our own operation id and equal content mean success, another's that ours lost, and nothing
 * there that it is sent again, the same bytes under the same operation id. A request that was given
 * up on may land later: then it is this same object, or the condition refuses it.
 *
 * <p>Guarded by itself; no request is sent and no future completed under the lock.
 */
final class ConditionalPut {

  /** How an object is sent and looked at. */
  interface Target {

    /** Returns what the request is called. */
    String request();

    /** Returns the key that the object is to have. */
    String key();

    /** Sends one request that makes the object appear. */
    CompletableFuture<ObjectInfo> send(PutCondition condition);

    /** Looks at what is there; fails with {@code NOT_FOUND} if there is nothing. */
    CompletableFuture<Found> look();
  }

  /**
   * An object that is there.
   *
   * @param own whether it has our operation id
   * @param equal whether its content is what we sent
   */
  record Found(ObjectInfo object, boolean own, boolean equal) {}

  private final Calls calls;
  private final Target target;
  private final PutCondition condition;
  private final Hedge hedge;
  private final Backoff backoff;
  private final CompletableFuture<PutOutcome> result = new CompletableFuture<>();

  /** How many hedge delays a refused request waits for its twin, which is most likely why. */
  private static final int TWIN_DELAYS = 4;

  private int outstanding;

  /** Why the object was read back, or is to be: the condition did not hold. */
  private @Nullable ObjectStoreException refusal;

  private boolean doubtful;
  private boolean readingBack;
  private long hedgeNanos;
  private Clockwork.@Nullable Timer hedgeTimer;
  private Clockwork.@Nullable Timer twinTimer;

  ConditionalPut(Calls calls, Target target, PutCondition condition, Hedge hedge) {
    this.calls = calls;
    this.target = target;
    this.condition = condition;
    this.hedge = hedge;
    this.backoff = calls.backoff(target.request(), target.key());
  }

  /** Sends it, once; the outcome completes in any thread. */
  CompletableFuture<PutOutcome> send() {
    long begun = calls.clockwork.nanoTime();
    long hedgeAfter = hedge.begin();
    Calls.whenDone(
        result,
        (outcome, thrown) -> {
          cancelHedge();
          if (thrown == null && outcome.won()) {
            hedge.measured(calls.clockwork.nanoTime() - begun);
          }
        });
    request();
    if (hedgeAfter >= 0 && !result.isDone()) {
      armHedge(hedgeAfter);
    }
    return result;
  }

  private synchronized void armHedge(long nanos) {
    hedgeNanos = nanos;
    hedgeTimer = calls.clockwork.schedule(this::sendHedge, nanos);
  }

  private synchronized void cancelHedge() {
    if (hedgeTimer != null) {
      hedgeTimer.cancel();
    }
    if (twinTimer != null) {
      twinTimer.cancel();
    }
  }

  private void sendHedge() {
    synchronized (this) {
      // If the first request has failed meanwhile, it is being tried again anyway.
      if (result.isDone() || outstanding != 1 || readingBack || !hedge.spend()) {
        return;
      }
    }
    request();
  }

  private void request() {
    synchronized (this) {
      if (result.isDone()) {
        return;
      }
      outstanding++;
    }
    Calls.whenDone(
        calls.once(() -> target.send(condition)),
        (object, thrown) -> {
          if (thrown == null) {
            synchronized (this) {
              outstanding--;
            }
            result.complete(PutOutcome.won(object));
          } else {
            failed(Calls.unwrap(thrown));
          }
        });
  }

  private void failed(Throwable thrown) {
    if (!(thrown instanceof ObjectStoreException failure)) {
      result.completeExceptionally(thrown);
      return;
    }
    boolean readsBack;
    ObjectStoreException reason = failure;
    synchronized (this) {
      outstanding--;
      doubtful |= failure.kind() == Kind.UNKNOWN;
      if (failure.kind() == Kind.CONDITION_FAILED || failure.kind() == Kind.NOT_FOUND) {
        refusal = failure;
      }
      if (readingBack || result.isDone()) {
        return;
      }
      if (outstanding > 0) {
        // Its twin's answer decides, most likely that it is there; but not if none comes.
        if (refusal != null && twinTimer == null) {
          twinTimer = calls.clockwork.schedule(this::twinIsLate, TWIN_DELAYS * hedgeNanos);
        }
        return;
      }
      if (refusal != null) {
        reason = refusal;
      }
      readsBack = refusal != null || doubtful;
      readingBack = readsBack;
    }
    if (readsBack) {
      readBack(reason, true);
    } else {
      again(failure);
    }
  }

  private void twinIsLate() {
    ObjectStoreException reason;
    synchronized (this) {
      if (result.isDone() || readingBack || refusal == null) {
        return;
      }
      readingBack = true;
      reason = refusal;
    }
    readBack(reason, true);
  }

  private void again(ObjectStoreException failure) {
    ObjectStoreException last = backoff.again(failure, this::request);
    if (last != null) {
      result.completeExceptionally(last);
    }
  }

  private void readBack(ObjectStoreException reason, boolean rereads) {
    Calls.whenDone(
        target.look(),
        (found, thrown) -> {
          if (thrown == null) {
            judge(found, reason, rereads);
          } else if (Calls.unwrap(thrown) instanceof ObjectStoreException failure
              && failure.kind() == Kind.NOT_FOUND) {
            judgeAbsent(reason);
          } else {
            result.completeExceptionally(Calls.unwrap(thrown));
          }
        });
  }

  private void judge(Found found, ObjectStoreException reason, boolean rereads) {
    if (found.own() && found.equal()) {
      result.complete(PutOutcome.won(found.object()));
    } else if (found.own() && rereads) {
      // A damaged body, most likely; the object is ours.
      readBack(reason, false);
    } else if (found.own()) {
      result.completeExceptionally(
          new ObjectStoreException(Kind.REJECTED, "object differs from what was written", reason));
    } else if (holdsFor(found.object()) && reason.kind() == Kind.NOT_FOUND) {
      // Not the object is missing, but what it was to be made of.
      result.completeExceptionally(reason);
    } else if (holdsFor(found.object())) {
      // Not applied, and the condition still holds.
      tryAgain(reason);
    } else {
      lose(Optional.of(found.object()));
    }
  }

  private boolean holdsFor(ObjectInfo object) {
    return condition instanceof PutCondition.None
        || (condition instanceof PutCondition.Matches matches
            && matches.version().equals(object.version()));
  }

  private void judgeAbsent(ObjectStoreException reason) {
    if (condition instanceof PutCondition.Matches) {
      lose(Optional.empty());
    } else if (reason.kind() == Kind.NOT_FOUND) {
      // Not the object is missing, but what it was to be made of.
      result.completeExceptionally(reason);
    } else {
      tryAgain(reason);
    }
  }

  private void lose(Optional<ObjectInfo> object) {
    boolean inDoubt;
    synchronized (this) {
      inDoubt = doubtful;
    }
    result.complete(new PutOutcome(false, object, inDoubt));
  }

  private void tryAgain(ObjectStoreException reason) {
    synchronized (this) {
      readingBack = false;
      refusal = null;
      twinTimer = null;
      if (outstanding > 0) {
        // Its twin is still under way; if that fails too, this is decided anew.
        return;
      }
    }
    again(reason);
  }
}
