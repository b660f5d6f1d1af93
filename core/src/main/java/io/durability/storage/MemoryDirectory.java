package io.durability.storage;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.storage.MemoryStore.MemoryFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory in the heap, for tests and for logs that need not outlive the JVM. It keeps to the
 * contract like any other: bytes of an append file are readable after their sync only, and a sealed
 * appender is superseded. What is durable survives closing and reopening by name, nothing more.
 */
public final class MemoryDirectory implements Directory {

  private static final Traits TRAITS =
      new Traits(
          Survives.CLOSE,
          RenameKind.ATOMIC,
          true,
          true,
          1,
          Traits.ALIGNMENT_MIN,
          MemoryAppender.BYTES_MAX,
          Long.MAX_VALUE);

  private final MemoryStore store;
  private final String label;
  private volatile boolean closed;

  /** Creates an empty directory that nobody else can open. */
  public MemoryDirectory() {
    this(new MemoryStore(), "memory:");
  }

  private MemoryDirectory(MemoryStore store, String label) {
    this.store = store;
    this.label = label;
  }

  /** Opens the directory of this name, which lives in this JVM until it is dropped. */
  public static MemoryDirectory named(String name) {
    return new MemoryDirectory(MemoryStore.named(name), "memory:" + name);
  }

  /** Forgets the directory of this name; directories already opened on it keep their files. */
  public static void drop(String name) {
    MemoryStore.drop(name);
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return put(name, bytes, bytes.length, condition);
  }

  Version put(FileName name, byte[] content, int size, Condition condition)
      throws DurabilityException {
    store.lock.lock();
    try {
      checkOpen();
      store.check(name, condition, this);
      store.checkPlace(name, this);
      MemoryFile file = new MemoryFile(content, size, false, store.nextVersion());
      endWriter(store.files.put(name.value(), file));
      return file.version;
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public FileWriter create(FileName name) {
    Objects.requireNonNull(name, "name");
    checkOpen();
    return new MemoryFileWriter(this, name);
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    store.lock.lock();
    try {
      checkOpen();
      MemoryFile file = existing(name);
      return new Reader(file.content, file.size);
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public Optional<FileInfo> stat(FileName name) {
    store.lock.lock();
    try {
      checkOpen();
      MemoryFile file = store.file(name);
      return file == null ? Optional.empty() : Optional.of(info(name, file));
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public List<FileInfo> list(String prefix, String after) {
    FileName.checkPrefix(prefix);
    store.lock.lock();
    try {
      checkOpen();
      List<FileInfo> found = new ArrayList<>();
      for (Map.Entry<String, MemoryFile> file : store.files.tailMap(prefix, true).entrySet()) {
        if (!file.getKey().startsWith(prefix)) {
          break;
        }
        if (file.getKey().compareTo(after) > 0) {
          found.add(info(FileName.of(file.getKey()), file.getValue()));
        }
      }
      return found;
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public void delete(Collection<FileName> names) {
    List<FileName> all = List.copyOf(names);
    store.lock.lock();
    try {
      checkOpen();
      for (FileName name : all) {
        endWriter(store.files.remove(name.value()));
      }
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    Objects.requireNonNull(to, "to");
    store.lock.lock();
    try {
      checkOpen();
      MemoryFile file = existing(from);
      if (from.equals(to)) {
        return;
      }
      store.files.remove(from.value());
      try {
        store.checkPlace(to, this);
      } catch (DurabilityException e) {
        store.files.put(from.value(), file);
        throw e;
      }
      endWriter(file);
      MemoryFile renamed = new MemoryFile(file.content, file.size, false, store.nextVersion());
      endWriter(store.files.put(to.value(), renamed));
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    store.lock.lock();
    try {
      checkOpen();
      store.check(name, Condition.absent(), this);
      store.checkPlace(name, this);
      MemoryFile file = new MemoryFile(new byte[1024], 0, true, store.nextVersion());
      store.files.put(name.value(), file);
      return new MemoryAppender(store, file, Location.of(this, name));
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public long seal(FileName name) {
    store.lock.lock();
    try {
      checkOpen();
      MemoryFile file = store.file(name);
      if (file == null) {
        return 0;
      }
      file.sealed = true;
      return file.size;
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    store.lock.lock();
    try {
      checkOpen();
      MemoryFile file = existing(name);
      if (!file.sealed) {
        throw new IllegalStateException("settle needs a sealed file [file=" + name + "]");
      }
      if (from < 0 || from > end || end > file.size) {
        throw new IllegalArgumentException(
            "settle out of range [file="
                + name
                + ", from="
                + from
                + ", end="
                + end
                + ", size="
                + file.size
                + "]");
      }
      file.cut((int) end);
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return label;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("directory is closed [directory=" + label + "]");
    }
  }

  private MemoryFile existing(FileName name) throws NotFoundException {
    MemoryFile file = store.file(name);
    if (file == null) {
      throw new NotFoundException("file not found", Location.of(this, name));
    }
    return file;
  }

  /** A writer of a file that is gone from its name must not go on as if it were there. */
  private static void endWriter(@Nullable MemoryFile gone) {
    if (gone != null) {
      gone.sealed = true;
    }
  }

  private static FileInfo info(FileName name, MemoryFile file) {
    return new FileInfo(name, file.size, file.version);
  }

  /** Reads one array up to the size it had when opened. */
  private static final class Reader implements FileReader {
    private final byte[] content;
    private final int size;
    private volatile boolean closed;

    Reader(byte[] content, int size) {
      this.content = content;
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void read(long position, ByteBuffer target) {
      if (closed) {
        throw new IllegalStateException("reader is closed");
      }
      Objects.checkFromIndexSize(position, (long) target.remaining(), (long) size);
      target.put(content, (int) position, target.remaining());
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
