package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.DirectoryListener;
import io.durability.storage.DirectoryListeners;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.Pending;
import io.durability.storage.RenameKind;
import io.durability.storage.Traits;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A directory on an object store. Whole files are objects that appear under a condition; append
 * files are runs of immutable objects, one for each sync, each created only if its key is absent.
 * docs/PROTOCOL.md tells how that keeps to the contract although a request can be applied although
 * its answer was lost; docs/FORMAT.md tells keys and bytes.
 *
 * <p>Before it changes anything it makes sure, once for each place, that the store enforces the
 * conditions: a store that does not is refused with {@code UnsupportedException}.
 *
 * <p>A name has at most 997 bytes, less what the adapter puts before keys. A file may have the name
 * of another's folder.
 *
 * <p>Threads: as {@link Directory} says.
 */
public final class ObjectStoreDirectory implements Directory {

  private static final long APPEND_FILE_BYTES_MAX = 1L << 40;

  /** So that a listing of one file has few pages. */
  private static final long SYNCS_PER_FILE_MAX = 10_000;

  private static final int COPIED_AT_ONCE = 1 << 20;

  private final DirectoryListeners listeners = new DirectoryListeners();
  private final Calls calls;
  private final Answers answers;
  private final ObjectStoreOptions options;
  private final Location location;
  private final Traits traits;
  private final Probe probe;
  private final RunReader runs;
  private final SealedFiles sealedFiles;
  private final WholeFiles wholes;
  private final Deleter deleter;
  private final AppendContext appends;
  private final UploadContext uploads;
  private volatile boolean closed;

  /**
   * Makes a directory of a store. No request is sent; the store is closed with the directory.
   *
   * @param store of which this directory uses every key
   */
  public ObjectStoreDirectory(ObjectStore store, ObjectStoreOptions options) {
    this.options = Objects.requireNonNull(options, "options");
    this.calls = new Calls(Objects.requireNonNull(store, "store"), options, listeners);
    this.answers = new Answers(options.clockwork());
    this.location = Location.of(store);
    this.traits =
        new Traits(
            store.traits().survives(),
            RenameKind.DESTINATION_ATOMIC,
            store.traits().matchConditions(),
            true,
            options.putsInFlight(),
            Traits.ALIGNMENT_MIN,
            APPEND_FILE_BYTES_MAX,
            SYNCS_PER_FILE_MAX);
    this.probe = new Probe(calls, location);
    this.runs = new RunReader(calls, answers);
    this.uploads = new UploadContext(calls, answers, options);
    Fencer fencer = new Fencer(calls, answers);
    Sweeper sweeper = new Sweeper(calls, uploads);
    this.sealedFiles = new SealedFiles(calls, answers, fencer, sweeper, options);
    this.wholes = new WholeFiles(calls, answers);
    this.deleter = new Deleter(calls, answers, fencer, location);
    this.appends =
        new AppendContext(
            calls,
            options,
            name -> {
              sweeper.dropListed(name);
              sealedFiles.forgetContents();
            });
  }

  /** Makes a directory of a store with the default options. */
  public ObjectStoreDirectory(ObjectStore store) {
    this(store, ObjectStoreOptions.defaults());
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(condition, "condition");
    try (FileWriter writer = create(name)) {
      writer.write(content.duplicate());
      return writer.commit(condition);
    }
  }

  @Override
  public FileWriter create(FileName name) {
    check(name);
    checkOpen();
    return new ObjectWriter(
        uploads,
        Keys.whole(name),
        at(name),
        (condition, sender) -> publish(name, condition, sender));
  }

  private Version publish(FileName name, Condition condition, WholeFiles.Sender sender)
      throws DurabilityException {
    checkOpen();
    wholes.check(condition, at(name));
    probe.require(answers);
    Version version = wholes.publish(name, condition, at(name), sender);
    if (condition instanceof Condition.None) {
      // An append file of this name is replaced: it is hidden by now, and must not come back.
      appends.supersede(name);
      deleter.deleteAppended(name);
    }
    return version;
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    return beginOpen(name, Optional.empty()).await();
  }

  @Override
  public Pending<FileReader> beginOpen(FileName name) {
    check(name);
    return beginOpen(name, sealedFiles.fromLastListing(name));
  }

  private Pending<FileReader> beginOpen(FileName name, Optional<ChunkRun> listed) {
    check(name);
    checkOpen();
    Location at = at(name);
    Optional<FileReader> sealed = sealedFiles.open(name, at);
    if (sealed.isPresent()) {
      return sealed::get;
    }
    CompletableFuture<Optional<ObjectInfo>> whole = calls.head(Keys.whole(name));
    CompletableFuture<List<ObjectInfo>> listing = calls.list(Keys.folder(name), "");
    Chunks chunks = new Chunks(calls, name, at);
    FirstChunks first =
        listed.map(run -> FirstChunks.ask(chunks, run)).orElseGet(() -> FirstChunks.none(chunks));
    return () -> {
      ChunkRun run = ChunkRun.of(name, answers.await(listing, at));
      Optional<ObjectInfo> object = answers.await(whole, at);
      if (object.isPresent()) {
        return new WholeReader(calls, answers, object.get(), at, options.readsInFlight());
      }
      run = runs.checked(name, run, at);
      if (!run.exists()) {
        throw new NotFoundException("file not found", at);
      }
      ReadAhead content = ChunkReader.content(first, answers, run, options.readsInFlight());
      return new ChunkReader(runs, name, at, run.bytes(), content);
    };
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    check(name);
    checkOpen();
    Location at = at(name);
    CompletableFuture<Optional<ObjectInfo>> whole = calls.head(Keys.whole(name));
    ChunkRun run = runs.list(name, at);
    Optional<ObjectInfo> object = answers.await(whole, at);
    if (object.isPresent()) {
      return Optional.of(info(name, object.get()));
    }
    return run.exists() ? Optional.of(info(name, run)) : Optional.empty();
  }

  private FileInfo info(FileName name, ObjectInfo object) throws DurabilityException {
    long size = WholeReader.contentBytes(object, at(name));
    return new FileInfo(name, size, new Version(object.version()));
  }

  private static FileInfo info(FileName name, ChunkRun run) {
    return new FileInfo(name, run.bytes(), AppendContext.VERSION);
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    return beginList(prefix, after).await();
  }

  @Override
  public Pending<List<FileInfo>> beginList(String prefix) {
    return beginList(prefix, "");
  }

  private Pending<List<FileInfo>> beginList(String prefix, String after) {
    FileName.checkPrefix(prefix);
    Objects.requireNonNull(after, "after");
    checkOpen();
    CompletableFuture<List<ObjectInfo>> wholeObjects = list(Keys.WHOLE_ROOT, prefix, after);
    CompletableFuture<List<ObjectInfo>> chunkObjects = list(Keys.APPEND_ROOT, prefix, after);
    return () -> {
      SortedMap<String, ChunkRun> appended =
          AppendListing.of(answers.await(chunkObjects, location));
      // Of another name, the listing may show a part of the objects: not the mark of its end.
      appended.keySet().removeIf(name -> !isWanted(name, prefix, after));
      sealedFiles.noteListing(appended);
      return listed(appended, answers.await(wholeObjects, location), prefix, after);
    };
  }

  private List<FileInfo> listed(
      SortedMap<String, ChunkRun> appended, List<ObjectInfo> whole, String prefix, String after)
      throws DurabilityException {
    SortedMap<String, FileInfo> found = new TreeMap<>();
    for (Map.Entry<String, ChunkRun> file : appended.entrySet()) {
      if (file.getValue().exists()) {
        FileName name = FileName.of(file.getKey());
        found.put(file.getKey(), info(name, file.getValue()));
      }
    }
    for (ObjectInfo object : whole) {
      String value = object.key().substring(Keys.WHOLE_ROOT.length());
      if (isWanted(value, prefix, after)) {
        found.put(value, info(FileName.of(value), object));
      }
    }
    return new ArrayList<>(found.values());
  }

  private CompletableFuture<List<ObjectInfo>> list(String root, String prefix, String after) {
    return calls.list(root + prefix, after.isEmpty() ? "" : root + after);
  }

  /** Checks it all again: a store may ignore what was asked, and others may have put keys there. */
  private static boolean isWanted(String name, String prefix, String after) {
    return name.startsWith(prefix) && name.compareTo(after) > 0 && AppendListing.isName(name);
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    Set<FileName> all = new LinkedHashSet<>(names);
    all.forEach(ObjectStoreDirectory::check);
    checkOpen();
    if (all.isEmpty()) {
      // A claim begins so: what it is about to list needs no proof, what it then seals does.
      probe.begin();
      return;
    }
    probe.require(answers);
    all.forEach(appends::supersede);
    deleter.delete(all);
    all.forEach(sealedFiles::forget);
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    check(from);
    check(to);
    checkOpen();
    if (from.equals(to)) {
      if (stat(from).isEmpty()) {
        throw new NotFoundException("file not found", at(from));
      }
      return;
    }
    Optional<Version> copied;
    do {
      copied = copy(from, to);
      // Written again since: that content has to be there under the new name, too.
    } while (!stat(from).map(FileInfo::version).equals(copied) && stat(from).isPresent());
    delete(List.of(from));
  }

  /** Copies a file as it is now; returns the version that was copied. */
  private Optional<Version> copy(FileName from, FileName to) throws DurabilityException {
    Optional<Version> version = stat(from).map(FileInfo::version);
    try (FileReader reader = open(from);
        FileWriter writer = create(to)) {
      ByteBuffer piece =
          ByteBuffer.allocate((int) Math.min(COPIED_AT_ONCE, Math.max(1, reader.size())));
      for (long at = 0; at < reader.size(); at += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), reader.size() - at));
        reader.read(at, piece);
        writer.write(piece.flip());
      }
      writer.commit(Condition.none());
      return version;
    } catch (TruncatedException e) {
      throw new NotFoundException("file is gone: " + e.getMessage(), at(from));
    }
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    check(name);
    checkOpen();
    ChunkWriter writer =
        new ChunkWriter(
            appends, name, at(name), new NameClaim(calls, name, at(name), probe.told()));
    appends.opened(name, writer);
    return writer;
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    check(name);
    checkOpen();
    probe.require(answers);
    appends.supersede(name);
    return sealedFiles.seal(name, at(name));
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    check(name);
    checkOpen();
    sealedFiles.settle(name, from, end, at(name));
  }

  /** Adds a listener, which is told of every request that is made again. */
  @Override
  public void addListener(DirectoryListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(DirectoryListener listener) {
    listeners.remove(listener);
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      appends.abandonAll();
      calls.store.close();
    }
  }

  /** Returns how the store names itself. */
  @Override
  public String toString() {
    return location.directory();
  }

  private Location at(FileName name) {
    return Location.of(this, name);
  }

  private static void check(FileName name) {
    Objects.requireNonNull(name, "name");
    Keys.check(name);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("directory is closed [" + location + "]");
    }
  }
}
