package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.errors.DurabilityException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.storage.Directory;
import io.durability.testkit.WriteBackDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connections to the store are cut, in both directions and every phase of an exchange, while a log
 * is written, published, truncated, recovered and claimed again: nothing acknowledged is lost,
 * nothing is there twice or out of order.
 */
abstract class StoreCutsTest {

  private static final int CUTS = Counts.of(60, 2_000);
  private static final int CUTS_OF_A_PHASE = Counts.of(5, 50);
  private static final double SHARE = 0.25;
  private static final int IN_FLIGHT = 64;

  /** How many entries a claim of the log writes, and how often it publishes. */
  private static final int ENTRIES = 300;

  private static final int PUBLISH_EVERY = 100;

  private final TestedStore store;
  private final long seed = Long.getLong("durability.seed", System.nanoTime());
  private final String prefix = TestedStores.newPrefix();
  private final CutLedger ledger = new CutLedger();
  private int sessions;
  private int failures;

  StoreCutsTest(TestedStore store) {
    this.store = store;
  }

  @Test
  @Tag("fault-45")
  void cuts_inEveryPhase_nothingLost_nothingTwice_nothingOutOfOrder() throws Exception {
    CutPlan plan = new CutPlan(seed, SHARE);
    try (CuttingProxy proxy = CuttingProxy.start(store.address(), plan)) {
      TestedStore cut = store.through(proxy.address());
      while (plan.total() < CUTS) {
        session(cut);
      }
    }
    try (Directory uncut = open(store)) {
      Recovered<List<String>, String> recovered = Lines.recover(uncut);
      compare(recovered.lastId(), recovered.state());
    }
    Map<CutPhase, Integer> cuts = plan.cuts();
    String figure =
        plan.total()
            + " cuts ("
            + plan.applied()
            + " applied but unanswered, "
            + plan.changesUnanswered()
            + " of them changes) in "
            + sessions
            + " claims, "
            + failures
            + " of them given up; "
            + ledger.acks()
            + " acks; 0 lost, 0 twice, 0 out of order; seed "
            + seed;
    assertThat(cuts)
        .as(figure)
        .allSatisfy((phase, count) -> assertThat(count).isGreaterThanOrEqualTo(CUTS_OF_A_PHASE));
    assertThat(plan.applied() * 4).as(figure).isGreaterThanOrEqualTo(plan.total());
    Counts.figure(store.name() + "-cuts", figure);
  }

  /** The negative control: a directory that confirms what it did not write is found out. */
  @Test
  void lostEntries_areNoticed() throws Exception {
    WriteBackDirectory lying = WriteBackDirectory.sabotaged(open(store));
    Log<String> log = Lines.recover(lying).claim(LogOptions.defaults());
    write(log, 10);
    // What a crash of this process would leave: the log is not closed, nor is the directory.
    try (Directory honest = open(store)) {
      Recovered<List<String>, String> recovered = Lines.recover(honest);
      assertThat(ledger.compare(recovered.lastId(), recovered.state()))
          .anySatisfy(wrong -> assertThat(wrong).startsWith("lost"));
    }
  }

  private Directory open(TestedStore at) {
    // Short, so that one lost answer does not take the time of the whole test.
    ObjectStoreOptions options = ObjectStoreOptions.builder().answer(Duration.ofSeconds(5)).build();
    return new ObjectStoreDirectory(at.open(prefix), options);
  }

  /** One claim of the log, from recovery to its end, or until a request was given up. */
  private void session(TestedStore cut) throws IOException {
    sessions++;
    try (Directory directory = open(cut)) {
      Recovered<List<String>, String> recovered = Lines.recover(directory);
      LogOptions options = LogOptions.builder().segmentBytes(8 << 10).build();
      try (Log<String> log = recovered.claim(options)) {
        // Only now: until the claim, what the session before had sent may still land.
        List<String> state = recovered.state();
        compare(log.lastId(), state);
        for (int written = 0; written < ENTRIES; written += PUBLISH_EVERY) {
          state.addAll(write(log, PUBLISH_EVERY));
          Lines.PUBLISHER.publish(log, state, log.durableId());
        }
      }
    } catch (DurabilityException e) {
      failures++;
      System.out.println("session " + sessions + " ended early: " + e);
    }
  }

  private void compare(long lastId, List<String> state) {
    assertThat(ledger.compare(lastId, state))
        .as("after " + sessions + " claims, seed " + seed)
        .isEmpty();
  }

  /** Appends entries, some at a time, and waits for all. */
  private List<String> write(Log<String> log, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    Queue<Ack> underWay = new ArrayDeque<>();
    for (int i = 0; i < count || !underWay.isEmpty(); i++) {
      if (i < count) {
        String entry = WriterProcess.entry("s" + sessions, i);
        Ack ack = log.append(entry);
        ledger.appended(ack.id(), entry);
        lines.add(Lines.line(ack.id(), entry));
        underWay.add(ack);
      }
      if (i >= count || underWay.size() >= IN_FLIGHT) {
        ledger.acked(underWay.remove().await());
      }
    }
    return lines;
  }
}
