package io.durability.fs;

import io.durability.storage.FileName;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which names have files open for reading. A reader is counted before it looks for its file: when a
 * name is gone and nobody is counted for it, nobody reads the file that had it.
 *
 * <p>Threads: any.
 */
final class OpenReaders {

  private final ConcurrentHashMap<FileName, Integer> counts = new ConcurrentHashMap<>();

  void begin(FileName name) {
    counts.merge(name, 1, Integer::sum);
  }

  void end(FileName name) {
    counts.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
  }

  boolean any(FileName name) {
    return counts.containsKey(name);
  }
}
