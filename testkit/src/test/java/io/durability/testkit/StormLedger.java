package io.durability.testkit;

import io.durability.Applier;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the threads of a storm appended and were told, and whether a log holds to it. A state is the
 * id that it covers and nothing else, so that it can be published at any moment.
 */
final class StormLedger {

  private final AtomicLong payloads = new AtomicLong();
  private final ConcurrentSkipListSet<String> attempted = new ConcurrentSkipListSet<>();
  private final NavigableMap<Long, String> appended = new ConcurrentSkipListMap<>();
  private final AtomicLong ackedId = new AtomicLong();
  private final AtomicLong acks = new AtomicLong();

  /** Returns a payload that there was not yet, which is appended next. */
  String attempt() {
    String payload = "entry " + payloads.incrementAndGet();
    attempted.add(payload);
    return payload;
  }

  void appended(long id, String payload) {
    appended.put(id, payload);
  }

  /** Everything up to an id was acknowledged. */
  void acked(long id) {
    ackedId.accumulateAndGet(id, Math::max);
    acks.incrementAndGet();
  }

  long acks() {
    return acks.get();
  }

  /**
   * Says what is wrong with what a log recovers to, or nothing.
   *
   * @param whole whether everything must be there, also what was not acknowledged
   */
  Optional<String> judge(Directory directory, boolean whole) throws IOException {
    long next;
    String after = attempt();
    // An earlier writer that was given up may still be at work: it ends here.
    try (Log<String> log = Log.open(directory, Codecs.utf8())) {
      next = log.appendDurable(after);
    }
    if (next <= ackedId.get() || (whole && !appended.isEmpty() && next <= appended.lastKey())) {
      return Optional.of(
          "acknowledged " + ackedId + ", appended " + appended + ", recovered up to " + (next - 1));
    }
    NavigableMap<Long, String> found = new TreeMap<>();
    Applier<Long, String> collector =
        (state, id, entry) -> {
          found.put(id, entry);
          return state;
        };
    Recovered<Long, String> recovered =
        Recovery.of(directory, LongState.CODEC, Codecs.utf8(), () -> 0L, collector).latest();
    if (recovered.lastId() != next || !after.equals(found.get(next))) {
      return Optional.of("appended " + next + " at the end, recovered " + recovered.lastId());
    }
    // What was appended below is there: the prefix has no gap.
    for (Map.Entry<Long, String> entry : appended.headMap(next).entrySet()) {
      if (entry.getKey() > recovered.state()
          && !entry.getValue().equals(found.get(entry.getKey()))) {
        return Optional.of("appended " + entry + ", recovered " + found.get(entry.getKey()));
      }
    }
    for (Map.Entry<Long, String> entry : found.entrySet()) {
      if (!attempted.remove(entry.getValue())) {
        return Optional.of("recovered " + entry + ", which was not appended, or twice");
      }
    }
    return Optional.empty();
  }
}
