package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.Fence;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Seals append files. The barrier of R10 is here: a fence is put in the first place without a
 * chunk, if it is absent there, so that the file's writer can never confirm that place, nor any
 * beyond it.
 */
final class Fencer {

  private final Calls calls;
  private final Answers answers;
  private final RunReader runs;

  Fencer(Calls calls, Answers answers) {
    this.calls = calls;
    this.answers = answers;
    this.runs = new RunReader(calls, answers);
  }

  /**
   * Seals a file.
   *
   * @param listed what a listing shows of it
   * @return its final run, fenced
   * @throws io.durability.errors.CorruptException if a chunk that had been durable is missing;
   *     nothing was fenced
   */
  ChunkRun seal(FileName name, ChunkRun listed, Location location) throws DurabilityException {
    ChunkRun run = runs.checked(name, listed, location);
    if (run.fenced()) {
      return run;
    }
    CompletableFuture<PutOutcome> put = put(name, run.end());
    while (true) {
      PutOutcome outcome = answers.await(put, location);
      if (outcome.won() || isFence(outcome)) {
        return run.fence();
      }
      // A chunk landed there meanwhile. It is part of the file, and the next place is tried.
      run = run.with(outcome.object().map(ObjectInfo::size).orElseThrow());
      while (run.strays().contains(run.end())) {
        run = runs.checked(name, runs.list(name, location), location);
        if (run.fenced()) {
          return run;
        }
      }
      put = put(name, run.end());
    }
  }

  /** Puts a fence at an index or the next one that has no chunk, whatever else is there. */
  CompletableFuture<Void> fence(FileName name, long index) {
    return put(name, index)
        .thenCompose(
            outcome ->
                outcome.won() || isFence(outcome)
                    ? CompletableFuture.completedFuture(null)
                    : fence(name, index + 1));
  }

  private CompletableFuture<PutOutcome> put(FileName name, long index) {
    UUID operation = calls.newId();
    ByteBuffer fence = new Fence(operation, index).encode();
    return calls.put(Keys.chunk(name, index), operation, fence, new PutCondition.Absent());
  }

  private static boolean isFence(PutOutcome outcome) {
    Optional<ObjectInfo> object = outcome.object();
    return object.isPresent() && object.get().size() <= Fence.BYTES;
  }
}
