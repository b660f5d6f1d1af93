package io.durability.storage;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Two directories as one, for a log whose checkpoints lie on another store: on a fast one close by
 * the log, on one that outlives the machine the checkpoints.
 *
 * <pre>{@code
 * try (Directory disk = Directories.open(URI.create("file:///data/orders"));
 *     Directory bucket = Directories.open(URI.create("s3://bucket/orders"));
 *     Log<Order> log = Log.open(SplitDirectory.of(disk, bucket), orderCodec, options)) {
 *   …
 * }
 * }</pre>
 *
 * <p>Files below {@code checkpoints/} are in the second directory, all others in the first. Each
 * verb about one file is that of its directory, with what it guarantees there, so a publish keeps
 * its order: the checkpoint is durable on its store, then the marker in the log, and only then are
 * segments deleted. Acknowledged entries that no checkpoint covers are as durable as the log's
 * directory; {@link #traits} says the weaker of both.
 *
 * <p>The right to write is decided in the log's directory alone. Therefore each log needs a place
 * of its own for its checkpoints, such as a {@link PrefixDirectory}: a claim deletes checkpoints
 * there that its log does not know. A log that was written with two directories must always be
 * opened with both: without its checkpoints it cannot be recovered, and says so.
 *
 * <p>Threads: as {@link Directory} says.
 */
public final class SplitDirectory implements Directory {
  // Not a FilterDirectory: a verb added to the SPI must fail to compile here, not go to one side.
  // One that has a default does not fail, and is to be passed on by hand.

  private static final String FOLDER = "checkpoints/";

  private final Directory log;
  private final Directory checkpoints;

  private SplitDirectory(Directory log, Directory checkpoints) {
    this.log = Objects.requireNonNull(log, "log");
    this.checkpoints = Objects.requireNonNull(checkpoints, "checkpoints");
  }

  /**
   * Joins two directories, which {@link #close} closes both.
   *
   * @param log where segments are, and the lock if there is one
   * @param checkpoints where files below {@code checkpoints/} are; nothing else in it is seen
   */
  public static SplitDirectory of(Directory log, Directory checkpoints) {
    return new SplitDirectory(log, checkpoints);
  }

  private Directory of(FileName name) {
    return name.value().startsWith(FOLDER) ? checkpoints : log;
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    return of(name).write(name, content, condition);
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    return of(name).create(name);
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    return of(name).open(name);
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return of(name).stat(name);
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    if (prefix.startsWith(FOLDER)) {
      return checkpoints.list(prefix, after);
    }
    if (!FOLDER.startsWith(prefix)) {
      return log.list(prefix, after);
    }
    return joined(checkpoints.list(FOLDER, after), log.list(prefix, after));
  }

  private List<FileInfo> joined(List<FileInfo> there, List<FileInfo> here) {
    List<FileInfo> all = new ArrayList<>(there);
    for (FileInfo file : here) {
      if (of(file.name()) == log) {
        all.add(file);
      }
    }
    all.sort(Comparator.comparing(file -> file.name().value()));
    return all;
  }

  @Override
  public Pending<List<FileInfo>> beginList(String prefix) {
    if (prefix.startsWith(FOLDER)) {
      return checkpoints.beginList(prefix);
    }
    if (!FOLDER.startsWith(prefix)) {
      return log.beginList(prefix);
    }
    Pending<List<FileInfo>> there = checkpoints.beginList(FOLDER);
    Pending<List<FileInfo>> here = log.beginList(prefix);
    return () -> joined(there.await(), here.await());
  }

  @Override
  public Pending<FileReader> beginOpen(FileName name) {
    return of(name).beginOpen(name);
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> here = new ArrayList<>();
    List<FileName> there = new ArrayList<>();
    for (FileName name : names) {
      (of(name) == log ? here : there).add(name);
    }
    // The log's directory first, also if there is nothing to delete in it: that takes its lock.
    if (!here.isEmpty() || there.isEmpty()) {
      log.delete(here);
    }
    if (!there.isEmpty() || here.isEmpty()) {
      checkpoints.delete(there);
    }
  }

  /**
   * Renames within one of the directories.
   *
   * @throws UnsupportedException if the names lie in different ones; nothing changed
   */
  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    if (of(from) != of(to)) {
      throw new UnsupportedException(
          "rename from one store to another [to=" + to + "]", Location.of(log, from));
    }
    of(from).rename(from, to);
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return of(name).append(name);
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    return of(name).seal(name);
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    of(name).settle(name, from, end);
  }

  /** Of append files those of the log's directory, else the weaker of both. */
  @Override
  public Traits traits() {
    Traits one = log.traits();
    Traits other = checkpoints.traits();
    return new Traits(
        one.survives().compareTo(other.survives()) <= 0 ? one.survives() : other.survives(),
        one.rename() == other.rename() ? one.rename() : RenameKind.DESTINATION_ATOMIC,
        one.versionConditions() && other.versionConditions(),
        one.readsOnlyDurable(),
        one.syncsInFlight(),
        one.batchAlignment(),
        one.appendFileBytesMax(),
        one.syncsPerAppendFileMax());
  }

  @Override
  public void addListener(DirectoryListener listener) {
    log.addListener(listener);
    checkpoints.addListener(listener);
  }

  @Override
  public void removeListener(DirectoryListener listener) {
    log.removeListener(listener);
    checkpoints.removeListener(listener);
  }

  /** Closes both, also if closing the first one fails. */
  @Override
  public void close() throws DurabilityException {
    try {
      checkpoints.close();
    } finally {
      log.close();
    }
  }

  /** Names the log's directory; errors about a file name the one that has it. */
  @Override
  public String toString() {
    return log.toString();
  }
}
