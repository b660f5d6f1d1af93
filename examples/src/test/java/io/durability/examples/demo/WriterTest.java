package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.LogOptions;
import io.durability.examples.ledger.Bank;
import io.durability.examples.ledger.Ledger;
import io.durability.examples.ledger.Origin;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The demo in one process: writers, publishes, then the check, which finds nothing wrong. */
final class WriterTest {

  private static final int WRITERS = 4;
  private static final int STEPS = 400;

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
      assertThat(new Judge(promised, findings, false).judge())
          .isEqualTo(new Verdict(Lost.NONE, List.of()));
    }
  }

  private static void write(Bank bank, Heard heard) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Writer writer =
            new Writer(
                bank, new Origin(1, i), new SplittableRandom(i), signal -> heard.add(signal, 0));
        done.add(
            threads.submit(
                () -> {
                  for (int step = 0; step < STEPS; step++) {
                    writer.step();
                  }
                  writer.finish();
                  return null;
                }));
      }
      for (Future<?> writer : done) {
        writer.get();
        var snapshot = bank.snapshot();
        if (snapshot.lastId() > lastPublished(heard)) {
          heard.add(new Signal.PublishBegun(snapshot.lastId()), 1);
          var result = bank.publish(snapshot);
          heard.add(
              new Signal.PublishEnded(
                  result.lastId(),
                  result.markerId(),
                  result.segmentsDeleted(),
                  result.bytesDeleted()),
              2);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static long lastPublished(Heard heard) {
    return heard.publishes().stream().mapToLong(Heard.Publish::lastId).max().orElse(0);
  }
}
