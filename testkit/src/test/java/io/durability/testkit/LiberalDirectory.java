package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnsupportedException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * A directory that takes every freedom that the contract leaves, as a store unlike a file system
 * would: append files come to exist at their first sync and have reserved zeros behind them, syncs
 * complete later in another thread, a taken name shows at the first sync, readers give up when
 * their version is gone, rename copies and deletes, and versions are no condition.
 */
final class LiberalDirectory extends DefectiveDirectory {

  private static final int RESERVED = 4096;

  private final Map<FileName, Integer> writers = new ConcurrentHashMap<>();
  private final Set<FileName> sealed = new ConcurrentSkipListSet<>();

  LiberalDirectory(Directory in) {
    super(in);
  }

  @Override
  public Traits traits() {
    return new Traits(
        Survives.CLOSE, RenameKind.DESTINATION_ATOMIC, false, true, 4, 8, 1L << 30, 100_000);
  }

  private void check(FileName name, Condition condition) throws UnsupportedException {
    if (condition instanceof Condition.Matches) {
      throw new UnsupportedException("no version conditions", Location.of(this, name));
    }
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    check(name, condition);
    return in.write(name, content, condition);
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    return new FilterFileWriter(in.create(name)) {
      @Override
      public Version commit(Condition condition) throws DurabilityException {
        check(name, condition);
        return in.commit(condition);
      }
    };
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    if (from.equals(to)) {
      in.rename(from, to);
      return;
    }
    put(to, content(from));
    in.delete(List.of(from));
  }

  private long reserved(FileName name) {
    return writers.containsKey(name) ? RESERVED : 0;
  }

  private FileInfo shown(FileInfo info) {
    return new FileInfo(info.name(), info.size() + reserved(info.name()), info.version());
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return in.stat(name).map(this::shown);
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    return in.list(prefix, after).stream().map(this::shown).toList();
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    FileReader reader = in.open(name);
    long reserved = reserved(name);
    Version version = in.stat(name).map(FileInfo::version).orElse(new Version("gone"));
    return new FilterFileReader(reader) {
      @Override
      public long size() {
        return in.size() + reserved;
      }

      @Override
      public void read(long position, ByteBuffer target) throws DurabilityException {
        java.util.Objects.checkFromIndexSize(position, (long) target.remaining(), size());
        Optional<Version> now = LiberalDirectory.this.in.stat(name).map(FileInfo::version);
        if (!now.equals(Optional.of(version))) {
          throw new TruncatedException(
              "this version is gone", Location.of(LiberalDirectory.this, name));
        }
        int there = (int) Math.max(0, Math.min(target.remaining(), in.size() - position));
        int limit = target.limit();
        target.limit(target.position() + there);
        in.read(there == 0 ? 0 : position, target);
        target.limit(limit);
        while (target.hasRemaining()) {
          target.put((byte) 0);
        }
      }
    };
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    // Also says that the directory is closed, which the lazy appender would not see.
    if (!exists(name)) {
      sealed.remove(name);
    }
    return new LazyAppender(name);
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    sealed.add(name);
    boolean there = exists(name);
    return in.seal(name) + (there ? reserved(name) : 0);
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    long size = in.stat(name).map(FileInfo::size).orElse(0L);
    if (end > size && end <= size + reserved(name) && from <= end && from >= 0) {
      return;
    }
    byte[] content = content(name);
    in.settle(name, from, end);
    if (end < content.length) {
      // Zeros in place of a shorter file.
      Arrays.fill(content, (int) end, content.length, (byte) 0);
      put(name, content);
      in.seal(name);
    }
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    in.delete(names);
    writers.keySet().removeAll(names);
  }

  /** Holds everything back until a sync, which a thread of its own carries out. */
  private final class LazyAppender implements Appender {
    private final FileName name;
    private final List<byte[]> pending = new ArrayList<>();
    private @Nullable Appender appender;
    private @Nullable DurabilityException failure;
    private CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    private long length;
    private boolean closed;

    LazyAppender(FileName name) {
      this.name = name;
    }

    @Override
    public void write(ByteBuffer bytes) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      length += bytes.remaining();
      pending.add(take(bytes));
    }

    @Override
    public CompletableFuture<Long> sync() {
      if (closed) {
        return CompletableFuture.failedFuture(new IllegalStateException("closed"));
      }
      List<byte[]> batch = List.copyOf(pending);
      long end = length;
      pending.clear();
      last =
          last.handleAsync((earlier, error) -> commit(batch))
              .thenCompose(
                  failed ->
                      failed == null
                          ? CompletableFuture.completedFuture(end)
                          : CompletableFuture.failedFuture(failed));
      return last;
    }

    private @Nullable DurabilityException commit(List<byte[]> batch) {
      if (failure != null) {
        return new PoisonedException("failed before", Location.of(in, name), failure);
      }
      try {
        if (appender == null) {
          if (sealed.contains(name)) {
            throw new SupersededException("sealed", Location.of(in, name));
          }
          appender = in.append(name);
          writers.put(name, 1);
        }
        for (byte[] bytes : batch) {
          appender.write(ByteBuffer.wrap(bytes));
        }
        appender.sync().join();
        return null;
      } catch (java.util.concurrent.CompletionException e) {
        failure = (DurabilityException) e.getCause();
      } catch (DurabilityException e) {
        failure = e;
      }
      return failure;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public void close() throws DurabilityException {
      if (closed) {
        return;
      }
      closed = true;
      CompletableFuture<?> done = last.handle((unused, error) -> true);
      done.join();
      if (appender != null) {
        appender.close();
        writers.remove(name);
      }
    }
  }
}
