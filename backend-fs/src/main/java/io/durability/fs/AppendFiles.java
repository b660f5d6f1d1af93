package io.durability.fs;

import io.durability.errors.NotFoundException;
import io.durability.storage.FileName;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The append files that are open for writing or sealed. The root's lock keeps the writers of other
 * processes out, so ending a writer means ending our own.
 *
 * <p>Threads: under the directory's lock, but for {@link #closed}.
 */
final class AppendFiles {

  private final FileTree tree;
  private final Settler settler;
  private final Map<FileName, FsAppender> writers = new ConcurrentHashMap<>();
  private final Map<FileName, Long> sealedLengths = new HashMap<>();

  AppendFiles(FileTree tree) {
    this.tree = tree;
    this.settler = new Settler(tree);
  }

  FsAppender opened(FsAppender appender) {
    writers.put(appender.name(), appender);
    return appender;
  }

  void closed(FsAppender appender) {
    writers.remove(appender.name(), appender);
  }

  /** A name was deleted or given to another file: what wrote or sealed the old one is over. */
  void gone(FileName name) {
    FsAppender writer = writers.remove(name);
    if (writer != null) {
      writer.seal();
    }
    sealedLengths.remove(name);
  }

  long seal(FileName name) throws IOException {
    FsAppender writer = writers.remove(name);
    long written = writer == null ? -1 : writer.seal();
    FileStatus found = tree.find(name);
    if (found == null) {
      return 0;
    }
    Long earlier = sealedLengths.get(name);
    if (earlier != null) {
      return earlier;
    }
    // Behind what our own writer wrote there are only zeros, reserved ahead. Of another writer, or
    // one that failed, nothing is known but where the file ends.
    long length = written < 0 ? found.size() : Math.min(written, found.size());
    sealedLengths.put(name, length);
    return length;
  }

  void settle(FileName name, long from, long end) throws IOException {
    if (tree.find(name) == null) {
      throw new NotFoundException("file not found", tree.location(name));
    }
    @Nullable Long sealed = sealedLengths.get(name);
    if (sealed == null) {
      throw new IllegalStateException("settle needs a sealed file [" + tree.location(name) + "]");
    }
    if (from < 0 || from > end || end > sealed) {
      throw new IllegalArgumentException(
          "settle out of range [file="
              + name
              + ", expected 0<=from<=end<="
              + sealed
              + ", found from="
              + from
              + ", end="
              + end
              + "]");
    }
    settler.settle(name, from, end);
    sealedLengths.put(name, end);
  }
}
