package io.durability;

import io.durability.errors.DurabilityException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Publishes the state of a {@link DurableState}, when asked or when it is time. One publish at a
 * time: {@link #publishing} is taken before the lock of the state.
 */
final class StatePublisher<S, E> {

  private static final Logger LOG = System.getLogger(StatePublisher.class.getName());

  private final StateDefinition<S, E> definition;
  private final LiveState<S, E> live;
  private final PublishCadence cadence;
  private final ReentrantLock publishing = new ReentrantLock();

  StatePublisher(StateDefinition<S, E> definition, LiveState<S, E> live, PublishCadence cadence) {
    this.definition = definition;
    this.live = live;
    this.cadence = cadence;
  }

  /** Publishes the state as it is, unless it is published already. */
  Optional<PublishResult> publish() throws IOException {
    live.requireFree("publish");
    publishing.lock();
    try {
      return publishInTurn();
    } catch (DurabilityException e) {
      live.note(e);
      throw e;
    } finally {
      publishing.unlock();
    }
  }

  private Optional<PublishResult> publishInTurn() throws IOException {
    // Most of the wait is over before submits have to pause.
    live.awaitApplied();
    try (LiveState<S, E>.Frozen frozen = live.freeze()) {
      live.checkUsable();
      if (!cadence.hasUnpublished()) {
        return Optional.empty();
      }
      cadence.attempt();
      long lastId = frozen.lastId();
      Ack lastAck = frozen.lastAck();
      S state = frozen.state();
      if (definition.snapshot() != null) {
        state = definition.snapshot().apply(state);
        frozen.thaw();
      }
      live.await(lastAck);
      StateCodec<S> codec = new ThawingCodec<>(definition.stateCodec(), frozen);
      PublishResult result = Publisher.of(codec).publish(live.log(), state, lastId);
      cadence.published();
      return Optional.of(result);
    }
  }

  /** Publishes if it is time and nobody else does, here or where the executor runs it. */
  void publishIfDue() {
    if (!cadence.takeDuty()) {
      return;
    }
    try {
      definition.publishExecutor().execute(this::publishAutomatically);
    } catch (RejectedExecutionException e) {
      cadence.attempt();
      cadence.endDuty();
      tell(() -> definition.listener().failed(e));
    }
  }

  private void publishAutomatically() {
    try {
      Optional<PublishResult> result = publish();
      result.ifPresent(done -> tell(() -> definition.listener().published(done)));
    } catch (IOException | RuntimeException e) {
      // A close that came first is no failure.
      if (!live.isClosed() || e instanceof DurabilityException) {
        tell(() -> definition.listener().failed(e));
      }
    } finally {
      cadence.endDuty();
    }
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.WARNING, "a publish listener failed", e);
    }
  }

  /** Ends the use of the state and of its log, after a publish that is under way. */
  void close() throws DurabilityException {
    live.requireFree("close");
    live.refuse();
    publishing.lock();
    try {
      live.log().close();
    } finally {
      publishing.unlock();
    }
  }

  /** Writes a state, and lets it change again as soon as that is done. */
  private record ThawingCodec<S>(StateCodec<S> codec, LiveState<S, ?>.Frozen frozen)
      implements StateCodec<S> {

    @Override
    public void write(S state, OutputStream out) throws IOException {
      codec.write(state, out);
      frozen.thaw();
    }

    @Override
    public S read(InputStream in) throws IOException {
      return codec.read(in);
    }
  }
}
