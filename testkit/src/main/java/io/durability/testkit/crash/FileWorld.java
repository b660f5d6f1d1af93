package io.durability.testkit.crash;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a directory may hold after a crash. Immutable.
 *
 * @param files by name; what is not in it is absent
 */
record FileWorld(Map<String, Expected> files) {

  /** What a file may hold. */
  sealed interface Expected {
    boolean holds(byte @Nullable [] found);
  }

  /** A whole file: these bytes. */
  static final class Whole implements Expected {
    private final byte[] content;

    Whole(byte[] content) {
      this.content = content;
    }

    @Override
    public boolean holds(byte @Nullable [] found) {
      return Arrays.equals(content, found);
    }
  }

  /** An append file that was synced: these bytes, and behind them who knows what. */
  static final class Synced implements Expected {
    private final byte[] content;

    Synced(byte[] content) {
      this.content = content;
    }

    @Override
    public boolean holds(byte @Nullable [] found) {
      return found != null
          && found.length >= content.length
          && Arrays.equals(content, 0, content.length, found, 0, content.length);
    }
  }

  /** An append file that was settled: these bytes, and behind them zeros or nothing. */
  static final class Settled implements Expected {
    private final byte[] content;

    Settled(byte[] content) {
      this.content = content;
    }

    @Override
    public boolean holds(byte @Nullable [] found) {
      return found != null
          && found.length >= content.length
          && Arrays.equals(Arrays.copyOf(content, found.length), found);
    }
  }

  /** An append file that was never synced: anything, or nothing. */
  record Unsynced() implements Expected {
    @Override
    public boolean holds(byte @Nullable [] found) {
      return true;
    }
  }

  static final FileWorld EMPTY = new FileWorld(Map.of());

  FileWorld with(String name, Expected expected) {
    Map<String, Expected> changed = new TreeMap<>(files);
    changed.put(name, expected);
    return new FileWorld(changed);
  }

  FileWorld without(String name) {
    Map<String, Expected> changed = new TreeMap<>(files);
    changed.remove(name);
    return new FileWorld(changed);
  }

  FileWorld renamed(String from, String to) {
    Expected moved = files.get(from);
    return moved == null ? this : without(from).with(to, moved);
  }

  /** Tells whether this is what was found. */
  boolean holds(Map<String, byte[]> found) {
    for (Map.Entry<String, Expected> file : files.entrySet()) {
      if (!file.getValue().holds(found.get(file.getKey()))) {
        return false;
      }
    }
    return files.keySet().containsAll(found.keySet());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    files.forEach(
        (name, expected) ->
            text.append(name).append('=').append(expected.getClass().getSimpleName()).append(' '));
    return text.toString();
  }
}
