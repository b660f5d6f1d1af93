package io.durability;

import io.durability.errors.TruncatedException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says what a {@link DurableState} is made of, and opens it, as often as need be: keep the builder
 * to open again after a failure.
 *
 * <p>Threads: one at a time.
 *
 * @param <S> the type of the state
 * @param <E> the type of an entry
 */
public final class DurableStateBuilder<S, E> {

  private static final Logger LOG = System.getLogger(DurableState.class.getName());

  /** Beside a writer that publishes all the time, what was recovered may be gone at the claim. */
  private static final int ATTEMPTS_MAX = 5;

  private final Directory directory;
  private @Nullable Supplier<? extends S> initial;
  private @Nullable Applier<S, E> applier;
  private BiConsumer<? super S, ? super E> check = (state, entry) -> {};
  private @Nullable StateCodec<S> stateCodec;
  private @Nullable Codec<E> entryCodec;
  private @Nullable UnaryOperator<S> snapshot;
  private LogOptions options = LogOptions.defaults();
  private RecoveryProgress progress = (id, lastId) -> {};
  private long publishEntries = PublishCadence.NEVER;
  private long publishBytes = PublishCadence.NEVER;
  private Executor publishExecutor = Runnable::run;
  private PublishListener listener = new Logging();

  DurableStateBuilder(Directory directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  /** Sets the state before the first entry: a new one at each call, always the same. Required. */
  public DurableStateBuilder<S, E> initial(Supplier<? extends S> state) {
    initial = Objects.requireNonNull(state, "initial");
    return this;
  }

  /**
   * Sets how an entry changes the state. It must depend on its arguments only, since recovery
   * applies the same entries again, and must not throw; see {@link #check}. Required, in this form
   * or the other.
   *
   * @param function returns the state after the entry: a new one, or the given one changed
   */
  public DurableStateBuilder<S, E> apply(BiFunction<S, E, S> function) {
    Objects.requireNonNull(function, "apply");
    return apply((state, id, entry) -> function.apply(state, entry));
  }

  /** Sets how an entry changes the state, given its id too; see the other form. */
  public DurableStateBuilder<S, E> apply(Applier<S, E> function) {
    applier = Objects.requireNonNull(function, "apply");
    return this;
  }

  /**
   * Sets what refuses an entry, by an exception that reaches the submitter, before it is in the
   * log: the place for "not enough money". It sees the state that the entry would be applied to,
   * and must not change it. Recovery does not check again. Without it every entry is taken.
   */
  public DurableStateBuilder<S, E> check(BiConsumer<? super S, ? super E> refusal) {
    check = Objects.requireNonNull(refusal, "check");
    return this;
  }

  /** Sets how the state is written to a checkpoint and read back. Required. */
  public DurableStateBuilder<S, E> stateCodec(StateCodec<S> codec) {
    stateCodec = Objects.requireNonNull(codec, "stateCodec");
    return this;
  }

  /** Sets how an entry is written to the log and read back. Required. */
  public DurableStateBuilder<S, E> entryCodec(Codec<E> codec) {
    entryCodec = Objects.requireNonNull(codec, "entryCodec");
    return this;
  }

  /**
   * Sets what returns a state that later entries do not change, to be written while submits go on:
   * a copy, or {@code state -> state} if states are immutable. Without it the state itself is
   * written, and submits wait until that is done; reads may wait behind them.
   */
  public DurableStateBuilder<S, E> snapshot(UnaryOperator<S> copy) {
    snapshot = Objects.requireNonNull(copy, "snapshot");
    return this;
  }

  /** Sets how the log is written; {@link LogOptions#defaults} unless set. */
  public DurableStateBuilder<S, E> options(LogOptions logOptions) {
    options = Objects.requireNonNull(logOptions, "options");
    return this;
  }

  /** Sets who is told how far recovery has come; nobody unless set. */
  public DurableStateBuilder<S, E> onProgress(RecoveryProgress recoveryProgress) {
    progress = Objects.requireNonNull(recoveryProgress, "onProgress");
    return this;
  }

  /**
   * Publishes automatically when so many entries have been applied since the last publish, those of
   * earlier runs included. Never unless this or {@link #publishEveryBytes} is set, and then the log
   * grows until {@link DurableState#publish} is called.
   *
   * @param entries 1 or more
   */
  public DurableStateBuilder<S, E> publishEvery(long entries) {
    publishEntries = positive("publishEvery", entries);
    return this;
  }

  /**
   * Publishes automatically when the payloads applied since the last publish have so many bytes.
   * With {@link #publishEvery}, whichever comes first.
   *
   * @param bytes 1 or more
   */
  public DurableStateBuilder<S, E> publishEveryBytes(long bytes) {
    publishBytes = positive("publishEveryBytes", bytes);
    return this;
  }

  /**
   * Sets where automatic publishes run. Unless set, the submit that makes one due runs it in its
   * own thread and returns after it; no thread is started.
   */
  public DurableStateBuilder<S, E> publishOn(Executor executor) {
    publishExecutor = Objects.requireNonNull(executor, "publishOn");
    return this;
  }

  /** Sets who is told of automatic publishes. Unless set, failures are logged as warnings. */
  public DurableStateBuilder<S, E> onPublish(PublishListener publishListener) {
    listener = Objects.requireNonNull(publishListener, "onPublish");
    return this;
  }

  /**
   * Recovers the state and claims its log, or begins one if there is none. On return every entry
   * that was ever acknowledged is in the state, and an earlier writer is superseded.
   *
   * @throws IllegalStateException if something that is required was not set
   * @throws io.durability.errors.CorruptException if something that had been durable is damaged or
   *     missing; no entry is lost and no segment begun, but an earlier writer may already be
   *     superseded
   * @throws io.durability.errors.SupersededException if another writer claimed at the same time and
   *     won
   * @throws io.durability.errors.UnavailableException if another directory object, in this process
   *     or another, holds the lock of the place, or the store does not answer
   * @throws io.durability.errors.UnsupportedException if the log is of a newer format
   * @throws TruncatedException if another writer published faster than this could recover, several
   *     times
   * @throws IOException what a codec or the applier throws; then it is as after a {@code
   *     CorruptException}
   */
  public DurableState<S, E> open() throws IOException {
    StateDefinition<S, E> definition = definition();
    for (int attempt = 1; ; attempt++) {
      PublishCadence cadence = new PublishCadence(publishEntries, publishBytes);
      Recovered<S, ByteBuffer> recovered = recovery(definition, cadence).latest();
      try {
        Log<ByteBuffer> log = recovered.claim(definition.options());
        LiveState<S, E> live = new LiveState<>(definition, recovered, log, cadence);
        return new DurableState<>(
            RecoveryReport.of(recovered), live, new StatePublisher<>(definition, live, cadence));
      } catch (TruncatedException e) {
        if (attempt == ATTEMPTS_MAX) {
          throw e;
        }
      }
    }
  }

  private StateDefinition<S, E> definition() {
    return new StateDefinition<>(
        directory,
        required("initial", initial),
        required("apply", applier),
        check,
        required("stateCodec", stateCodec),
        required("entryCodec", entryCodec),
        snapshot,
        options,
        progress,
        publishEntries,
        publishBytes,
        publishExecutor,
        listener);
  }

  private static <S, E> Recovery<S, ByteBuffer> recovery(
      StateDefinition<S, E> definition, PublishCadence cadence) {
    return Recovery.<S, ByteBuffer>of(
            definition.directory(),
            new CountingStateCodec<>(definition.stateCodec(), cadence),
            new Payloads(),
            () -> {
              cadence.restart();
              return definition.initial().get();
            },
            (state, id, payload) -> {
              cadence.count(payload.remaining());
              E entry = definition.entryCodec().decode(payload);
              return definition.applier().apply(state, id, entry);
            })
        .onProgress(definition.progress())
        .options(definition.options());
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(name + " was not set");
    }
    return value;
  }

  private static long positive(String name, long found) {
    if (found < 1) {
      throw new IllegalArgumentException(
          "option out of range [" + name + ", expected>=1, found=" + found + "]");
    }
    return found;
  }

  /** Entries as the bytes they are: encoding and decoding is done outside of the log. */
  private static final class Payloads implements Codec<ByteBuffer> {
    @Override
    public ByteBuffer encode(ByteBuffer payload) {
      return payload;
    }

    @Override
    public ByteBuffer decode(ByteBuffer payload) {
      return payload;
    }
  }

  /** Begins the count anew at each checkpoint that recovery tries. */
  private record CountingStateCodec<S>(StateCodec<S> codec, PublishCadence cadence)
      implements StateCodec<S> {
    @Override
    public void write(S state, OutputStream out) throws IOException {
      codec.write(state, out);
    }

    @Override
    public S read(InputStream in) throws IOException {
      cadence.restart();
      return codec.read(in);
    }
  }

  /** Tells what nobody else listens to. */
  private static final class Logging implements PublishListener {
    @Override
    public void published(PublishResult result) {
      result
          .deletionFailure()
          .ifPresent(e -> LOG.log(Logger.Level.WARNING, "published, but segments were left", e));
    }

    @Override
    public void failed(Exception failure) {
      LOG.log(Logger.Level.WARNING, "automatic publish failed", failure);
    }
  }
}
