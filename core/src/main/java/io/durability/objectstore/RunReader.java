package io.durability.objectstore;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.FileName;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the objects of one append file, and finds a chunk that is missing although a later one
 * proves that it had been durable.
 */
final class RunReader {

  private static final int LOOKED_AT_MAX = 256;

  private final Calls calls;
  private final Answers answers;

  RunReader(Calls calls, Answers answers) {
    this.calls = calls;
    this.answers = answers;
  }

  /** Lists the objects of a file. */
  ChunkRun list(FileName name, Location location) throws DurabilityException {
    return ChunkRun.of(name, answers.await(calls.list(Keys.folder(name), ""), location));
  }

  /**
   * Checks what stands beyond the run.
   *
   * @return the run, or as it is now if it has changed
   * @throws CorruptException if a chunk that had been durable is missing
   */
  ChunkRun checked(FileName name, ChunkRun found, Location location) throws DurabilityException {
    ChunkRun run = found;
    while (!run.strays().isEmpty()) {
      Optional<Long> proof = proof(name, run, location);
      if (proof.isEmpty()) {
        return run;
      }
      // The pages of a listing are not of one moment, and a writer may have gone on meanwhile: what
      // that chunk proves is durable is in a listing that begins now.
      ChunkRun again = list(name, location);
      if (!again.exists()) {
        return again;
      }
      if (again.end() == run.end()) {
        throw CorruptException.mismatch(
            "chunk " + run.end() + " is missing",
            location.at(run.contentBytes()),
            "a chunk, because chunk " + proof.get() + " proves that it had been durable",
            again.endsInFence() ? "a fence" : "nothing");
      }
      run = again;
    }
    return run;
  }

  private Optional<Long> proof(FileName name, ChunkRun run, Location location)
      throws DurabilityException {
    List<Long> strays = run.strays();
    // The last ones have the highest watermarks, and no more than a window is ever beyond a gap
    // unless there is damage.
    List<Long> looked = strays.subList(Math.max(0, strays.size() - LOOKED_AT_MAX), strays.size());
    return answers.await(new Chunks(calls, name, location).proofOf(run.end(), looked), location);
  }
}
