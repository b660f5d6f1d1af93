package io.durability.objectstore;

import io.durability.internal.format.ChunkHeader;
import io.durability.internal.format.Fence;
import io.durability.storage.FileName;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The objects of one append file as a listing showed them: the chunks from 0 on without a gap, what
 * ends them, and what stands beyond.
 *
 * @param sizes of the objects of chunks 0, 1 and so on
 * @param fence the lowest index that has a fence, or {@link Long#MAX_VALUE}
 * @param strays the indexes of chunks beyond the first gap or fence, ascending
 * @param endMark the least offset that an end mark names, or {@link Long#MAX_VALUE}
 */
record ChunkRun(List<Long> sizes, long fence, List<Long> strays, long endMark) {

  /** What was found of a name of which there is nothing. */
  static final ChunkRun NOTHING =
      new ChunkRun(List.of(), Long.MAX_VALUE, List.of(), Long.MAX_VALUE);

  /** Collects the objects of one file. */
  static final class Builder {
    private final NavigableMap<Long, Long> objects = new TreeMap<>();
    private long endMark = Long.MAX_VALUE;

    /**
     * Adds an object, if it is one that an append file has.
     *
     * @param last where the last segment of its key begins
     */
    void add(ObjectInfo object, int last) {
      String key = object.key();
      if (key.startsWith(Keys.END_PREFIX, last)) {
        long end = Keys.number(key, last + Keys.END_PREFIX.length(), Keys.END_DIGITS);
        if (end >= 0) {
          endMark = Math.min(endMark, end);
        }
        return;
      }
      long index = Keys.number(key, last, Keys.INDEX_DIGITS);
      if (index >= 0) {
        objects.put(index, object.size());
      }
    }

    ChunkRun build() {
      List<Long> sizes = new ArrayList<>();
      List<Long> strays = new ArrayList<>();
      long fence = Long.MAX_VALUE;
      for (var object : objects.entrySet()) {
        if (object.getValue() <= Fence.BYTES) {
          fence = Math.min(fence, object.getKey());
        } else if (object.getKey() == sizes.size()) {
          sizes.add(object.getValue());
        } else {
          strays.add(object.getKey());
        }
      }
      return new ChunkRun(List.copyOf(sizes), fence, List.copyOf(strays), endMark);
    }
  }

  /** Makes the run of one file from the listing of its folder. */
  static ChunkRun of(FileName name, List<ObjectInfo> objects) {
    int last = Keys.folder(name).length();
    Builder builder = new Builder();
    for (ObjectInfo object : objects) {
      builder.add(object, last);
    }
    return builder.build();
  }

  /** Returns the first index that has no chunk. */
  long end() {
    return sizes.size();
  }

  /** Tells whether a fence stands at the end: the file is sealed. */
  boolean endsInFence() {
    return fence == end();
  }

  /** Returns the run with the chunk at its end, of which the object has this size. */
  ChunkRun with(long size) {
    List<Long> longer = new ArrayList<>(sizes);
    longer.add(size);
    List<Long> beyond = new ArrayList<>(strays);
    beyond.remove(end());
    return new ChunkRun(List.copyOf(longer), fence, List.copyOf(beyond), endMark);
  }

  ChunkRun sealed() {
    return new ChunkRun(sizes, end(), strays, endMark);
  }

  ChunkRun endingAt(long offset) {
    return new ChunkRun(sizes, fence, strays, Math.min(endMark, offset));
  }

  /**
   * Tells whether there is such a file. One that lost its first chunk is there, and damaged; but a
   * chunk beyond a fence never was of the file: it landed while that was deleted.
   */
  boolean exists() {
    return !sizes.isEmpty() || (!strays.isEmpty() && strays.get(0) < fence);
  }

  /** Returns the length of the content, end marks left aside. */
  long contentBytes() {
    long bytes = 0;
    for (long size : sizes) {
      bytes = Math.addExact(bytes, size - ChunkHeader.BYTES);
    }
    return bytes;
  }

  /** Returns the readable length. */
  long bytes() {
    return Math.min(contentBytes(), endMark);
  }
}
