package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.util.HashMap;
import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A column family of a database that the caller has opened, and that several directories of this
 * process may be open on: they share one {@link Place}, so that a file has one writer. RocksDB's
 * lock keeps other processes out, so a path stands for one open database.
 *
 * <p>Threads: the class guards the registry, which is static because the directories know nothing
 * of each other.
 */
final class SharedDatabase implements Origin {

  private static final Map<Key, Shared> OPEN = new HashMap<>();

  private final Key key;
  private final Shared shared;

  private SharedDatabase(Key key, Shared shared) {
    this.key = key;
    this.shared = shared;
  }

  private record Key(String database, int family) {}

  private static final class Shared {
    final Place place;
    int directories;

    Shared(Place place) {
      this.place = place;
    }
  }

  /**
   * Joins the directories that are open on a column family, or is the first.
   *
   * @throws UnsupportedException if the database was opened with options under which acknowledged
   *     data can be lost
   */
  static SharedDatabase join(
      RocksDB database, ColumnFamilyHandle family, String label, long reclaimBytes)
      throws DurabilityException {
    synchronized (OPEN) {
      Key key = new Key(database.getName(), family.getID());
      Shared shared = OPEN.get(key);
      if (shared == null || !shared.place.store.isUsable()) {
        OpenOptions.check(database, label);
        KeyStore store = new KeyStore(database, family, Location.of(label), true);
        boolean ready = false;
        try {
          shared = new Shared(new Place(store, label, reclaimBytes));
          ready = true;
        } catch (RocksDBException e) {
          throw Failures.of("column family not read", Location.of(label), e);
        } finally {
          if (!ready) {
            store.close();
          }
        }
        // One that the caller's close of the database left behind is forgotten with this.
        OPEN.put(key, shared);
      }
      shared.directories++;
      return new SharedDatabase(key, shared);
    }
  }

  @Override
  public Place openExisting() {
    return shared.place;
  }

  @Override
  public Place openOrCreate() {
    return shared.place;
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (--shared.directories == 0) {
        OPEN.remove(key, shared);
        shared.place.store.close();
      }
    }
  }
}
