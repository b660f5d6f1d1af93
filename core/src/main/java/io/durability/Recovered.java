package io.durability;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.FrameKind;
import io.durability.internal.log.Claim;
import io.durability.internal.log.LogWriter;
import io.durability.internal.log.Replay;
import io.durability.internal.log.Restore;
import java.io.IOException;
import java.util.List;

/**
 * A recovered state, where it came from, and the way on: {@link #claim}.
 *
 * <p>Threads: one at a time.
 *
 * @param <S> the type of the state
 * @param <E> the type of an entry
 */
public final class Recovered<S, E> {

  private final Recovery<S, E> recovery;
  private final Restore.Summary summary;
  private final boolean readOnly;
  private S state;
  private long lastId;
  private long entriesApplied;

  Recovered(
      Recovery<S, E> recovery,
      S state,
      long entriesApplied,
      Restore.Summary summary,
      boolean readOnly) {
    this.recovery = recovery;
    this.state = state;
    this.entriesApplied = entriesApplied;
    this.summary = summary;
    this.readOnly = readOnly;
    this.lastId = summary.lastId();
  }

  /** Returns the state: every entry up to {@link #lastId} is in it, each once. */
  public S state() {
    return state;
  }

  /** Returns the id of the last entry or marker that the state covers, 0 if there is none. */
  public long lastId() {
    return lastId;
  }

  /** Returns the last id of the checkpoint that was used, 0 if none was. */
  public long checkpointLastId() {
    return summary.checkpointLastId();
  }

  /** Returns how many entries were applied to the checkpoint or the initial state. */
  public long entriesApplied() {
    return entriesApplied;
  }

  /**
   * Returns how many bytes behind the end of the log were dropped, because they were never
   * acknowledged: the torn tail. On local disk, in a file that held a deleted segment before, only
   * what frames of the last segment tell of is counted: that may be too little, or, where part of
   * one old frame is left, too much.
   */
  public long bytesDropped() {
    return summary.tornBytes();
  }

  /** Returns what was wrong with newer checkpoints that could not be used, newest first. */
  public List<DurabilityException> checkpointsSkipped() {
    return summary.checkpointsSkipped();
  }

  /**
   * Claims the log for writing. Entries that another writer added since the recovery are applied to
   * the state first, so that on return {@link #state} covers everything before the first append.
   *
   * <p>A second call is a claim like any other: it supersedes the log that the first one returned,
   * and applies to the state what was appended to that, also if the caller has done so already.
   *
   * @throws IllegalStateException if this is a state as it was at an earlier id
   * @throws io.durability.errors.TruncatedException if those entries have been truncated: recover
   *     again
   * @throws CorruptException if the log is damaged, or ends before the state does
   * @throws io.durability.errors.SupersededException if another writer claimed at the same time
   * @throws IOException as {@link Log#open}, and what the codec or the applier throws: then no
   *     segment was begun. After a claim that failed no entry is lost, but an earlier writer may
   *     already be superseded, and the state must no longer be used
   */
  public Log<E> claim(LogOptions options) throws IOException {
    checkClaimable();
    LogWriter writer =
        Claim.<IOException>claim(recovery.directory(), options.settings(), this::bringUpTo);
    return new Log<>(recovery.directory(), recovery.entryCodec(), Claimer.claimed(writer));
  }

  /** Applies what the log has beyond the state, up to exactly the sealed end. */
  private void bringUpTo(Claim claim) throws IOException {
    if (claim.lastId() < lastId) {
      throw CorruptException.mismatch(
          "the log ends before the state that was recovered from it",
          Location.of(recovery.directory()).entry(lastId),
          lastId,
          claim.lastId());
    }
    if (claim.lastId() > lastId) {
      catchUp(claim);
    }
  }

  /**
   * Returns a log that is claimed by its first append, sync, read, publish or truncation: until
   * then an earlier writer goes on, and a process that never writes takes nothing over. If that
   * writer has added entries since the recovery, the claim, and with it the append, fails with
   * {@code SupersededException}: recover again.
   *
   * <p>The call that claims also throws what {@link Log#open} does: {@code CorruptException},
   * {@code UnavailableException}, {@code UnsupportedException}. After a claim that failed the next
   * such call tries again.
   *
   * @throws IllegalStateException if this is a state as it was at an earlier id
   */
  public Log<E> claimLazily(LogOptions options) {
    checkClaimable();
    return new Log<>(
        recovery.directory(),
        recovery.entryCodec(),
        Claimer.lazily(recovery.directory(), options.settings(), lastId));
  }

  Restore.Summary summary() {
    return summary;
  }

  private void checkClaimable() {
    if (readOnly) {
      throw new IllegalStateException(
          "a state recovered up to an earlier id cannot be claimed [lastId=" + lastId + "]");
    }
  }

  private void catchUp(Claim claim) throws IOException {
    try (Replay replay = claim.replay(lastId + 1)) {
      while (replay.next()) {
        state = recovery.apply(state, replay);
        lastId = replay.id();
        entriesApplied += replay.kind() == FrameKind.ENTRY ? 1 : 0;
      }
    }
    if (lastId != claim.lastId()) {
      throw CorruptException.mismatch(
          "replay did not reach the end of the sealed log",
          Location.of(recovery.directory()).entry(lastId),
          claim.lastId(),
          lastId);
    }
  }
}
