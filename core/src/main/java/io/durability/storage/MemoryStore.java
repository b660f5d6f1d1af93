package io.durability.storage;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The files behind one or more {@link MemoryDirectory}s of one name. All state is guarded by {@link
 * #lock}; contents below a file's size never change in place, so readers need no lock.
 */
final class MemoryStore {

  /** One of the two static registries of the library: stores by name, until dropped. */
  private static final Map<String, MemoryStore> NAMED = new ConcurrentHashMap<>();

  final ReentrantLock lock = new ReentrantLock();
  final TreeMap<String, MemoryFile> files = new TreeMap<>();
  private long lastVersion;

  /** A file: content, and for an append file whether it takes more. */
  static final class MemoryFile {
    byte[] content;
    int size;
    final boolean appendable;
    final Version version;
    boolean sealed;

    MemoryFile(byte[] content, int size, boolean appendable, Version version) {
      this.content = content;
      this.size = size;
      this.appendable = appendable;
      this.version = version;
    }

    /** Adds bytes behind the size, so that readers of the earlier size see no change. */
    void add(byte[] bytes, int length) {
      int grown = Math.addExact(size, length);
      if (grown > content.length) {
        int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, content.length * 2L);
        content = Arrays.copyOf(content, Math.max(grown, doubled));
      }
      System.arraycopy(bytes, 0, content, size, length);
      size = grown;
    }

    /** Voids what is behind the end; a copy, because open readers keep the earlier array. */
    void cut(int end) {
      content = Arrays.copyOf(content, end);
      size = end;
    }
  }

  static MemoryStore named(String name) {
    return NAMED.computeIfAbsent(name, unused -> new MemoryStore());
  }

  static void drop(String name) {
    NAMED.remove(name);
  }

  Version nextVersion() {
    return new Version(Long.toString(++lastVersion));
  }

  @Nullable MemoryFile file(FileName name) {
    return files.get(name.value());
  }

  void check(FileName name, Condition condition, Object directory) throws ConditionNotMetException {
    MemoryFile current = file(name);
    String found = current == null ? null : current.version.value();
    if (condition instanceof Condition.Absent && current != null) {
      throw new ConditionNotMetException(
          "file exists, expected=absent", Location.of(directory, name), found);
    }
    if (condition instanceof Condition.Matches matches
        && !matches.version().value().equals(found)) {
      throw new ConditionNotMetException(
          "version does not match, expected=" + matches.version(),
          Location.of(directory, name),
          found);
    }
  }

  /** Refuses what a file system would: a file under a file, or in the place of a folder. */
  void checkPlace(FileName name, Object directory) throws UnsupportedException {
    String value = name.value();
    for (int slash = value.indexOf('/'); slash > 0; slash = value.indexOf('/', slash + 1)) {
      if (files.containsKey(value.substring(0, slash))) {
        throw new UnsupportedException(
            "a file has the name of this file's folder " + value.substring(0, slash),
            Location.of(directory, name));
      }
    }
    String below = files.ceilingKey(value + "/");
    if (below != null && below.startsWith(value + "/")) {
      throw new UnsupportedException(
          "a folder has this name, with file " + below, Location.of(directory, name));
    }
  }
}
