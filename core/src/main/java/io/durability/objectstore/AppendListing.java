package io.durability.objectstore;

import io.durability.storage.FileName;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes append files of a listing of their objects. */
final class AppendListing {

  private AppendListing() {}

  /**
   * Returns the runs by name, of all names that objects are of; keys that are not ours are left.
   */
  static SortedMap<String, ChunkRun> of(List<ObjectInfo> objects) {
    SortedMap<String, ChunkRun.Builder> builders = new TreeMap<>();
    for (ObjectInfo object : objects) {
      int slash = object.key().lastIndexOf('/');
      if (slash > Keys.APPEND_ROOT.length()) {
        String name = object.key().substring(Keys.APPEND_ROOT.length(), slash);
        builders.computeIfAbsent(name, unused -> new ChunkRun.Builder()).add(object, slash + 1);
      }
    }
    SortedMap<String, ChunkRun> runs = new TreeMap<>();
    builders.forEach((name, builder) -> runs.put(name, builder.build()));
    return runs;
  }

  /** Returns the name that a key or part of one stands for, if it is a valid one. */
  static boolean isName(String value) {
    try {
      FileName.of(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
