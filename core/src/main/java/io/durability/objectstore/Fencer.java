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
 * Seals append files. The barrier of R11 is here: a fence is put in the first place without a
 * chunk, if it is absent there, so that the file's writer can never confirm that place, nor any
 * beyond it.
 */
final class Fencer {

  /** So often a chunk may land where the fence was to be, before one is put further ahead. */
  private static final int BEATEN_MAX = 2;

  /** How far ahead that is at first; twice as far each time that the place is taken by then. */
  private static final long AHEAD_MIN = 4;

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
   * @throws io.durability.errors.CorruptException if a chunk that had been durable is missing; the
   *     place of that chunk was not fenced
   */
  ChunkRun seal(FileName name, ChunkRun listed, Location location) throws DurabilityException {
    ChunkRun run = runs.checked(name, listed, location);
    int beaten = 0;
    while (!run.endsInFence()) {
      PutOutcome outcome = answers.await(put(name, run.end()), location);
      if (outcome.won()) {
        return run.sealed();
      }
      if (isFence(outcome)) {
        // Another's, since the listing: its end may have been settled by now, too.
        run = runs.checked(name, runs.list(name, location), location);
        continue;
      }
      // A chunk landed there meanwhile. It is part of the file, and the next place is tried.
      run = run.with(outcome.object().map(ObjectInfo::size).orElseThrow());
      beaten++;
      if (beaten == BEATEN_MAX) {
        fenceAhead(name, run.end(), location);
      }
      if (beaten >= BEATEN_MAX || run.strays().contains(run.end())) {
        run = runs.checked(name, runs.list(name, location), location);
      }
    }
    return run;
  }

  /**
   * Stops a writer that has so much under way that a fence at its end always comes too late, with
   * one in a place that it has yet to come to. What it lands before that is part of the file; the
   * first place without a chunk still gets a fence of its own.
   */
  private void fenceAhead(FileName name, long end, Location location) throws DurabilityException {
    for (long ahead = AHEAD_MIN; ; ahead *= 2) {
      PutOutcome outcome = answers.await(put(name, Math.addExact(end, ahead)), location);
      if (outcome.won() || isFence(outcome)) {
        return;
      }
    }
  }

  /**
   * Puts a fence at an index or the next one that has no chunk, whatever else is there.
   *
   * @return where it stands; from the index given to there are chunks that landed first
   */
  CompletableFuture<Long> fence(FileName name, long index) {
    return put(name, index)
        .thenCompose(
            outcome ->
                outcome.won() || isFence(outcome)
                    ? CompletableFuture.completedFuture(index)
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
