package io.durability.objectstore;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Clockwork;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Waits for futures of the layer, and tells their failures in the family of the library. */
final class Answers {

  private final Clockwork clockwork;

  Answers(Clockwork clockwork) {
    this.clockwork = clockwork;
  }

  /** Waits for a future and returns its value. */
  <T> T await(CompletableFuture<T> future, Location location) throws DurabilityException {
    clockwork.await(future);
    try {
      return future.join();
    } catch (CompletionException | CancellationException e) {
      Throwable reason = Calls.unwrap(e);
      // A name that the store cannot take, or a length: a mistake in the call.
      if (reason instanceof IllegalArgumentException malformed) {
        throw malformed;
      }
      throw told(reason, location);
    }
  }

  /** Returns a failure as users of a directory see it. */
  static DurabilityException told(Throwable reason, Location location) {
    if (reason instanceof DurabilityException already) {
      return already;
    }
    if (reason instanceof ObjectStoreException failure) {
      return switch (failure.kind()) {
        case REJECTED ->
            new UnsupportedException(
                "object store rejects the request: " + failure.getMessage(), location, failure);
        case DENIED ->
            new UnavailableException(
                "object store denies access, renew the credentials or set the clock: "
                    + failure.getMessage(),
                location,
                failure);
        case CONDITION_FAILED, CONFLICT, NOT_FOUND, THROTTLED, UNKNOWN ->
            new UnavailableException(
                "object store is not available: " + failure.getMessage(), location, failure);
      };
    }
    return new UnavailableException("object store failed: " + reason, location, reason);
  }

  /** Returns what an appender says after a failure: superseded stays so, all else is poison. */
  static DurabilityException later(DurabilityException first, Location location) {
    return first instanceof SupersededException
        ? new SupersededException("file was sealed or deleted", location, first)
        : new PoisonedException("an earlier sync failed", location, first);
  }

  /** Returns the damage that a decoder found, told of the place in the file. */
  static CorruptException corrupt(String what, Location location, @Nullable Throwable cause) {
    return new CorruptException(what, location, cause);
  }
}
