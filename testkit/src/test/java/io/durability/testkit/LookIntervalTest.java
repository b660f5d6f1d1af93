package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogReader;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often a waiting reader looks: what each look costs is the store's to say. */
final class LookIntervalTest {

  private static final Duration WAIT = Duration.ofMillis(300);

  @Test
  void lookInterval_ofADiskOrMemory_isShort_ofAStoreOfObjects_isNot() {
    assertThat(new MemoryDirectory().traits().lookInterval()).isLessThan(Duration.ofMillis(100));
    // However few chunks it may have under way.
    ObjectStoreOptions one = ObjectStoreOptions.builder().putsInFlight(1).build();
    try (ObjectStoreDirectory objects = new ObjectStoreDirectory(new MemoryObjectStore(), one)) {
      assertThat(objects.traits().lookInterval()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void next_waitingOnAStoreOfObjects_looksAtFirstAndAtTheEnd() throws Exception {
    RuledObjectStore store = new RuledObjectStore(new MemoryObjectStore());
    try (ObjectStoreDirectory directory = new ObjectStoreDirectory(store);
        Log<String> log = Log.open(directory, Codecs.utf8())) {
      log.appendDurable("one");
      try (LogReader<String> reader = LogReader.open(directory, Codecs.utf8(), 1)) {
        assertThat(reader.next(WAIT)).isTrue();
        store.takeRequests();
        assertThat(reader.next(WAIT)).isFalse();
        // The control: at the pace of a disk there would be some thirty.
        assertThat(store.takeRequests())
            .filteredOn("LIST a/frontier/"::equals)
            .hasSizeBetween(2, 4);
        log.appendDurable("two");
        assertThat(reader.next(WAIT)).isTrue();
      }
    }
  }
}
