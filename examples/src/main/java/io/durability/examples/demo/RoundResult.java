package io.durability.examples.demo;

import java.util.List;

/**
 * What happened in one round. Times are in microseconds since the demo began.
 *
 * @param round its number, from 1
 * @param storage how the child kept what it had not synced
 * @param times when what happened
 * @param publishes the publishes of the child
 * @param entries how many entries there were
 * @param log the log as it was found after the kill
 * @param verdict what the check found
 */
public record RoundResult(
    int round,
    Storage storage,
    Times times,
    List<PublishSpan> publishes,
    Entries entries,
    LogState log,
    Verdict verdict) {

  /** Copies the list. */
  public RoundResult {
    publishes = List.copyOf(publishes);
  }

  /**
   * The moments of a round.
   *
   * @param begunMicros the child was let go
   * @param readyMicros it had recovered, and began to write
   * @param killedMicros it was killed
   * @param checkedMicros its log was checked
   */
  public record Times(long begunMicros, long readyMicros, long killedMicros, long checkedMicros) {
    /** Returns how long the child could write, in milliseconds. */
    public long writingMillis() {
      return (killedMicros - readyMicros) / 1_000;
    }
  }

  /**
   * One publish.
   *
   * @param begunMicros when it began
   * @param endedMicros when it ended, or the child was killed
   * @param killed whether the child was killed inside
   * @param segmentsDeleted how many segments it deleted
   * @param bytesDeleted how many bytes they had
   */
  public record PublishSpan(
      long begunMicros, long endedMicros, boolean killed, int segmentsDeleted, long bytesDeleted) {}

  /**
   * The entries of a round.
   *
   * @param acked acknowledged by the child
   * @param recovered found after the kill, acknowledged or not
   * @param inFlight appended but not acknowledged when the child was killed, at least
   */
  public record Entries(long acked, long recovered, long inFlight) {}

  /**
   * The log after a round.
   *
   * @param retainedFrom the id from which on entries are kept
   * @param checkpointLastId the last id that the newest checkpoint covers
   * @param lastId the last id
   * @param segments how many segments there are
   * @param checkpoints how many checkpoints there are
   * @param bytesDropped how long the torn tail was
   */
  public record LogState(
      long retainedFrom,
      long checkpointLastId,
      long lastId,
      int segments,
      int checkpoints,
      long bytesDropped) {}

  /** Tells whether the kill came inside a publish. */
  public boolean insidePublish() {
    return publishes.stream().anyMatch(PublishSpan::killed);
  }

  /** Returns how many publishes were finished. */
  public long published() {
    return publishes.stream().filter(publish -> !publish.killed()).count();
  }

  /** Returns how many segments were deleted. */
  public long segmentsDeleted() {
    return publishes.stream().mapToLong(PublishSpan::segmentsDeleted).sum();
  }

  /** Returns how many bytes those had. */
  public long bytesDeleted() {
    return publishes.stream().mapToLong(PublishSpan::bytesDeleted).sum();
  }
}
