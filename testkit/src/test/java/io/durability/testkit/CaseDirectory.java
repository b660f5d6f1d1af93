package io.durability.testkit;

import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.Traits;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files in memory that can only be read: whatever would change one is an {@link AssertionError}, so
 * who gets through has changed nothing. Cheap to make, for hundreds of thousands of cases.
 */
final class CaseDirectory implements Directory {

  private static final Version VERSION = new Version("1");

  /** Checked once: there are few names, and as many listings as cases. */
  private static final Map<String, FileName> NAMES = new ConcurrentHashMap<>();

  private final NavigableMap<String, byte[]> files;
  private final Traits traits;
  private int opened;

  CaseDirectory(NavigableMap<String, byte[]> files, int alignment) {
    this.files = files;
    this.traits = PaddedDirectory.traits(new MemoryDirectory().traits(), alignment);
  }

  /** Says how many readers were not closed, or nothing. */
  Optional<String> leaks() {
    return opened == 0 ? Optional.empty() : Optional.of(opened + " files left open");
  }

  @Override
  public FileReader open(FileName name) throws NotFoundException {
    byte[] content = files.get(name.value());
    if (content == null) {
      throw new NotFoundException("file not found", Location.of(this, name));
    }
    opened++;
    return new Reader(content);
  }

  @Override
  public Optional<FileInfo> stat(FileName name) {
    byte[] content = files.get(name.value());
    return content == null
        ? Optional.empty()
        : Optional.of(new FileInfo(name, content.length, VERSION));
  }

  @Override
  public List<FileInfo> list(String prefix, String after) {
    FileName.checkPrefix(prefix);
    List<FileInfo> found = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.tailMap(prefix, true).entrySet()) {
      if (!file.getKey().startsWith(prefix)) {
        break;
      }
      if (file.getKey().compareTo(after) > 0) {
        FileName name = NAMES.computeIfAbsent(file.getKey(), FileName::of);
        found.add(new FileInfo(name, file.getValue().length, VERSION));
      }
    }
    return found;
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "case:";
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition) {
    throw changed("write " + name);
  }

  @Override
  public FileWriter create(FileName name) {
    throw changed("create " + name);
  }

  @Override
  public void delete(Collection<FileName> names) {
    throw changed("delete " + names);
  }

  @Override
  public void rename(FileName from, FileName to) {
    throw changed("rename " + from);
  }

  @Override
  public Appender append(FileName name) {
    throw changed("append " + name);
  }

  @Override
  public long seal(FileName name) {
    throw changed("seal " + name);
  }

  @Override
  public void settle(FileName name, long from, long end) {
    throw changed("settle " + name);
  }

  private static AssertionError changed(String what) {
    return new AssertionError("reading changes nothing, but: " + what);
  }

  /** Hands out copies, so that nobody can change a file. */
  private final class Reader implements FileReader {
    private final byte[] content;
    private boolean closed;

    Reader(byte[] content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public void read(long position, ByteBuffer target) {
      if (closed) {
        throw new IllegalStateException("reader is closed");
      }
      Objects.checkFromIndexSize(position, (long) target.remaining(), (long) content.length);
      target.put(content, (int) position, target.remaining());
    }

    @Override
    public void close() {
      opened -= closed ? 0 : 1;
      closed = true;
    }
  }
}
