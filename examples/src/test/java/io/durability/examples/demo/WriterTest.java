package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.examples.ledger.Bank;
import io.durability.examples.ledger.Ledger;
import io.durability.examples.ledger.Origin;
import io.durability.examples.ledger.Snapshot;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The demo in one process: writers, publishes, then the check, which finds nothing wrong. */
final class WriterTest {

  private static final int WRITERS = 4;
  private static final int STEPS = 100;
  private static final int PUBLISHES = 4;

  @Test
  void writers_onOneBank_leaveALogThatHoldsWhatTheyWereTold() throws Exception {
    Heard heard = new Heard(1);
    try (Directory directory = new MemoryDirectory()) {
      LogOptions options = LogOptions.builder().segmentBytes(16 << 10).build();
      long applied;
      try (Bank bank = Bank.open(directory, options)) {
        write(bank, heard);
        applied = bank.snapshot().ledger().applied();
      }
      assertThat(heard.promises()).hasSize((int) applied);

      Promised promised = new Promised();
      promised.add(heard);
      Findings findings = Findings.read(directory, promised);
      assertThat(findings.ledger().applied()).isEqualTo(applied);
      assertThat(findings.ledger().balance(Ledger.IN_TRANSIT)).isZero();
      assertThat(findings.fromId()).as("truncated").isGreaterThan(1);
      assertThat(findings.entries()).isNotEmpty();
      assertThat(new Judge(promised, findings, OptionalLong.empty()).judge())
          .isEqualTo(new Verdict(Lost.NONE, List.of()));
    }
  }

  private static void write(Bank bank, Heard heard) throws Exception {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(
          new Writer(
              bank, new Origin(1, i), new SplittableRandom(i), signal -> heard.add(signal, 0)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      for (int publish = 0; publish < PUBLISHES; publish++) {
        List<Callable<Void>> work = new ArrayList<>();
        writers.forEach(writer -> work.add(() -> steps(writer)));
        for (Future<Void> done : threads.invokeAll(work)) {
          done.get();
        }
        publish(bank, heard);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static @Nullable Void steps(Writer writer) throws IOException, InterruptedException {
    for (int step = 0; step < STEPS; step++) {
      writer.step();
    }
    writer.finish();
    return null;
  }

  private static void publish(Bank bank, Heard heard) throws IOException {
    Snapshot snapshot = bank.snapshot();
    heard.add(new Signal.PublishBegun(snapshot.lastId()), 1);
    PublishResult result = bank.publish(snapshot);
    heard.add(
        new Signal.PublishEnded(
            result.lastId(), result.markerId(), result.segmentsDeleted(), result.bytesDeleted()),
        2);
  }
}
