package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
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
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A directory in a column family of RocksDB, of a database of its own ({@link #open(Path)}) or of
 * one that the caller has open ({@link #on}). A file is one key with what is known of it and a run
 * of chunks of at most 64 KiB; each verb that changes something is one synced batch, so it takes
 * effect whole or not at all, and a rename, an overwrite or a deletion costs the same whatever the
 * length.
 *
 * <p>RocksDB gives a database to one process, and to one opening of it. A directory with a database
 * of its own opens it at the first verb that reads or changes something of it, and has it until
 * {@link #close}; meanwhile verbs of others fail with {@link
 * io.durability.errors.UnavailableException}. Reading a database that is not there creates nothing.
 * Any number of directories can be open on one shared database; they act as one: a file has one
 * writer, and what one of them seals or deletes ends the appender of another.
 *
 * <p>A failed write is an {@link io.durability.errors.UnavailableException}; after it every verb
 * that changes something is a {@link io.durability.errors.PoisonedException}, until the directory,
 * and of a shared database all directories on the column family, were closed and are opened again.
 * Reading goes on. What RocksDB finds damaged is a {@link io.durability.errors.CorruptException}.
 *
 * <p>Threads: any, also while another closes the directory: verbs under way end first, later ones
 * throw {@link IllegalStateException}. A shared database must not be closed while a verb is under
 * way; a directory that is used after its database was closed throws {@code IllegalStateException}.
 *
 * <p>What is durable survives the crash of the machine, if the disk keeps what it confirmed.
 */
public final class RocksDirectory implements Directory {

  private static final Traits TRAITS =
      new Traits(
          Survives.MACHINE,
          RenameKind.ATOMIC,
          true,
          true,
          1,
          Traits.ALIGNMENT_MIN,
          RocksAppender.BYTES_MAX,
          Long.MAX_VALUE);

  private final String label;
  private final Location location;
  private final Session session;

  private RocksDirectory(String label, Origin origin) {
    this.label = label;
    this.location = Location.of(label);
    this.session = new Session(origin, location);
  }

  /** Opens a database without options; see {@link #open(Path, Map)}. */
  public static RocksDirectory open(Path folder) throws DurabilityException {
    return open(folder, Map.of());
  }

  /**
   * Opens the database in a folder, neither of which need exist, as a directory. Changes nothing,
   * reads nothing and takes no lock yet.
   *
   * @param folder a folder that RocksDB has for itself
   * @param options {@code columnFamily}: the column family that holds the files, {@code durability}
   *     unless set; {@code writeBufferBytes}: how much is held in memory before it becomes a table
   *     file, 65,536 to 1 GiB, 16 MiB unless set; {@code reclaimBytes}: how much is deleted before
   *     a compaction gives the space back, 65,536 to 1 TiB, 64 MiB unless set
   * @throws IllegalArgumentException if an option is unknown or malformed
   */
  public static RocksDirectory open(Path folder, Map<String, String> options)
      throws DurabilityException {
    return open(folder, RocksOptions.parse(options));
  }

  static RocksDirectory open(Path folder, RocksOptions options) {
    Path absolute = folder.toAbsolutePath().normalize();
    String label = label(absolute.toString());
    return new RocksDirectory(label, new OwnDatabase(absolute, options, label));
  }

  /** Shares a database without options; see {@link #on(RocksDB, ColumnFamilyHandle, Map)}. */
  public static RocksDirectory on(RocksDB database, ColumnFamilyHandle family)
      throws DurabilityException {
    return on(database, family, Map.of());
  }

  /**
   * Opens a directory on a column family of an open database, which stays the caller's: {@link
   * #close} closes neither, and both must stay open until then. The column family is the library's
   * alone, with RocksDB's own order of keys, and without a time to live or a filter that drops
   * keys; {@link #tune} sets the options that suit it.
   *
   * @param options {@code reclaimBytes}, as with {@link #open(Path, Map)}; of several directories
   *     on one column family the first decides
   * @throws IllegalArgumentException if it is the default column family, or an option is unknown or
   *     malformed
   * @throws io.durability.errors.UnsupportedException if the column family holds something else, or
   *     if the database was opened with an option under which damage loses acknowledged data
   *     without a word: a {@code WALRecoveryMode} other than {@code TolerateCorruptedTailRecords}
   *     and {@code AbsoluteConsistency} (RocksDB's default is another), recycled log files, no
   *     paranoid checks, best-efforts recovery
   * @throws IllegalStateException if the database or the column family is closed
   */
  public static RocksDirectory on(
      RocksDB database, ColumnFamilyHandle family, Map<String, String> options)
      throws DurabilityException {
    long reclaimBytes =
        RocksOptions.parse(options, Set.of(RocksOptions.RECLAIM_BYTES)).reclaimBytes();
    if (!database.isOwningHandle() || !family.isOwningHandle()) {
      throw new IllegalStateException("database or column family is closed");
    }
    String name = familyName(database, family);
    if (name.equals("default")) {
      throw new IllegalArgumentException(
          "column family unfit [expected=one of the library's own, found=default]");
    }
    String label = label(database.getName()) + "#" + name;
    return new RocksDirectory(label, SharedDatabase.join(database, family, label, reclaimBytes));
  }

  private static String familyName(RocksDB database, ColumnFamilyHandle family)
      throws DurabilityException {
    try {
      return new String(family.getName(), UTF_8);
    } catch (RocksDBException e) {
      throw Failures.of("column family not read", Location.of(label(database.getName())), e);
    }
  }

  /**
   * Sets the options that suit the column family of a directory: level compaction without
   * compression, since entries are written once and mostly deleted before they are compacted.
   *
   * @return the argument
   */
  public static ColumnFamilyOptions tune(ColumnFamilyOptions options) {
    return options
        .setWriteBufferSize(RocksOptions.DEFAULTS.writeBufferBytes())
        .setTargetFileSizeBase(RocksOptions.DEFAULTS.writeBufferBytes())
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setBottommostCompressionType(CompressionType.DISABLE_COMPRESSION_OPTION)
        .setEnableBlobFiles(false);
  }

  /**
   * Looks for damage in the write-ahead log of a database that is not open: damage to a length in
   * the last block of a log file, which RocksDB takes for a torn end, and drops what follows. A
   * directory with a database of its own does this itself; for a shared one the caller does, before
   * opening it.
   *
   * <p>It is right only where all writes to the database are synced, the caller's own too. After a
   * power loss, unsynced ones can leave what looks like damage here.
   *
   * @throws io.durability.errors.CorruptException if a record that had been durable is damaged
   * @throws io.durability.errors.UnavailableException if the log cannot be read
   */
  public static void checkWal(Path folder) throws DurabilityException {
    OwnDatabase.checkWal(folder, label(folder.toAbsolutePath().normalize().toString()));
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return session.change(
        "file not written",
        at(name),
        place ->
            new WholeFiles(place).put(name, condition, place.newFileId(), 0, bytes, bytes.length));
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    Objects.requireNonNull(name, "name");
    return session.change(
        "file not created",
        at(name),
        place -> session.note(new RocksFileWriter(session, name, at(name), place.newFileId())));
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    return session.readFile(
        "file not opened",
        at(name),
        place -> new RocksFileReader(session, name, place.existing(name), at(name)));
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return session.read(
        "file not examined",
        at(name),
        Optional.empty(),
        place -> Optional.ofNullable(place.find(name)).map(found -> found.info(name)));
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    FileName.checkPrefix(prefix);
    Objects.requireNonNull(after, "after");
    return session.read(
        "files not listed",
        location,
        List.of(),
        place -> new WholeFiles(place).list(prefix, after));
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> all = List.copyOf(names);
    session.perform("files not deleted", location, place -> new WholeFiles(place).delete(all));
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    Objects.requireNonNull(to, "to");
    session.perform("file not renamed", at(from), place -> new WholeFiles(place).rename(from, to));
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return session.change(
        "file not created",
        at(name),
        place -> session.note(new AppendFiles(place).create(session, name)));
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    return session.change("file not sealed", at(name), place -> new AppendFiles(place).seal(name));
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    session.perform(
        "file not settled", at(name), place -> new AppendFiles(place).settle(name, from, end));
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public void close() throws DurabilityException {
    session.close();
  }

  /** Names scheme and folder, as a URI; of a shared database also the column family. */
  @Override
  public String toString() {
    return label;
  }

  private Location at(FileName name) {
    return Location.of(label, name);
  }

  private static String label(String folder) {
    try {
      return new URI(RocksDirectoryProvider.SCHEME, "", folder, null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("path has no URI: " + folder, e);
    }
  }
}
