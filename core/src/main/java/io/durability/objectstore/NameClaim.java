package io.durability.objectstore;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.Location;
import io.durability.storage.FileName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a name for an append file: its first chunk must be the first of this name, and no whole
 * file may have the name. The latter is looked up while the chunk is sent; until both are known
 * nothing is acknowledged. (Of two who take one name for files of two kinds at the same moment,
 * both may succeed; then the whole file is what is seen.)
 */
final class NameClaim {

  private final Calls calls;
  private final FileName name;
  private final Location location;
  private final CompletableFuture<Void> allowed;
  private final CompletableFuture<Optional<ObjectInfo>> whole;

  /**
   * Begins.
   *
   * @param allowed completes when it is known that the store enforces conditions
   */
  NameClaim(Calls calls, FileName name, Location location, CompletableFuture<Void> allowed) {
    this.calls = calls;
    this.name = name;
    this.location = location;
    this.allowed = allowed;
    this.whole = calls.head(Keys.whole(name));
  }

  /** Sends the first chunk. */
  CompletableFuture<PutOutcome> first(ConditionalPut chunk) {
    return allowed
        .thenCompose(unused -> chunk.send())
        .thenCompose(outcome -> whole.thenCompose(taken -> judge(outcome, taken)));
  }

  private CompletableFuture<PutOutcome> judge(PutOutcome outcome, Optional<ObjectInfo> taken) {
    if (taken.isEmpty()) {
      return CompletableFuture.completedFuture(outcome);
    }
    CompletableFuture<PutOutcome> refused =
        CompletableFuture.failedFuture(
            new ConditionNotMetException(
                "file exists, expected=absent", location, taken.get().version()));
    // Hidden by the whole file, it would come to light when that is deleted.
    return outcome.won()
        ? Calls.whicheverWay(calls.delete(List.of(Keys.chunk(name, 0))), (done, thrown) -> refused)
        : refused;
  }
}
