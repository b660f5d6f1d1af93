package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;

/**
 * A database that one directory has for itself. RocksDB's lock file keeps out other processes, and
 * other openings in this one, from the first verb on until {@link #close}.
 *
 * <p>Threads: one at a time, see {@link Session}.
 */
final class OwnDatabase implements Origin {

  private static final String DEFAULT_FAMILY = "default";
  private static final int INFO_LOGS_KEPT = 4;

  private final Path folder;
  private final RocksOptions options;
  private final String label;
  private final Location location;

  /** What is open, in the order of opening; closed from the end. */
  private final Deque<AbstractNativeReference> handles = new ArrayDeque<>();

  private @Nullable RocksDB database;
  private @Nullable KeyStore store;

  OwnDatabase(Path folder, RocksOptions options, String label) {
    this.folder = folder;
    this.options = options;
    this.label = label;
    this.location = Location.of(label);
  }

  @Override
  public @Nullable Place openExisting() throws DurabilityException, RocksDBException {
    if (!exists()) {
      return null;
    }
    NativeLibrary.load(location);
    List<String> families = families();
    if (families.contains(options.columnFamily())) {
      return open();
    }
    checkNotForgotten(families);
    return null;
  }

  @Override
  public Place openOrCreate() throws DurabilityException, RocksDBException {
    NativeLibrary.load(location);
    if (!exists()) {
      create();
    }
    return open();
  }

  private boolean exists() throws DurabilityException {
    try {
      // RocksDB writes this file before any record, and replaces it by a rename.
      Path current = folder.resolve("CURRENT");
      if (Folders.isThere(current)) {
        return true;
      }
      // Looked for again, since another process may have created the database meanwhile.
      if (Folders.isThere(folder) && hasRecords() && !Folders.isThere(current)) {
        throw new CorruptException(
            "RocksDB's records are without their CURRENT file, expected="
                + current
                + ", found=none",
            location);
      }
      return false;
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException e) {
      if (Folders.isObstructed(folder)) {
        throw obstructed(e);
      }
      throw new UnavailableException("database not looked for, found=" + e, location, e);
    }
  }

  private UnsupportedException obstructed(IOException found) {
    return new UnsupportedException(
        "something else is in the place of a folder, found=" + found.getMessage(), location, found);
  }

  private void create() throws DurabilityException {
    try {
      Folders.create(folder);
      Path parent = folder.getParent();
      if (parent != null) {
        // Perhaps created by a process that was killed before it came to this.
        Folders.force(parent);
      }
    } catch (FileAlreadyExistsException e) {
      throw obstructed(e);
    } catch (IOException e) {
      throw new UnavailableException("folder not created, found=" + e, location, e);
    }
  }

  private Place open() throws DurabilityException, RocksDBException {
    boolean ready = false;
    try {
      WalCheck.Tail tail = null;
      if (exists()) {
        checkFamilies();
        tail = checkWal(folder, label);
      }
      Place place = openCuttingTornRecord(tail);
      ready = true;
      return place;
    } catch (RocksDBException e) {
      throw Failures.of("database not opened", location, e);
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  private Place openCuttingTornRecord(WalCheck.@Nullable Tail tail)
      throws DurabilityException, RocksDBException {
    try {
      return openChecked();
    } catch (RocksDBException e) {
      close();
      if (!cutTornRecord(tail, e)) {
        throw e;
      }
      return openChecked();
    }
  }

  private boolean cutTornRecord(WalCheck.@Nullable Tail tail, RocksDBException refused)
      throws DurabilityException {
    Status status = refused.getStatus();
    // Only what RocksDB itself has read under its lock, and found damaged.
    if (status == null || status.getCode() != Status.Code.Corruption) {
      return false;
    }
    try {
      return WalCheck.cutTornRecord(folder, label, tail);
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException e) {
      throw new UnavailableException("torn end of RocksDB's log not cut off", location, e);
    }
  }

  static WalCheck.@Nullable Tail checkWal(Path folder, String label) throws DurabilityException {
    try {
      return WalCheck.check(folder, label);
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException e) {
      throw new UnavailableException("log of RocksDB not read", Location.of(label), e);
    }
  }

  private List<String> families() throws DurabilityException {
    try (Options none = new Options()) {
      List<String> names = new ArrayList<>();
      for (byte[] name : RocksDB.listColumnFamilies(none, folder.toString())) {
        names.add(new String(name, UTF_8));
      }
      return names;
    } catch (RocksDBException e) {
      throw Failures.of("column families not listed", location, e);
    }
  }

  /**
   * Fails if there are records, but no column family that they could be of: RocksDB takes the end
   * of a damaged MANIFEST for torn, and drops the records of a family that it then does not know.
   */
  private void checkNotForgotten(List<String> families) throws DurabilityException {
    if (families.equals(List.of(DEFAULT_FAMILY)) && hasRecords()) {
      throw new CorruptException(
          "column family is missing from a database with records in it: its MANIFEST is damaged, or"
              + " they are of others, expected="
              + options.columnFamily()
              + ", found="
              + families,
          location);
    }
  }

  private void checkFamilies() throws DurabilityException {
    List<String> families = families();
    checkNotForgotten(families);
    TreeSet<String> others = new TreeSet<>(families);
    others.remove(DEFAULT_FAMILY);
    others.remove(options.columnFamily());
    if (!others.isEmpty()) {
      throw new UnsupportedException(
          "database has column families of others, whose options are not known here; open it and"
              + " share it, expected="
              + options.columnFamily()
              + ", found="
              + others,
          location);
    }
  }

  private boolean hasRecords() throws DurabilityException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*.{log,sst}")) {
      for (Path file : files) {
        if (Files.size(file) > 0) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      throw new UnavailableException("files of RocksDB not listed", location, e);
    }
  }

  private Place openChecked() throws DurabilityException, RocksDBException {
    ColumnFamilyOptions plain = kept(new ColumnFamilyOptions());
    ColumnFamilyOptions ours =
        kept(RocksDirectory.tune(new ColumnFamilyOptions()))
            .setWriteBufferSize(options.writeBufferBytes());
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    DBOptions settings = kept(settings()).setListeners(List.of(kept(new NoRecovery())));
    database =
        RocksDB.open(
            settings,
            folder.toString(),
            List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, plain),
                new ColumnFamilyDescriptor(options.columnFamily().getBytes(UTF_8), ours)),
            opened);
    opened.forEach(this::kept);
    store = new KeyStore(database, opened.get(1), location, options.synced());
    return new Place(store, label, options.reclaimBytes());
  }

  private DBOptions settings() {
    Properties named = new Properties();
    // Has no setter in Java. Finds a closed log file that is gone or too short.
    named.setProperty("track_and_verify_wals_in_manifest", "true");
    DBOptions settings = DBOptions.getDBOptionsFromProps(named);
    return (settings == null ? new DBOptions() : settings)
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        // The strictest mode refuses a last record that was cut off, as any crash may leave it; the
        // laxer ones drop what is behind a damaged record without a word.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setParanoidChecks(true)
        // Log files that are written over may end in records of an earlier use.
        .setRecycleLogFileNum(0)
        // After a failed write or sync nothing is accepted until the database is opened again.
        .setMaxBgErrorResumeCount(0)
        .setKeepLogFileNum(INFO_LOGS_KEPT)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setStatsDumpPeriodSec(0);
  }

  /**
   * Keeps RocksDB from recovering by itself after a failed write in the background. It would wait
   * for room on the disk, for ever if need be, and writes that its full buffers hold up would wait
   * with it instead of failing.
   */
  private static final class NoRecovery extends AbstractEventListener {

    NoRecovery() {
      super(EnabledEventCallback.ON_ERROR_RECOVERY_BEGIN);
    }

    @Override
    public boolean onErrorRecoveryBegin(BackgroundErrorReason reason, Status error) {
      return false;
    }
  }

  private <T extends AbstractNativeReference> T kept(T handle) {
    handles.push(handle);
    return handle;
  }

  @Override
  public void close() {
    KeyStore openStore = store;
    RocksDB openDatabase = database;
    store = null;
    database = null;
    if (openStore != null) {
      openStore.close();
    }
    // Column families before their database, options after it.
    while (handles.peek() instanceof ColumnFamilyHandle) {
      handles.pop().close();
    }
    if (openDatabase != null) {
      // Says nothing if it fails, as it does after a failed write: nothing durable depends on it.
      openDatabase.close();
    }
    while (!handles.isEmpty()) {
      handles.pop().close();
    }
  }
}
