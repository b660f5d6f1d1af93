package io.durability.testkit.disk;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A directory in a folder of a {@link SimulatedDisk}: the plainest one that keeps the contract, for
 * crashing what stands on a directory rather than the directory. It reserves nothing ahead, has no
 * lock file, forces everything at every sync, and takes any batch alignment.
 *
 * <p>Threads: any; all verbs run one at a time.
 */
public final class SimulatedDirectory implements Directory {

  private static final long BYTES_MAX = 1 << 30;

  private final SimulatedTree tree;
  private final RandomGenerator entropy;
  private final Traits traits;
  private final Map<FileName, SimulatedAppender> writers = new HashMap<>();
  private final Map<FileName, Long> sealedLengths = new HashMap<>();
  private boolean claimed;
  private boolean closed;

  /**
   * Opens a folder, which need not exist.
   *
   * @param files of this process
   * @param root absolute path of the folder
   * @param batchAlignment as in {@link Traits#batchAlignment}
   * @param entropy for names of temporary files
   */
  public SimulatedDirectory(
      SimulatedFiles files, String root, int batchAlignment, RandomGenerator entropy) {
    this.tree = new SimulatedTree(files, root, this);
    this.entropy = entropy;
    this.traits =
        new Traits(
            Survives.MACHINE,
            RenameKind.ATOMIC,
            true,
            false,
            1,
            batchAlignment,
            BYTES_MAX,
            Long.MAX_VALUE);
  }

  /** What a verb does. */
  private interface Action<T> {
    T run() throws IOException;
  }

  /** Runs a verb that changes something: the first one takes over what crashed processes left. */
  private synchronized <T> T change(Object place, Action<T> action) throws DurabilityException {
    return read(
        place,
        () -> {
          if (!claimed) {
            tree.takeOver();
            claimed = true;
          }
          return action.run();
        });
  }

  private synchronized <T> T read(Object place, Action<T> action) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("directory is closed [" + this + "]");
    }
    try {
      return action.run();
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException e) {
      throw new UnavailableException(
          "disk failed at " + place + ", found=" + e.getMessage(), Location.of(this), e);
    }
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    ByteBuffer bytes = content.duplicate();
    try (FileWriter writer = create(name)) {
      writer.write(bytes);
      return writer.commit(condition);
    }
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    Objects.requireNonNull(name, "name");
    return change(
        name,
        () -> {
          String temp = tree.temp(entropy.nextLong());
          return new SimulatedFileWriter(this, name, temp, tree.files().create(temp));
        });
  }

  /** Puts a temporary file, of which the content is durable, in its place. */
  Version commit(String temp, FileName name, Condition condition) throws DurabilityException {
    return change(
        name,
        () -> {
          check(name, condition);
          tree.prepare(name);
          tree.files().rename(temp, tree.path(name));
          gone(name);
          // The name must outlive a power loss before anybody acts on it.
          tree.forceFolderOf(name);
          return tree.info(name).orElseThrow().version();
        });
  }

  void discard(String temp) throws DurabilityException {
    change(
        temp,
        () -> {
          if (tree.files().status(temp) != null) {
            tree.files().unlink(temp);
          }
          return this;
        });
  }

  private void check(FileName name, Condition condition) throws IOException {
    String found = tree.info(name).map(info -> info.version().value()).orElse(null);
    if (condition instanceof Condition.Absent && found != null) {
      throw new ConditionNotMetException("file exists, expected=absent", location(name), found);
    }
    if (condition instanceof Condition.Matches matches
        && !matches.version().value().equals(found)) {
      throw new ConditionNotMetException(
          "version does not match, expected=" + matches.version(), location(name), found);
    }
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    return read(
        name,
        () -> {
          requireFile(name);
          SimulatedFile file = tree.files().open(tree.path(name));
          return new SimulatedReader(file, location(name));
        });
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return read(name, () -> tree.info(name));
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    FileName.checkPrefix(prefix);
    Objects.requireNonNull(after, "after");
    return read(prefix, () -> tree.list(prefix, after));
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> all = List.copyOf(names);
    change(
        all,
        () -> {
          Set<String> folders = new LinkedHashSet<>();
          for (FileName name : all) {
            if (tree.info(name).isPresent()) {
              gone(name);
              tree.files().unlink(tree.path(name));
            }
            folders.add(tree.folderOf(name));
          }
          for (String folder : folders) {
            tree.forceIfThere(folder);
          }
          return this;
        });
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    Objects.requireNonNull(to, "to");
    change(
        from,
        () -> {
          requireFile(from);
          if (!from.equals(to)) {
            tree.prepare(to);
            gone(from);
            gone(to);
            tree.files().rename(tree.path(from), tree.path(to));
            tree.forceFolderOf(to);
            tree.forceFolderOf(from);
          }
          return this;
        });
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return change(
        name,
        () -> {
          check(name, Condition.absent());
          tree.prepare(name);
          SimulatedFile file = tree.files().create(tree.path(name));
          SimulatedAppender appender = new SimulatedAppender(this, name, file);
          writers.put(name, appender);
          return appender;
        });
  }

  void forceNameOf(FileName name) throws IOException {
    tree.forceFolderOf(name);
  }

  private void gone(FileName name) {
    SimulatedAppender writer = writers.remove(name);
    if (writer != null) {
      writer.seal();
    }
    sealedLengths.remove(name);
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    return change(
        name,
        () -> {
          SimulatedAppender writer = writers.remove(name);
          if (writer != null) {
            writer.seal();
          }
          Optional<FileInfo> found = tree.info(name);
          if (found.isEmpty()) {
            return 0L;
          }
          return sealedLengths.computeIfAbsent(name, unused -> found.get().size());
        });
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    change(
        name,
        () -> {
          requireFile(name);
          Long sealed = sealedLengths.get(name);
          if (sealed == null) {
            throw new IllegalStateException("settle needs a sealed file [" + name + "]");
          }
          if (from < 0 || from > end || end > sealed) {
            throw new IllegalArgumentException(
                "settle out of range [file=" + name + ", from=" + from + ", end=" + end + "]");
          }
          try (SimulatedFile file = tree.files().open(tree.path(name))) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(end - from));
            SimulatedReader.readFully(file, from, bytes, location(name));
            file.write(bytes.flip(), from);
            file.truncate(end);
            file.force(true);
          }
          // The writer may have died before its first sync had made the name durable.
          tree.forceFolderOf(name);
          sealedLengths.put(name, end);
          return this;
        });
  }

  /** Fails what an appender does after its directory was closed. */
  synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("directory is closed [" + this + "]");
    }
  }

  void requireUnsealed(boolean sealed, FileName name) throws SupersededException {
    if (sealed) {
      throw new SupersededException("file was sealed, deleted or replaced", location(name));
    }
  }

  private void requireFile(FileName name) throws IOException {
    if (tree.info(name).isEmpty()) {
      throw new NotFoundException("file not found", location(name));
    }
  }

  Location location(@Nullable FileName name) {
    return name == null ? Location.of(this) : Location.of(this, name);
  }

  /** Tells that a place is taken by something else than a file. */
  UnsupportedException refused(String path, FileName name) {
    return new UnsupportedException("refused, no file or folder fits at " + path, location(name));
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "simulated:" + tree.root();
  }
}
