package io.durability.testkit;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;

/** What the contract asks for: an exact answer, or an error of one type. */
sealed interface Expectation {

  /** The type of an error. */
  enum Failure {
    CORRUPT(CorruptException.class),
    UNSUPPORTED(UnsupportedException.class),
    TRUNCATED(TruncatedException.class),
    UNAVAILABLE(UnavailableException.class);

    final Class<? extends DurabilityException> type;

    Failure(Class<? extends DurabilityException> type) {
      this.type = type;
    }
  }

  /**
   * An error; of a reader, after any number of right entries.
   *
   * @param file which it must name, or empty if it is about none in particular
   */
  record Fails(Failure failure, String file, String why) implements Expectation {}

  /**
   * The log up to an id.
   *
   * @param lastId of the log
   * @param checkpointLastId of the checkpoint that recovery begins with, 0 for none
   * @param skipped how many newer checkpoints it cannot use
   * @param dropped how many bytes of a torn tail there are; negative where the contract says
   *     nothing
   */
  record Reaches(long lastId, long checkpointLastId, int skipped, long dropped)
      implements Expectation {}
}
