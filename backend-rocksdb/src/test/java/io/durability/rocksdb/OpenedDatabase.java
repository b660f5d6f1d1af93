package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** A database as an application has it: its own keys in the default column family, ours beside. */
final class OpenedDatabase implements AutoCloseable {

  final RocksDB database;
  final ColumnFamilyHandle family;
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final DBOptions options = new DBOptions();
  private final ColumnFamilyOptions plain = new ColumnFamilyOptions();
  private final ColumnFamilyOptions tuned = RocksDirectory.tune(new ColumnFamilyOptions());
  private final WriteOptions synced = new WriteOptions().setSync(true);

  OpenedDatabase(Path folder) throws RocksDBException {
    this(folder, options -> {});
  }

  OpenedDatabase(Path folder, Consumer<DBOptions> setting) throws RocksDBException {
    options
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
    setting.accept(options);
    database =
        RocksDB.open(
            options,
            folder.toString(),
            List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, plain),
                new ColumnFamilyDescriptor("log".getBytes(UTF_8), tuned)),
            families);
    family = families.get(1);
  }

  /** Makes a column family that has nothing in it. */
  ColumnFamilyHandle newFamily() throws RocksDBException {
    byte[] name = ("log" + families.size()).getBytes(UTF_8);
    ColumnFamilyHandle added = database.createColumnFamily(new ColumnFamilyDescriptor(name, tuned));
    families.add(added);
    return added;
  }

  /** Writes a key of the application's, synced. */
  void put(String key, String value) throws RocksDBException {
    database.put(synced, key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  String get(String key) throws RocksDBException {
    byte[] value = database.get(key.getBytes(UTF_8));
    return value == null ? "" : new String(value, UTF_8);
  }

  @Override
  public void close() {
    synced.close();
    families.forEach(ColumnFamilyHandle::close);
    database.close();
    options.close();
    plain.close();
    tuned.close();
  }
}
