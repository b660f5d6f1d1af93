package io.durability.testkit;

import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.errors.SupersededException;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.Operation.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A claim beside a live writer that begins segments, and beside another claimant. */
final class ClaimRaceTest extends LogFixture {

  private static final LogOptions OPTIONS =
      LogOptions.builder().segmentBytes(4096).idleWatermark(Duration.ZERO).build();

  /** Fits a segment, but not behind anything: an append of it begins one. */
  private static final int LONG = 3500;

  /** How often a claim starts over at most. */
  private static final int ATTEMPTS = 16;

  @Override
  protected MemoryDirectory open() {
    return new MemoryDirectory();
  }

  /** Something that a live writer does in the middle of a claim. */
  private interface Interruption {
    void run() throws IOException;
  }

  /** Returns the directory as the claimant sees it, interrupted so often before a verb. */
  private FaultDirectory interrupted(Verb verb, int times, Interruption interruption) {
    FaultDirectory claimant = new FaultDirectory(dir);
    AtomicInteger left = new AtomicInteger(times);
    claimant.before(
        on(verb).under("wal/"),
        operation -> {
          if (left.getAndDecrement() > 0) {
            try {
              interruption.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    return claimant;
  }

  private Log<String> claim(FaultDirectory claimant) throws IOException {
    return opened(Log.open(claimant, Codecs.utf8(), OPTIONS));
  }

  private void assertClaimed(Log<String> claimed, Log<String> earlier) throws IOException {
    add(claimed, "first of the next writer");
    assertThatThrownBy(() -> earlier.appendDurable("late")).isInstanceOf(SupersededException.class);
    add(claimed, "second of the next writer");
    assertRecovered();
  }

  @Test
  void writerPublishesBeforeTheSeal_claimStartsOver() throws Exception {
    Log<String> writer = openLog(OPTIONS);
    add(writer, "a");
    FaultDirectory claimant =
        interrupted(
            Verb.SEAL,
            1,
            () -> {
              publish(writer);
              add(writer, "b");
            });
    assertClaimed(claim(claimant), writer);
  }

  @Test
  void writerBeginsASegmentBehindTheSeal_claimStartsOverAndHasWhatItAcknowledged()
      throws Exception {
    Log<String> writer = openLog(OPTIONS);
    add(writer, text(LONG, 1));
    FaultDirectory claimant =
        interrupted(Verb.APPEND, 1, () -> add(writer, text(LONG, model().size() + 1L)));
    assertClaimed(claim(claimant), writer);
  }

  @Test
  void writerBeginsASegmentBehindTheSeal_stateIsBroughtUpToo() throws Exception {
    Log<String> writer = openLog(OPTIONS);
    add(writer, text(LONG, 1));
    FaultDirectory claimant =
        interrupted(Verb.APPEND, 2, () -> add(writer, text(LONG, model().size() + 1L)));
    Recovered<List<String>, String> recovered = recovery(claimant).latest();
    add(writer, text(LONG, 2));
    Log<String> claimed = opened(recovered.claim(OPTIONS));
    assertThat(recovered.state()).isEqualTo(model()).hasSize(4);
    assertThat(recovered.lastId()).isEqualTo(claimed.lastId()).isEqualTo(4);
    assertClaimed(claimed, writer);
  }

  @Test
  void writerBeginsASegmentEachTime_claimGivesUpAndTheWriterGoesOn() throws Exception {
    Log<String> writer = openLog(OPTIONS);
    add(writer, text(LONG, 1));
    FaultDirectory claimant =
        interrupted(
            Verb.APPEND, Integer.MAX_VALUE, () -> add(writer, text(LONG, model().size() + 1L)));
    assertThatThrownBy(() -> claim(claimant)).isInstanceOf(SupersededException.class);
    assertThat(model()).hasSize(1 + ATTEMPTS);
    add(writer, text(LONG, 0));
    assertRecovered();
  }

  @Test
  void lazyClaimBesideAWriterThatGoesOn_isSuperseded() throws Exception {
    Log<String> writer = openLog(OPTIONS);
    add(writer, text(LONG, 1));
    FaultDirectory claimant = interrupted(Verb.APPEND, 1, () -> add(writer, text(LONG, 2)));
    Log<String> lazy = opened(recovery(claimant).latest().claimLazily(OPTIONS));
    assertThatThrownBy(() -> lazy.append("mine"))
        .isInstanceOf(SupersededException.class)
        .hasMessageContaining("found=2");
    assertRecovered();
  }

  @Test
  void anotherClaimantIsFaster_isSuperseded() throws Exception {
    Log<String> earlier = openLog(OPTIONS);
    add(earlier, "a");
    FaultDirectory claimant = interrupted(Verb.APPEND, 1, () -> add(openLog(OPTIONS), "b"));
    assertThatThrownBy(() -> claim(claimant)).isInstanceOf(SupersededException.class);
    assertRecovered();
    assertThat(segments()).hasSize(2);
  }

  @Test
  void anotherClaimantBeginsTheLog_isSuperseded() throws Exception {
    FaultDirectory claimant = interrupted(Verb.APPEND, 1, () -> add(openLog(OPTIONS), "a"));
    assertThatThrownBy(() -> claim(claimant)).isInstanceOf(SupersededException.class);
    assertRecovered();
  }
}
