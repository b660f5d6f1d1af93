package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pauses, interrupts, closes and failed syncs in the midst of many threads lose nothing that was
 * acknowledged, and an interrupt poisons nothing. With {@code -Ddurability.seed=N} one storm runs
 * alone.
 */
final class ThreadStormTest {

  private static final Path FIGURE = Path.of("target", "figures", "thread-storm.txt");
  private static final String SEED = System.getProperty("durability.seed", "");
  private static final int STORMS = Effort.times(150, 1_500);

  /** Enough for one to meet the defect, whatever the machine does. */
  private static final int STORMS_WITH_DEFECT = 50;

  @Test
  @Tag("fault-33")
  @Tag("fault-74")
  void storm_losesNothingAcknowledged_andInterruptsHarmNothing() throws Exception {
    long first = SEED.isEmpty() ? 1 : Long.parseLong(SEED);
    long last = SEED.isEmpty() ? STORMS : first;
    long acks = 0;
    long interrupts = 0;
    long faults = 0;
    for (long seed = first; seed <= last; seed++) {
      ThreadStorm storm = new ThreadStorm(seed, UnaryOperator.identity());
      assertThat(outcome(storm)).as("-Ddurability.seed=%d", seed).isEmpty();
      acks += storm.acks();
      interrupts += storm.interrupts();
      faults += storm.faultFired() ? 1 : 0;
    }
    assertThat(acks).isPositive();
    assertThat(interrupts).isPositive();
    if (SEED.isEmpty()) {
      assertThat(faults).isPositive();
      Files.createDirectories(FIGURE.getParent());
      Files.writeString(
          FIGURE,
          String.format(
              Locale.ROOT,
              "%,d storms of threads, %,d acks, %,d interrupts, %d failed syncs, 0 acks lost%n",
              last,
              acks,
              interrupts,
              faults));
    }
  }

  /** Writers that fail say so to an operator: here they are meant to. */
  private static Optional<String> outcome(ThreadStorm storm)
      throws IOException, InterruptedException {
    try (Silence silence = Silence.begin()) {
      assert silence != null;
      return storm.run();
    }
  }

  /** Control: syncs that do nothing. */
  @Test
  void syncsThatDoNothing_areNoticed() throws Exception {
    assertNoticed(WriteBackDirectory::sabotaged, "recovered");
  }

  /** Control: a store that an interrupt ends, as it would a {@code FileChannel}. */
  @Test
  void syncsThatAnInterruptEnds_areNoticed() throws Exception {
    assertNoticed(ThreadStormTest::endedByInterrupts, "PoisonedException");
  }

  /** Control: an interrupt that is swallowed. */
  @Test
  void interruptsThatAreSwallowed_areNoticed() throws Exception {
    assertNoticed(ThreadStormTest::swallowingInterrupts, "an interrupt was lost");
  }

  private static void assertNoticed(UnaryOperator<Directory> defect, String what)
      throws IOException, InterruptedException {
    Optional<String> found = Optional.empty();
    for (long seed = 1; seed <= STORMS_WITH_DEFECT && found.isEmpty(); seed++) {
      found = outcome(new ThreadStorm(seed, defect));
    }
    assertThat(found).hasValueSatisfying(message -> assertThat(message).contains(what));
  }

  private static Directory endedByInterrupts(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          @Override
          public CompletableFuture<Long> sync() {
            if (length() > 0 && Thread.currentThread().isInterrupted()) {
              return CompletableFuture.failedFuture(
                  new UnavailableException("interrupted", Location.of(in, name)));
            }
            return super.sync();
          }
        };
      }
    };
  }

  private static Directory swallowingInterrupts(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          @Override
          public CompletableFuture<Long> sync() {
            boolean swallowed = Thread.interrupted();
            assert swallowed || !Thread.currentThread().isInterrupted();
            return super.sync();
          }
        };
      }
    };
  }
}
