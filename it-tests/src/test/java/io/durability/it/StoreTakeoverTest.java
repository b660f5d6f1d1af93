package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.errors.SupersededException;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStore;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One writer at a time, between processes: whoever was taken over from acknowledges nothing more,
 * however long it slept, and harms nothing.
 */
abstract class StoreTakeoverTest {

  private static final int ACKS_BEFORE = 40;
  private static final int ENTRIES_AFTER = 20;
  private static final int CLAIMS_MAX = 20;

  private final TestedStore store;
  private final String prefix = TestedStores.newPrefix();

  StoreTakeoverTest(TestedStore store) {
    this.store = store;
  }

  @Test
  void takeover_bySecondProcess_firstIsSuperseded_everyAckIsThere() throws Exception {
    try (ChildJvm first = startWriter("first");
        ChildJvm second = startWriter("second")) {
      // The second claims while the first writes, or the other way round; one of them loses.
      ChildJvm loser = awaitLoser(first, second);
      ChildJvm winner = loser == first ? second : first;
      winner.await(ackBeyond(ACKS_BEFORE));
      try (Directory directory = open()) {
        List<String> taken = takeOver(directory);
        assertThat(winner.awaitEnd()).isEqualTo(WriterProcess.SUPERSEDED);
        assertAcked(first, taken);
        assertAcked(second, taken);
      }
    }
  }

  private static ChildJvm awaitLoser(ChildJvm first, ChildJvm second) throws InterruptedException {
    while (true) {
      if (!first.isAlive()) {
        assertThat(first.awaitEnd()).isEqualTo(WriterProcess.SUPERSEDED);
        return first;
      }
      if (!second.isAlive()) {
        assertThat(second.awaitEnd()).isEqualTo(WriterProcess.SUPERSEDED);
        return second;
      }
      Thread.sleep(20);
    }
  }

  @Test
  @Tag("fault-68")
  void stoppedWriter_wakesAfterTakeover_isSuperseded_nothingOverwritten() throws Exception {
    try (ChildJvm writer = startWriter("zombie");
        Directory directory = open()) {
      writer.await(ackBeyond(ACKS_BEFORE));
      writer.stop();
      List<String> taken = takeOver(directory);
      assertHarmless(writer, directory, taken);
    }
  }

  @Test
  @Tag("fault-63")
  void stoppedWriter_wakesAfterItsSegmentsWereTruncated_acksNothing() throws Exception {
    try (ChildJvm writer = startWriter("zombie");
        Directory directory = open()) {
      writer.await(ackBeyond(ACKS_BEFORE));
      writer.stop();
      List<String> before = names(directory);
      List<String> taken = takeOver(directory);
      try (Log<String> log =
          Lines.recover(directory).claim(LogOptions.builder().checkpointsKept(1).build())) {
        Lines.PUBLISHER.publish(log, taken, log.durableId());
        log.appendDurable("after the publish");
        taken.add(Lines.line(log.durableId(), "after the publish"));
      }
      assertThat(names(directory))
          .as("segments of the stopped writer")
          .doesNotContainAnyElementsOf(before);
      assertHarmless(writer, directory, taken);
    }
  }

  /**
   * Lets the writer go on, and checks that it ends, that its acks are there, and all else stays.
   */
  private void assertHarmless(ChildJvm writer, Directory directory, List<String> state)
      throws Exception {
    Map<String, String> objects = objects();
    writer.goOn();
    assertThat(writer.awaitEnd()).isEqualTo(WriterProcess.SUPERSEDED);
    assertThat(writer.lines()).last().isEqualTo("superseded");
    assertAcked(writer, state);
    // It may have sent something that nobody reads; what was there is what is there.
    assertThat(objects()).containsAllEntriesOf(objects);
    assertThat(Lines.recover(directory).state()).isEqualTo(state);
  }

  private Directory open() throws IOException {
    return Directories.open(store.uri(prefix), store.options());
  }

  private ChildJvm startWriter(String name) throws IOException {
    return ChildJvm.of(WriterProcess.class, store.uri(prefix).toString(), name)
        .options(store.options())
        .start();
  }

  private static Predicate<String> ackBeyond(long id) {
    return line -> line.startsWith(WriterProcess.ACK) && idOf(acked(line)) >= id;
  }

  /** Returns the entry that was acknowledged, with its id. */
  private static String acked(String ackLine) {
    return ackLine.substring(WriterProcess.ACK.length());
  }

  /** Recovers, claims and writes; returns the state. */
  private static List<String> takeOver(Directory directory) throws IOException {
    for (int tries = 1; ; tries++) {
      Recovered<List<String>, String> recovered = Lines.recover(directory);
      try (Log<String> log = recovered.claim(LogOptions.defaults())) {
        // With what came between recovery and claim.
        List<String> state = recovered.state();
        for (int i = 0; i < ENTRIES_AFTER; i++) {
          String entry = WriterProcess.entry("parent", i);
          state.add(Lines.line(log.appendDurable(entry), entry));
        }
        return state;
      } catch (SupersededException e) {
        // A writer that is awake may have begun a segment between our look and our claim.
        assertThat(tries).as("claims that were too late").isLessThan(CLAIMS_MAX);
      }
    }
  }

  private static void assertAcked(ChildJvm writer, List<String> state) {
    List<String> acked =
        writer.lines().stream()
            .filter(line -> line.startsWith(WriterProcess.ACK))
            .map(StoreTakeoverTest::acked)
            .toList();
    assertThat(state).containsAll(acked);
  }

  private static long idOf(String line) {
    return Long.parseLong(line.substring(0, line.indexOf('=')));
  }

  private static List<String> names(Directory directory) throws IOException {
    return directory.list("wal/").stream().map(FileInfo::name).map(Object::toString).toList();
  }

  /** Returns the version of every object. */
  private Map<String, String> objects() {
    Map<String, String> found = new TreeMap<>();
    try (ObjectStore objects = store.open(prefix)) {
      for (ObjectInfo object : Listings.all(objects, "")) {
        found.put(object.key(), object.version());
      }
    }
    return found;
  }
}
