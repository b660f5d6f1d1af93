package io.durability;

import static io.durability.testkit.Operation.Verb.DELETE;
import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.on;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Tally.Tick;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import io.durability.testkit.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told, and what comes back, when the log, the applier or the writer's right fails. */
final class DurableStateFailureTest extends StateFixture {

  private static void assertEnded(
      DurableState<Tally, Tick> state, Class<? extends DurabilityException> why) {
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> verbs =
        List.of(
            () -> state.submit(new Tick(1, 100)),
            () -> state.submitDurable(new Tick(1, 100)),
            () -> state.read(Tally::count),
            () -> state.readDurable(Tally::count),
            state::publish);
    for (var verb : verbs) {
      assertThatThrownBy(verb).isInstanceOf(why);
    }
  }

  @ParameterizedTest
  @Tag("fault-3")
  @EnumSource(Fault.Mode.class)
  void failedSync_poisons_andOpeningAgainGivesWhatWasAcknowledged(Fault.Mode mode)
      throws Exception {
    DurableStateBuilder<Tally, Tick> builder = builder();
    DurableState<Tally, Tick> state = builder.open();
    ticks(state, 1, 1, 10);
    directory.failOnce(on(SYNC), mode);
    CompletableFuture<Long> lost = state.submit(new Tick(1, 11));
    assertThatThrownBy(() -> lost.get(30, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(PoisonedException.class);
    assertEnded(state, PoisonedException.class);
    assertThatThrownBy(state::close).isInstanceOf(PoisonedException.class);

    try (DurableState<Tally, Tick> again = builder.open()) {
      long found = count(again);
      assertThat(found).isBetween(10L, 11L);
      again.submitDurable(new Tick(1, found + 1));
    }
  }

  @Test
  void failedSync_isThrownByWhoWaits() throws Exception {
    DurableState<Tally, Tick> state = builder().open();
    directory.failOnce(on(SYNC), Fault.Mode.BEFORE);
    assertThatThrownBy(() -> state.submitDurable(new Tick(1, 1)))
        .isInstanceOf(PoisonedException.class);
    assertEnded(state, PoisonedException.class);

    DurableState<Tally, Tick> other = builder().open();
    directory.failOnce(on(SYNC), Fault.Mode.BEFORE);
    var unused = other.submit(new Tick(1, 1));
    assertThatThrownBy(() -> other.readDurable(Tally::count)).isInstanceOf(PoisonedException.class);
  }

  @Test
  void secondWriter_supersedes() throws Exception {
    DurableStateBuilder<Tally, Tick> builder = builder();
    DurableState<Tally, Tick> first = builder.open();
    ticks(first, 1, 1, 5);
    try (DurableState<Tally, Tick> second = builder.open()) {
      assertThat(count(second)).isEqualTo(5);
      CompletableFuture<Long> late = first.submit(new Tick(1, 6));
      assertThatThrownBy(() -> late.get(30, SECONDS)).hasCauseInstanceOf(SupersededException.class);
      assertEnded(first, SupersededException.class);
      second.submitDurable(new Tick(2, 1));
      assertThat(count(second)).isEqualTo(6);
    }
    assertThatThrownBy(first::close).isInstanceOf(SupersededException.class);
    try (DurableState<Tally, Tick> again = builder.open()) {
      assertThat(count(again)).isEqualTo(6);
    }
  }

  @Test
  void noThreadThatCommits_submitDoesNotThrowWhatItAppended() throws Exception {
    LogOptions threadless =
        LogOptions.builder()
            .threads(
                work -> {
                  throw new InternalError("no native thread, on purpose");
                })
            .build();
    DurableState<Tally, Tick> state = builder().options(threadless).open();
    CompletableFuture<Long> lost = state.submit(new Tick(1, 1));
    assertThatThrownBy(() -> lost.get(30, SECONDS)).hasCauseInstanceOf(PoisonedException.class);
    assertEnded(state, PoisonedException.class);
    assertThatThrownBy(state::close).isInstanceOf(PoisonedException.class);

    // What was told to have failed is not there, and what was told to be there is.
    try (DurableState<Tally, Tick> again = builder().open()) {
      assertThat(count(again)).isZero();
      again.submitDurable(new Tick(1, 1));
    }
  }

  private DurableStateBuilder<Tally, Tick> throwingAt(long number, Throwable failure) {
    return builder()
        .apply(
            (tally, tick) -> {
              if (tick.number() == number) {
                if (failure instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) failure;
              }
              return tally.apply(tick);
            });
  }

  @Test
  void throwingApplier_poisons_becauseItsEntryIsInTheLog() throws Exception {
    IllegalStateException failure = new IllegalStateException("cannot apply");
    DurableState<Tally, Tick> state = throwingAt(3, failure).open();
    ticks(state, 1, 1, 2);
    CompletableFuture<Long> third = state.submit(new Tick(1, 3));
    assertThatThrownBy(() -> third.get(30, SECONDS))
        .cause()
        .isInstanceOf(PoisonedException.class)
        .hasMessageContaining("entry=3")
        .hasCause(failure);
    assertEnded(state, PoisonedException.class);
    state.close();

    // It would fail the same way, until it is mended.
    assertThatThrownBy(() -> throwingAt(3, failure).open()).isSameAs(failure);
    try (DurableState<Tally, Tick> mended = builder().open()) {
      assertThat(count(mended)).isEqualTo(3);
    }
  }

  @Test
  void throwingApplier_isThrownByWhoWaits_anErrorAsItIs_andNoStateIsPoison() throws Exception {
    DurableState<Tally, Tick> state = throwingAt(1, new IllegalStateException("no")).open();
    assertThatThrownBy(() -> state.submitDurable(new Tick(1, 1)))
        .isInstanceOf(PoisonedException.class)
        .hasMessageContaining("entry=1");
    assertEnded(state, PoisonedException.class);
    state.close();

    StackOverflowError error = new StackOverflowError("deep");
    DurableState<Tally, Tick> second = throwingAt(2, error).open();
    assertThatThrownBy(() -> second.submit(new Tick(1, 2))).isSameAs(error);
    assertEnded(second, PoisonedException.class);
    second.close();

    DurableState<Tally, Tick> third =
        builder().apply((tally, tick) -> tick.number() == 3 ? null : tally.apply(tick)).open();
    assertThatThrownBy(() -> third.submitDurable(new Tick(1, 3)))
        .isInstanceOf(PoisonedException.class)
        .hasCauseInstanceOf(NullPointerException.class);
    third.close();
  }

  /** Publishes so much that what was recovered before is truncated. */
  private static void runAway(DurableState<Tally, Tick> other, int submitter) throws IOException {
    for (int i = 0; i < 4; i++) {
      ticks(other, submitter, 200L * i + 1, 200L * (i + 1));
      assertThat(other.publish()).isPresent();
    }
  }

  /** Another writer, which comes and goes between a recovery and its claim. */
  private void runAway(int submitter) {
    try (DurableState<Tally, Tick> other = builder(memory).open()) {
      runAway(other, submitter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void open_besideAWriterThatTruncates_triesAgain() throws Exception {
    AtomicInteger claims = new AtomicInteger();
    // A claim begins with a delete of nothing, which takes a lock where there is one.
    directory.before(
        on(DELETE),
        operation -> {
          if (claims.incrementAndGet() == 1) {
            runAway(1);
          }
        });
    try (DurableState<Tally, Tick> state = builder().open()) {
      assertThat(claims.get()).isEqualTo(2);
      assertThat(count(state)).isEqualTo(800);
    }
  }

  @Test
  void open_besideWritersThatTruncateForEver_givesUp() throws Exception {
    AtomicInteger claims = new AtomicInteger();
    directory.before(on(DELETE), operation -> runAway(claims.incrementAndGet()));
    assertThatThrownBy(() -> builder().open()).isInstanceOf(TruncatedException.class);
    assertThat(claims.get()).isEqualTo(5);
  }
}
