package io.durability.rocksdb;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The verbs on names: one batch each.
 *
 * <p>Threads: each verb takes the place's lock, which is what makes looking at a name and changing
 * it one step.
 */
final class WholeFiles {

  private final Place place;
  private final KeyStore store;

  WholeFiles(Place place) {
    this.place = place;
    this.store = place.store;
  }

  /**
   * Gives a name to a content of which the beginning is written already.
   *
   * @param written how much of it is
   * @param rest begins with the rest of it
   * @param restBytes how much that is
   */
  Version put(
      FileName name, Condition condition, long fileId, long written, byte[] rest, int restBytes)
      throws DurabilityException, RocksDBException {
    Version version;
    place.lock.lock();
    try (WriteBatch batch = new WriteBatch()) {
      FileMeta current = place.find(name);
      check(name, current, condition);
      FileMeta file =
          new FileMeta(
              FileMeta.Kind.WHOLE,
              fileId,
              place.nextId(),
              Math.addExact(written, (long) restBytes));
      store.putChunks(batch, fileId, written, rest, restBytes);
      store.put(batch, Keys.name(name), file.encode());
      replaced(batch, current);
      store.write(batch);
      noteDeleted(current);
      version = new Version(file.versionText());
    } finally {
      place.lock.unlock();
    }
    place.reclaimer.reclaim();
    return version;
  }

  /** Fails if the condition does not hold for what has the name now. */
  void check(FileName name, @Nullable FileMeta current, Condition condition)
      throws ConditionNotMetException {
    String found = current == null ? null : current.versionText();
    if (condition instanceof Condition.Absent && found != null) {
      throw new ConditionNotMetException(
          "file exists, expected=absent", place.location(name), found);
    }
    if (condition instanceof Condition.Matches matches
        && !matches.version().value().equals(found)) {
      throw new ConditionNotMetException(
          "version does not match, expected=" + matches.version(), place.location(name), found);
    }
  }

  void delete(List<FileName> names) throws DurabilityException, RocksDBException {
    place.lock.lock();
    try (WriteBatch batch = new WriteBatch()) {
      List<FileMeta> deleted = new ArrayList<>();
      for (FileName name : names) {
        FileMeta file = place.find(name);
        if (file != null) {
          store.delete(batch, Keys.name(name));
          replaced(batch, file);
          deleted.add(file);
        }
      }
      if (!deleted.isEmpty()) {
        store.write(batch);
        deleted.forEach(this::noteDeleted);
      }
    } finally {
      place.lock.unlock();
    }
    place.reclaimer.reclaim();
  }

  void rename(FileName from, FileName to) throws DurabilityException, RocksDBException {
    place.lock.lock();
    try (WriteBatch batch = new WriteBatch()) {
      FileMeta file = place.existing(from);
      if (from.equals(to)) {
        return;
      }
      FileMeta current = place.find(to);
      place.end(file);
      // Its length may have grown until its writer was ended.
      long length = place.existing(from).length();
      FileMeta renamed = new FileMeta(FileMeta.Kind.WHOLE, file.fileId(), place.nextId(), length);
      store.delete(batch, Keys.name(from));
      replaced(batch, current);
      store.put(batch, Keys.name(to), renamed.encode());
      store.write(batch);
      noteDeleted(current);
    } finally {
      place.lock.unlock();
    }
    place.reclaimer.reclaim();
  }

  List<FileInfo> list(String prefix, String after) throws DurabilityException, RocksDBException {
    List<FileInfo> found = new ArrayList<>();
    try (RocksIterator names = store.iterator()) {
      names.seek(Keys.name(prefix.compareTo(after) > 0 ? prefix : after));
      for (; names.isValid() && Keys.isName(names.key()); names.next()) {
        String name = Keys.nameOf(names.key());
        if (!name.startsWith(prefix)) {
          break;
        }
        if (name.compareTo(after) > 0) {
          FileName fileName = FileName.of(name);
          found.add(FileMeta.decode(names.value(), place.location(fileName)).info(fileName));
        }
      }
      names.status();
    }
    return found;
  }

  /** A content loses its name: its writer ends, and its chunks go in the same batch. */
  private void replaced(WriteBatch batch, @Nullable FileMeta file) throws RocksDBException {
    if (file != null) {
      place.end(file);
      store.deleteChunks(batch, file.fileId(), 0);
    }
  }

  private void noteDeleted(@Nullable FileMeta file) {
    if (file != null) {
      place.reclaimer.deleted(file.fileId(), file.length());
    }
  }
}
