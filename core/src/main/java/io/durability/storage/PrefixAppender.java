package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * An appender of the directory beneath, of which the failures are told as those of the folder.
 *
 * <p>Threads: as {@link Appender} says; {@link #last} belongs to the one that calls.
 */
final class PrefixAppender implements Appender {

  private final PrefixDirectory folder;
  private final Appender in;

  /** What was told of the sync before, so that the next one is not told sooner. */
  private CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);

  PrefixAppender(PrefixDirectory folder, Appender in) {
    this.folder = folder;
    this.in = in;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    try {
      in.write(bytes);
    } catch (DurabilityException e) {
      throw folder.told(e);
    }
  }

  @Override
  public CompletableFuture<Long> sync() {
    CompletableFuture<Long> synced = in.sync();
    CompletableFuture<Long> before = last;
    if (before.isDone() && synced.isDone() && !synced.isCompletedExceptionally()) {
      return synced;
    }
    CompletableFuture<Long> told = new CompletableFuture<>();
    last = told;
    CompletableFuture<Long> unused =
        synced.whenComplete(
            (length, failure) -> {
              CompletableFuture<Long> unusedToo =
                  before.whenComplete((earlier, failed) -> tell(told, length, failure));
            });
    return told;
  }

  private void tell(
      CompletableFuture<Long> told, @Nullable Long length, @Nullable Throwable thrown) {
    Throwable failure = thrown instanceof CompletionException e ? e.getCause() : thrown;
    if (failure instanceof DurabilityException e) {
      told.completeExceptionally(folder.told(e));
    } else if (failure != null) {
      told.completeExceptionally(failure);
    } else {
      told.complete(length);
    }
  }

  @Override
  public long length() {
    return in.length();
  }

  @Override
  public void close() throws DurabilityException {
    try {
      in.close();
    } catch (DurabilityException e) {
      throw folder.told(e);
    }
  }
}
