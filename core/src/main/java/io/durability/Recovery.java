package io.durability;

import io.durability.internal.format.FrameKind;
import io.durability.internal.log.Replay;
import io.durability.internal.log.Restore;
import io.durability.internal.log.WriterWatch;
import io.durability.storage.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the state of an application: the newest committed checkpoint, and every entry after it
 * applied in order. It only reads: nothing is sealed, repaired or deleted.
 *
 * <p>Immutable; each recovery reads anew. Threads: any.
 *
 * @param <S> the type of the state
 * @param <E> the type of an entry
 */
public final class Recovery<S, E> {

  private final Directory directory;
  private final StateCodec<S> stateCodec;
  private final Codec<E> entryCodec;
  private final Supplier<S> initial;
  private final Applier<S, E> applier;
  private final RecoveryProgress progress;
  private final LogOptions options;

  private Recovery(
      Directory directory,
      StateCodec<S> stateCodec,
      Codec<E> entryCodec,
      Supplier<S> initial,
      Applier<S, E> applier,
      RecoveryProgress progress,
      LogOptions options) {
    this.directory = Objects.requireNonNull(directory, "directory");
    this.stateCodec = Objects.requireNonNull(stateCodec, "stateCodec");
    this.entryCodec = Objects.requireNonNull(entryCodec, "entryCodec");
    this.initial = Objects.requireNonNull(initial, "initial");
    this.applier = Objects.requireNonNull(applier, "applier");
    this.progress = Objects.requireNonNull(progress, "progress");
    this.options = Objects.requireNonNull(options, "options");
  }

  /** Says how a state is read, begun, and carried on by entries. */
  public static <S, E> Recovery<S, E> of(
      Directory directory,
      StateCodec<S> stateCodec,
      Codec<E> entryCodec,
      Supplier<S> initial,
      Applier<S, E> applier) {
    return new Recovery<>(
        directory,
        stateCodec,
        entryCodec,
        initial,
        applier,
        (id, lastId) -> {},
        LogOptions.defaults());
  }

  /** Returns the same recovery, which tells how far it has come. */
  public Recovery<S, E> onProgress(RecoveryProgress listener) {
    return new Recovery<>(directory, stateCodec, entryCodec, initial, applier, listener, options);
  }

  /** Returns the same recovery, which tells the listener of the options how it went. */
  public Recovery<S, E> options(LogOptions logOptions) {
    return new Recovery<>(
        directory, stateCodec, entryCodec, initial, applier, progress, logOptions);
  }

  /**
   * Recovers the state up to the end of the log. If the newest checkpoint is missing or damaged, an
   * older one is used if the log still holds every entry after it.
   *
   * @throws io.durability.errors.CorruptException if something that had been durable is damaged or
   *     missing; there is never a state with a hole
   * @throws io.durability.errors.UnsupportedException if a file is of a newer format
   * @throws io.durability.errors.UnavailableException if the store does not answer, or an
   *     unfinished copy is there
   * @throws io.durability.errors.TruncatedException if a writer truncated what was to be read,
   *     again and again
   * @throws IOException what a codec or the applier throws
   */
  public Recovered<S, E> latest() throws IOException {
    return restore(Long.MAX_VALUE, false);
  }

  /**
   * Recovers the state as it was after an id: a checkpoint beyond the id is not used. The result is
   * for looking only: it cannot be claimed.
   *
   * @param id inclusive, 0 or more; beyond the end of the log, the end
   * @throws io.durability.errors.TruncatedException if the log no longer reaches back so far
   * @throws IOException as {@link #latest} does
   */
  public Recovered<S, E> upTo(long id) throws IOException {
    if (id < 0) {
      throw new IllegalArgumentException("entry id out of range [expected>=0, found=" + id + "]");
    }
    return restore(id, true);
  }

  private Recovered<S, E> restore(long upToId, boolean readOnly) throws IOException {
    WriterWatch watch = WriterWatch.of(directory, options.settings());
    long since = watch.now();
    StateBuilder builder = new StateBuilder(readOnly);
    Recovered<S, E> recovered = Restore.upTo(directory, upToId, builder);
    watch.recovered(recovered.summary(), recovered.entriesApplied(), since);
    return recovered;
  }

  Directory directory() {
    return directory;
  }

  Codec<E> entryCodec() {
    return entryCodec;
  }

  /** Applies what a replay is at, if it is an entry. */
  S apply(S state, Replay replay) throws IOException {
    if (replay.kind() != FrameKind.ENTRY) {
      return state;
    }
    return applier.apply(state, replay.id(), entryCodec.decode(replay.payload()));
  }

  private final class StateBuilder implements Restore.Builder<Recovered<S, E>> {

    /** Between two calls of the progress listener. */
    private static final int PROGRESS_STEP = 1024;

    private final boolean readOnly;
    private @Nullable S state;
    private long applied;

    StateBuilder(boolean readOnly) {
      this.readOnly = readOnly;
    }

    @Override
    public void begin() {
      state = initial.get();
      applied = 0;
    }

    @Override
    public void begin(InputStream checkpoint) throws IOException {
      applied = 0;
      state = stateCodec.read(checkpoint);
    }

    @Override
    public void apply(Replay replay, long lastId) throws IOException {
      state = Recovery.this.apply(begun(), replay);
      applied += replay.kind() == FrameKind.ENTRY ? 1 : 0;
      if (replay.id() % PROGRESS_STEP == 0 || replay.id() == lastId) {
        progress.at(replay.id(), lastId);
      }
    }

    @Override
    public Recovered<S, E> end(Restore.Summary summary) {
      return new Recovered<>(Recovery.this, begun(), applied, summary, readOnly);
    }

    private S begun() {
      return Objects.requireNonNull(state, "the initial state, or one that was read, is null");
    }
  }
}
