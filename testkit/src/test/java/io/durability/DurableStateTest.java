package io.durability;

import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.on;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Tally.Tick;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.Gate;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Submitting, reading, refusing and closing, where nothing fails. */
final class DurableStateTest extends StateFixture {

  @Test
  void state_comesBack_withEveryEntry() throws Exception {
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(state.recovery()).isEqualTo(new RecoveryReport(0, 0, 0, 0, List.of()));
      assertThat(state.lastId()).isZero();
      assertThat(state.submit(new Tick(1, 1)).get(30, SECONDS)).isEqualTo(1);
      assertThat(state.submitDurable(new Tick(1, 2))).isEqualTo(2);
      assertThat(state.lastId()).isEqualTo(2);
      assertThat(state.durableId()).isEqualTo(2);
      var unused = state.submit(new Tick(1, 3));
    }
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(count(state)).isEqualTo(3);
      assertThat(state.recovery()).isEqualTo(new RecoveryReport(3, 0, 3, 0, List.of()));
      assertThat(state.submitDurable(new Tick(1, 4))).isEqualTo(4);
    }
  }

  @Test
  void submit_withAResult_takesItRightAfterItsEntry() throws Exception {
    try (DurableState<Tally, Tick> state = builder().open()) {
      List<CompletableFuture<Long>> counts = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        counts.add(state.submit(new Tick(1, i), Tally::count));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(counts.get(i).get(30, SECONDS)).isEqualTo(i + 1);
      }
      assertThat(state.submit(new Tick(1, 101), tally -> null).get(30, SECONDS)).isNull();
      CompletableFuture<Long> failing =
          state.submit(
              new Tick(1, 102),
              tally -> {
                throw new IllegalArgumentException("no result");
              });
      assertThatThrownBy(() -> failing.get(30, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IllegalArgumentException.class);
      assertThat(count(state)).isEqualTo(102);
    }
  }

  @Test
  void refusals_leaveNothingBehind() throws Exception {
    LogOptions options = LogOptions.builder().payloadBytesMax(8).build();
    Codec<String> codec = Codecs.utf8();
    try (DurableState<List<String>, String> state =
        DurableState.<List<String>, String>builder(directory)
            .initial(ArrayList::new)
            .apply(
                (list, id, entry) -> {
                  list.add(id + " " + entry);
                  return list;
                })
            .check(
                (list, entry) -> {
                  if (list.contains("1 " + entry)) {
                    throw new IllegalArgumentException("taken: " + entry);
                  }
                })
            .stateCodec(new NoStateCodec<>())
            .entryCodec(codec)
            .options(options)
            .open()) {
      state.submitDurable("a");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> state.submit("a"))
          .withMessage("taken: a");
      assertThatIllegalArgumentException().isThrownBy(() -> state.submitDurable("123456789"));
      assertThatThrownBy(() -> state.submit("\uD800")).isInstanceOf(CharacterCodingException.class);
      assertThat(state.lastId()).isEqualTo(1);
      assertThat(state.submitDurable("b")).isEqualTo(2);
      assertThat(state.<List<String>>read(List::copyOf)).containsExactly("1 a", "2 b");
    }
    try (LogReader<String> reader = LogReader.open(directory, codec, 1)) {
      List<String> found = new ArrayList<>();
      while (reader.next()) {
        found.add(reader.entry());
      }
      assertThat(found).containsExactly("a", "b");
    }
  }

  @Test
  void read_showsWhatIsNotDurableYet_readDurableWaits() throws Exception {
    try (DurableState<Tally, Tick> state = builder().open()) {
      FutureTask<Long> durable;
      try (Gate gate = directory.pauseBefore(on(SYNC))) {
        CompletableFuture<Long> submitted = state.submit(new Tick(1, 1));
        gate.awaitReached(PATIENCE);
        assertThat(count(state)).isEqualTo(1);
        assertThat(state.lastId()).isEqualTo(1);
        assertThat(state.durableId()).isZero();
        assertThat(submitted).isNotDone();
        durable =
            start(
                new FutureTask<>(
                    () -> {
                      assertThat(state.<Long>readDurable(Tally::count)).isEqualTo(1);
                      return state.durableId();
                    }));
        assertThat(durable.isDone()).isFalse();
      }
      assertThat(durable.get(30, SECONDS)).isEqualTo(1);
    }
  }

  @Test
  void futures_mayGoOnToSubmit() throws Exception {
    try (DurableState<Tally, Tick> state = builder().open()) {
      CompletableFuture<Long> chain = state.submit(new Tick(1, 1));
      for (int i = 2; i <= 200; i++) {
        Tick next = new Tick(1, i);
        chain =
            chain.thenCompose(
                unused -> {
                  try {
                    return state.submit(next);
                  } catch (java.io.IOException e) {
                    return CompletableFuture.failedFuture(e);
                  }
                });
      }
      assertThat(chain.get(30, SECONDS)).isEqualTo(200);
    }
  }

  @Test
  void functions_thatHaveTheState_mayNotSubmitPublishOrClose() throws Exception {
    AtomicReference<DurableState<Tally, Tick>> self = new AtomicReference<>();
    List<Throwable> refused = new ArrayList<>();
    Runnable tries =
        () -> {
          DurableState<Tally, Tick> state = self.get();
          List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> verbs =
              List.of(
                  () -> state.submit(new Tick(9, 1)),
                  () -> state.submitDurable(new Tick(9, 1)),
                  state::publish,
                  state::close);
          for (var verb : verbs) {
            refused.add(org.assertj.core.api.Assertions.catchThrowable(verb));
          }
        };
    try (DurableState<Tally, Tick> state =
        builder()
            .check((tally, tick) -> tries.run())
            .apply(
                (tally, tick) -> {
                  tries.run();
                  return tally.apply(tick);
                })
            .open()) {
      self.set(state);
      long read =
          state.read(
              tally -> {
                tries.run();
                return tally.count();
              });
      assertThat(read).isZero();
      state
          .submit(
              new Tick(1, 1),
              tally -> {
                tries.run();
                return 1;
              })
          .get(30, SECONDS);
      assertThat(refused)
          .hasSize(16)
          .allSatisfy(
              e ->
                  assertThat(e)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("inside a function"));
      assertThat(count(state)).isEqualTo(1);
    }
  }

  @Test
  void close_refusesEverything_andIsIdempotent() throws Exception {
    DurableState<Tally, Tick> state = builder().open();
    CompletableFuture<Long> last = state.submit(new Tick(1, 1));
    state.close();
    state.close();
    assertThat(last.get(30, SECONDS)).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> state.submit(new Tick(1, 2)));
    assertThatIllegalStateException().isThrownBy(() -> state.submitDurable(new Tick(1, 2)));
    assertThatIllegalStateException().isThrownBy(() -> state.read(Tally::count));
    assertThatIllegalStateException().isThrownBy(() -> state.readDurable(Tally::count));
    assertThatIllegalStateException().isThrownBy(state::publish);
    // The directory is its opener's.
    assertThat(directory.list("")).isNotEmpty();
  }

  @Test
  void builder_saysWhatIsMissing() {
    DurableStateBuilder<Tally, Tick> empty = DurableState.builder(new MemoryDirectory());
    assertThatIllegalStateException().isThrownBy(empty::open).withMessageContaining("initial");
    empty.initial(Tally::new);
    assertThatIllegalStateException().isThrownBy(empty::open).withMessageContaining("apply");
    empty.apply(Tally::apply);
    assertThatIllegalStateException().isThrownBy(empty::open).withMessageContaining("stateCodec");
    empty.stateCodec(Tally.CODEC);
    assertThatIllegalStateException().isThrownBy(empty::open).withMessageContaining("entryCodec");
    assertThatIllegalArgumentException().isThrownBy(() -> empty.publishEvery(0));
    assertThatIllegalArgumentException().isThrownBy(() -> empty.publishEveryBytes(-1));
  }
}
