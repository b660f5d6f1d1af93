package io.durability.fs;

import io.durability.errors.NotFoundException;
import io.durability.storage.FileName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The append files that are open for writing or sealed, and those that were closed whole. The
 * root's lock keeps the writers of other processes out, so ending a writer means ending our own.
 *
 * <p>Threads: under the directory's lock, but for {@link #closed} and {@link #readable}.
 */
final class AppendFiles {

  private final FileOperations files;
  private final FileTree tree;
  private final SpareFiles spares;
  private final Settler settler;
  private final Map<FileName, FsAppender> writers = new ConcurrentHashMap<>();
  private final Map<FileName, Long> sealedLengths = new HashMap<>();

  /** Files that were closed whole by their writers here, which is what spares are made of. */
  private final Set<FileName> whole = ConcurrentHashMap.newKeySet();

  AppendFiles(FileOperations files, FileTree tree, SpareFiles spares) {
    this.files = files;
    this.tree = tree;
    this.spares = spares;
    this.settler = new Settler(tree);
  }

  /** Starts a file under a name that was free a moment ago. */
  FsAppender create(FsDirectory directory, FileName name) throws IOException {
    if (writers.containsKey(name)) {
      // Of a file that has no name before its first sync.
      throw tree.taken(name, null);
    }
    SpareFiles.OpenSpare spare = spares.take(name);
    try {
      FsAppender appender =
          spare == null
              ? new FsAppender(directory, name, files.createNew(tree.path(name)))
              : new FsAppender(directory, name, spare);
      writers.put(name, appender);
      return appender;
    } catch (FileAlreadyExistsException e) {
      throw tree.taken(name, tree.find(name));
    }
  }

  /**
   * A writer is closed.
   *
   * @param isWhole whether all it wrote is durable and nothing lies behind it
   */
  void closed(FsAppender appender, boolean isWhole) {
    if (isWhole) {
      whole.add(appender.name());
    }
    writers.remove(appender.name(), appender);
  }

  /**
   * A name was deleted or given to another file: what wrote or sealed the old one is over, and
   * nothing is known of it any more.
   */
  void gone(FileName name) {
    FsAppender writer = writers.remove(name);
    if (writer != null) {
      writer.seal();
    }
    sealedLengths.remove(name);
    whole.remove(name);
  }

  /**
   * Returns whether the file of a name was closed whole by a writer of ours, and is nothing but an
   * append file.
   */
  boolean isWhole(FileName name) {
    return whole.contains(name);
  }

  /**
   * Returns how much of a file is to be seen: of one that is being written here, not what was
   * reserved ahead.
   *
   * @param size the file's physical length
   */
  long readable(FileName name, long size) {
    FsAppender writer = writers.get(name);
    return writer == null ? size : Math.min(size, writer.length());
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
    // Behind what our own writer wrote lie zeros, or what a deleted file held. Nothing is known of
    // another writer, or of one that failed, but where the file ends.
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
