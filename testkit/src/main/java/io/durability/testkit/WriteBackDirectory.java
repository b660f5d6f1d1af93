package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Traits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory that keeps what is written to append files in this process's heap until it is synced,
 * so that a kill of the process loses it. On a file system such bytes outlive the process in the
 * page cache, and a test that kills a process can't tell whether a sync was forgotten; here it can.
 *
 * <p>Readers in this process see the written bytes at once, as they would through a page cache.
 * Bytes that are not synced when their appender or directory is closed, or their file sealed, are
 * lost: the harshest of what the contract allows, so that nobody can take a close for a sync.
 *
 * <p>The {@link #sabotaged} variant breaks the contract on purpose, to show what a missing sync
 * costs: its syncs confirm and do nothing. What was written reaches the store when the appender or
 * the directory is closed or the file sealed, as the operating system would write it back in time,
 * so that only a kill loses it.
 *
 * <p>Whole files are not changed by this. Threads: as of any directory.
 */
public final class WriteBackDirectory extends FilterDirectory {

  private final boolean sabotaged;
  private final Map<FileName, WriteBackAppender> open = new ConcurrentHashMap<>();

  /** Wraps a directory, which {@link #close} closes. */
  public WriteBackDirectory(Directory in) {
    this(in, false);
  }

  private WriteBackDirectory(Directory in, boolean sabotaged) {
    super(in);
    this.sabotaged = sabotaged;
  }

  /** Wraps a directory so that syncs confirm what they did not do. */
  public static WriteBackDirectory sabotaged(Directory in) {
    return new WriteBackDirectory(in, true);
  }

  /** Those of the directory beneath, but that readers also see what may still be lost. */
  @Override
  public Traits traits() {
    Traits beneath = in.traits();
    return new Traits(
        beneath.survives(),
        beneath.rename(),
        beneath.versionConditions(),
        false,
        beneath.syncsInFlight(),
        beneath.batchAlignment(),
        beneath.appendFileBytesMax(),
        beneath.syncsPerAppendFileMax());
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    // Known to readers after the first sync only: until then the name may be another's.
    return new WriteBackAppender(
        in.append(name),
        Location.of(this, name),
        sabotaged,
        appender -> open.put(name, appender),
        appender -> open.remove(name, appender));
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    WriteBackAppender appender = open.get(name);
    return appender == null ? in.open(name) : appender.reader(() -> in.open(name));
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return in.stat(name).map(this::withHeld);
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    List<FileInfo> all = new ArrayList<>();
    for (FileInfo info : in.list(prefix, after)) {
      all.add(withHeld(info));
    }
    return all;
  }

  private FileInfo withHeld(FileInfo info) {
    WriteBackAppender appender = open.get(info.name());
    return appender == null
        ? info
        : new FileInfo(info.name(), Math.max(info.size(), appender.visible()), info.version());
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> all = List.copyOf(names);
    in.delete(all);
    for (FileName name : all) {
      open.remove(name);
    }
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    WriteBackAppender appender = open.get(name);
    if (appender == null) {
      return in.seal(name);
    }
    return appender.sealing(() -> in.seal(name));
  }

  @Override
  public void close() throws DurabilityException {
    List.copyOf(open.values()).forEach(WriteBackAppender::release);
    open.clear();
    super.close();
  }
}
