package com.example.onefile;

import com.example.onefile.StoredFiles.StoredFile;
import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.RenameKind;
import io.durability.storage.Survives;
import io.durability.storage.Traits;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Many files in one: a map in the heap, of which every change goes to a journal first. An example:
 * it holds everything in memory, and its file only grows.
 *
 * <p>Everything is guarded by {@link #lock}. The file is opened, and locked, by the first verb.
 */
public final class OneFileDirectory implements Directory {

  // BACKENDS: begin traits
  private static final Traits TRAITS =
      new Traits(
          Survives.MACHINE, // every change is forced before its verb returns
          RenameKind.ATOMIC, // a rename is one change
          true, // versions are compared under the same lock under which they change
          true, // bytes are readable only once they are in the journal
          1, // a second sync would wait for the first one's lock
          Traits.ALIGNMENT_MIN, // a torn write reaches no earlier change: no padding is needed
          Integer.MAX_VALUE - 8, // one array
          Long.MAX_VALUE);

  // BACKENDS: end traits

  final ReentrantLock lock = new ReentrantLock();
  private final Path path;
  private final StoredFiles stored = new StoredFiles();
  private Journal journal;
  private boolean closed;

  /** Names a file; it is created by the first verb if it is absent, its folder is not. */
  public OneFileDirectory(Path path) {
    this.path = Objects.requireNonNull(path, "path");
  }

  // BACKENDS: begin write
  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes); // the caller's position stays
    lock.lock();
    try {
      open();
      check(name, condition); // under the same lock as the change: no check-then-act
      change(StoredFiles.put(name, bytes));
      return stored.files.get(name.value()).version();
    } finally {
      lock.unlock();
    }
  }

  // BACKENDS: end write

  @Override
  public FileWriter create(FileName name) {
    Objects.requireNonNull(name, "name");
    lock.lock();
    try {
      checkOpen();
      return new OneFileWriter(this, name);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    lock.lock();
    try {
      open();
      StoredFile file = existing(name);
      return new OneFileReader(file.content, file.size);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    lock.lock();
    try {
      open();
      return Optional.ofNullable(stored.files.get(name.value())).map(file -> file.info(name));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    FileName.checkPrefix(prefix);
    Objects.requireNonNull(after, "after");
    lock.lock();
    try {
      open();
      List<FileInfo> found = new ArrayList<>();
      for (Map.Entry<String, StoredFile> file : stored.files.tailMap(prefix, true).entrySet()) {
        if (!file.getKey().startsWith(prefix)) {
          break;
        }
        if (file.getKey().compareTo(after) > 0) {
          found.add(file.getValue().info(FileName.of(file.getKey())));
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> all = List.copyOf(names);
    lock.lock();
    try {
      open();
      if (!all.isEmpty()) {
        change(StoredFiles.delete(all));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    Objects.requireNonNull(to, "to");
    lock.lock();
    try {
      open();
      existing(from);
      if (!from.equals(to)) {
        change(StoredFiles.rename(from, to));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    lock.lock();
    try {
      open();
      check(name, Condition.absent());
      change(StoredFiles.create(name));
      return new OneFileAppender(this, name, stored.files.get(name.value()));
    } finally {
      lock.unlock();
    }
  }

  // BACKENDS: begin sync
  /** Makes bytes of an append file durable: all that its sync does. */
  long add(FileName name, StoredFile file, byte[] bytes) throws DurabilityException {
    lock.lock();
    try {
      open();
      checkNotSealed(name, file);
      if (bytes.length > 0) {
        change(StoredFiles.add(name, bytes));
      }
      return file.size;
    } finally {
      lock.unlock();
    }
  }

  void checkNotSealed(FileName name, StoredFile file) throws SupersededException {
    if (file.sealed) {
      throw new SupersededException("file was sealed or deleted", Location.of(this, name));
    }
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    lock.lock();
    try {
      open();
      StoredFile file = stored.files.get(name.value());
      if (file == null) {
        return 0; // an appender creates its file at once, so none can be about to
      }
      if (!file.sealed) {
        change(StoredFiles.seal(name));
      }
      return file.size;
    } finally {
      lock.unlock();
    }
  }

  // BACKENDS: end sync

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    lock.lock();
    try {
      open();
      StoredFile file = existing(name);
      if (!file.sealed) {
        throw new IllegalStateException("settle needs a sealed file [file=" + name + "]");
      }
      if (from < 0 || from > end || end > file.size) {
        throw new IllegalArgumentException(
            "settle out of range [file=%s, from=%d, end=%d, size=%d]"
                .formatted(name, from, end, file.size));
      }
      // What is read is durable already; only the rest is to go.
      if (end < file.size) {
        change(StoredFiles.cut(name, (int) end));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public void close() throws DurabilityException {
    lock.lock();
    try {
      closed = true;
      if (journal != null) {
        Journal open = journal;
        journal = null;
        open.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "onefile:" + path;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("directory is closed [directory=" + this + "]");
    }
  }

  private void open() throws DurabilityException {
    checkOpen();
    if (journal == null) {
      journal = Journal.open(path, Location.of(this), stored::apply);
    }
  }

  // BACKENDS: begin change
  /** Durable first, then visible: nobody reads what a crash could take back. */
  private void change(byte[] change) throws DurabilityException {
    journal.add(change);
    stored.apply(change);
  }

  // BACKENDS: end change

  private StoredFile existing(FileName name) throws NotFoundException {
    StoredFile file = stored.files.get(name.value());
    if (file == null) {
      throw new NotFoundException("file not found", Location.of(this, name));
    }
    return file;
  }

  private void check(FileName name, Condition condition) throws ConditionNotMetException {
    StoredFile file = stored.files.get(name.value());
    String found = file == null ? null : file.version().value();
    if (condition instanceof Condition.Absent && file != null) {
      throw new ConditionNotMetException(
          "file exists, expected=absent", Location.of(this, name), found);
    }
    if (condition instanceof Condition.Matches matches
        && !matches.version().value().equals(found)) {
      throw new ConditionNotMetException(
          "version does not match, expected=" + matches.version(), Location.of(this, name), found);
    }
  }
}
