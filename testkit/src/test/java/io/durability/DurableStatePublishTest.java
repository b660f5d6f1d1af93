package io.durability;

import static io.durability.testkit.Operation.Verb.COMMIT;
import static io.durability.testkit.Operation.Verb.DELETE;
import static io.durability.testkit.When.on;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Tally.Tick;
import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.Fault;
import io.durability.testkit.Operation.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing when asked and when it is time: what is told, and what goes on meanwhile. */
final class DurableStatePublishTest extends StateFixture {

  @Test
  void publish_coversTheState_andHasNothingToDoTwice() throws Exception {
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(state.publish()).isEmpty();
      ticks(state, 1, 1, 5);
      assertThat(state.publish().map(PublishResult::lastId)).contains(5L);
      assertThat(state.publish()).isEmpty();
      var unused = state.submit(new Tick(1, 6));
      assertThat(state.publish().map(PublishResult::lastId)).contains(7L);
      assertThat(count(state)).isEqualTo(6);
    }
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(count(state)).isEqualTo(6);
      assertThat(state.recovery().checkpointLastId()).isEqualTo(7);
      assertThat(state.recovery().entriesApplied()).isZero();
      assertThat(state.publish()).isEmpty();
      ticks(state, 1, 7, 7);
    }
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(state.recovery().entriesApplied()).isEqualTo(1);
      assertThat(state.publish()).as("what an earlier run left").isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 40", "2, 20", "7, 5", "40, 1", "41, 0"})
  void publishEvery_countsEntries_alsoOfEarlierRuns(long every, int publishes) throws Exception {
    for (int run = 0; run < 4; run++) {
      try (DurableState<Tally, Tick> state = builder().publishEvery(every).open()) {
        for (int i = 1; i <= 10; i++) {
          state.submitDurable(new Tick(run, i));
        }
      }
    }
    assertThat(told.failed).isEmpty();
    assertThat(told.published).hasSize(publishes);
  }

  @Test
  void publishEveryBytes_countsPayloads() throws Exception {
    int bytes = Tally.TICKS.encode(new Tick(1, 1)).remaining();
    try (DurableState<Tally, Tick> state = builder().publishEveryBytes(10L * bytes).open()) {
      ticks(state, 1, 1, 35);
    }
    assertThat(told.published).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 64, 1000})
  void state_doesNotDependOnTheCadence(int every) throws Exception {
    long plain = digestAfterRuns(new MemoryDirectory(), Long.MAX_VALUE);
    assertThat(digestAfterRuns(new MemoryDirectory(), every)).isEqualTo(plain);
  }

  private long digestAfterRuns(MemoryDirectory place, long every) throws IOException {
    for (int run = 0; run < 5; run++) {
      try (DurableState<Tally, Tick> state = builder(place).publishEvery(every).open()) {
        ticks(state, run % 2, run / 2 * 50L + 1, (run / 2 + 1) * 50L);
      }
    }
    try (DurableState<Tally, Tick> state = builder(place).open()) {
      assertThat(count(state)).isEqualTo(250);
      return state.read(Tally::digest);
    }
  }

  @Test
  void automaticPublishThatFails_isTold_andLosesNothing() throws Exception {
    try (DurableState<Tally, Tick> state = builder().publishEvery(10).open()) {
      Fault fault = directory.failOnce(on(COMMIT), Fault.Mode.BEFORE);
      ticks(state, 1, 1, 19);
      assertThat(fault.fired()).isTrue();
      assertThat(told.failed).hasSize(1).first().isInstanceOf(UnavailableException.class);
      assertThat(told.published).isEmpty();
      ticks(state, 1, 20, 25);
      assertThat(told.published).hasSize(1);
      assertThat(told.published.get(0).lastId()).isEqualTo(20);
    }
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(count(state)).isEqualTo(25);
    }
  }

  @Test
  @Tag("fault-27")
  void automaticPublish_tellsWhatItCouldNotDelete() throws Exception {
    try (DurableState<Tally, Tick> state = builder().publishEvery(200).open()) {
      directory.failForever(on(DELETE), Fault.Mode.BEFORE);
      ticks(state, 1, 1, 400);
      assertThat(told.published).hasSize(2);
      assertThat(told.published.get(1).deletionFailure()).isPresent();
      directory.heal();
    }
  }

  @Test
  void publishThatThePoisonMeets_isThrown_andEndsTheState() throws Exception {
    DurableState<Tally, Tick> state = builder().open();
    ticks(state, 1, 1, 5);
    // The commit of the marker.
    directory.failOnce(on(Verb.SYNC), Fault.Mode.BEFORE);
    assertThatThrownBy(state::publish).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> state.read(Tally::count)).isInstanceOf(PoisonedException.class);
    try (DurableState<Tally, Tick> again = builder().open()) {
      assertThat(count(again)).isEqualTo(5);
    }
  }

  @Test
  void failingCodec_ofTheState_changesNothing() throws Exception {
    StateCodec<Tally> failing = new NoStateCodec<>();
    try (DurableState<Tally, Tick> state = builder().stateCodec(failing).publishEvery(2).open()) {
      ticks(state, 1, 1, 2);
      assertThat(told.failed).hasSize(1).first().isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(state::publish).isInstanceOf(UnsupportedOperationException.class);
      ticks(state, 1, 3, 5);
    }
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(count(state)).isEqualTo(5);
    }
  }

  @Test
  void failingListener_isNotTheSubmittersBusiness() throws Exception {
    PublishListener failing =
        new PublishListener() {
          @Override
          public void published(PublishResult result) {
            throw new IllegalStateException("listener");
          }

          @Override
          public void failed(Exception failure) {
            throw new IllegalStateException("listener");
          }
        };
    try (DurableState<Tally, Tick> state = builder().publishEvery(1).onPublish(failing).open()) {
      ticks(state, 1, 1, 2);
      directory.failOnce(on(COMMIT), Fault.Mode.BEFORE);
      ticks(state, 1, 3, 4);
      assertThat(state.lastId()).isPositive();
    }
  }

  @Test
  void executor_runsOnePublishAtATime_whenItLikes() throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    DurableState<Tally, Tick> state = builder().publishEvery(2).publishOn(tasks::add).open();
    ticks(state, 1, 1, 10);
    assertThat(tasks).hasSize(1);
    tasks.remove(0).run();
    assertThat(told.published).hasSize(1);
    assertThat(told.published.get(0).lastId()).isEqualTo(10);
    ticks(state, 1, 11, 12);
    assertThat(tasks).hasSize(1);
    state.close();
    tasks.remove(0).run();
    assertThat(told.published).hasSize(1);
    assertThat(told.failed).as("a close that came first").isEmpty();
  }

  @Test
  void executor_thatRejects_isTold() throws Exception {
    try (DurableState<Tally, Tick> state =
        builder()
            .publishEvery(2)
            .publishOn(
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .open()) {
      ticks(state, 1, 1, 5);
      assertThat(told.failed)
          .hasSize(2)
          .allSatisfy(e -> assertThat(e).isInstanceOf(RejectedExecutionException.class));
    }
  }

  /** Lets another thread submit while the state is written; tells whether it was through. */
  private static final class SubmittingCodec implements StateCodec<Tally> {
    private DurableState<Tally, Tick> state;
    private FutureTask<Long> meanwhile;
    private boolean wait;
    private volatile boolean writing;

    @Override
    public void write(Tally tally, OutputStream out) throws IOException {
      writing = true;
      meanwhile = start(new FutureTask<>(() -> state.submitDurable(new Tick(2, 1))));
      if (wait) {
        try {
          meanwhile.get(30, SECONDS);
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
      Tally.CODEC.write(tally, out);
      writing = false;
    }

    @Override
    public Tally read(InputStream in) throws IOException {
      return Tally.CODEC.read(in);
    }
  }

  private Optional<PublishResult> publishWhileSubmitting(UnaryOperator<Tally> snapshot)
      throws Exception {
    SubmittingCodec codec = new SubmittingCodec();
    codec.wait = snapshot != null;
    DurableStateBuilder<Tally, Tick> builder =
        builder()
            .stateCodec(codec)
            .apply(
                (tally, tick) -> {
                  assertThat(codec.writing && !codec.wait).as("changed while written").isFalse();
                  return tally.apply(tick);
                });
    if (snapshot != null) {
      builder.snapshot(snapshot);
    }
    try (DurableState<Tally, Tick> state = builder.open()) {
      codec.state = state;
      ticks(state, 1, 1, 5);
      Optional<PublishResult> result = state.publish();
      assertThat(codec.meanwhile.get(30, SECONDS)).isGreaterThan(5);
      return result;
    }
  }

  @Test
  void snapshot_letsSubmitsGoOnWhileItIsWritten() throws Exception {
    assertThat(publishWhileSubmitting(Tally::copy).map(PublishResult::lastId)).contains(5L);
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(count(state)).isEqualTo(6);
      assertThat(state.recovery().entriesApplied()).isEqualTo(1);
    }
  }

  @Test
  void withoutSnapshot_theStateDoesNotChangeWhileItIsWritten() throws Exception {
    assertThat(publishWhileSubmitting(null).map(PublishResult::lastId)).contains(5L);
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(count(state)).isEqualTo(6);
    }
  }

  @Test
  void withoutListener_failuresAreLogged_andThatIsAll() throws Exception {
    try (DurableState<Tally, Tick> state =
        DurableState.<Tally, Tick>builder(directory)
            .initial(Tally::new)
            .apply(Tally::apply)
            .stateCodec(Tally.CODEC)
            .entryCodec(Tally.TICKS)
            .options(SMALL)
            .publishEvery(200)
            .open()) {
      directory.failOnce(on(COMMIT), Fault.Mode.BEFORE);
      ticks(state, 1, 1, 200);
      directory.failForever(on(DELETE), Fault.Mode.BEFORE);
      ticks(state, 1, 201, 600);
      directory.heal();
      assertThat(count(state)).isEqualTo(600);
    }
  }

  @Test
  void uncheckedFailureOfTheSnapshot_isTold_andSubmitsGoOn() throws Exception {
    try (DurableState<Tally, Tick> state =
        builder()
            .snapshot(
                tally -> {
                  throw new UncheckedIOException(new IOException("no copy"));
                })
            .publishEvery(2)
            .open()) {
      ticks(state, 1, 1, 3);
      assertThat(told.failed).hasSize(1).first().isInstanceOf(UncheckedIOException.class);
    }
  }
}
