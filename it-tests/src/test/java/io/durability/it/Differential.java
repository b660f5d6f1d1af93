package io.durability.it;

import io.durability.LogOptions;
import io.durability.fs.FsDirectory;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.rocksdb.RocksDirectory;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.SplitDirectory;
import io.durability.testkit.LogDifferential;
import io.durability.testkit.MemoryObjectStore;
import io.durability.testkit.ObjectBucket;
import io.durability.testkit.ObjectFault;
import io.durability.testkit.ObjectFaults;
import io.durability.testkit.SimulatedObjectStore;
import io.durability.testkit.SimulatedProcess;
import io.durability.testkit.Simulation;
import io.durability.testkit.host.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The stores that are compared, and the comparison with the one in memory. */
final class Differential {

  private Differential() {}

  /** Waiting for answers is most of what a life on a store does. */
  private static final int THREADS = 4;

  /**
   * Compares a store with memory, and keeps the figure for the check.
   *
   * @param stores makes the store for each of some threads
   */
  static void check(String name, Supplier<LogDifferential.Store> stores, int lives)
      throws Exception {
    LogDifferential.between(Memory::new, stores).check(lives, THREADS);
    Counts.figure("differential-" + name, lives + " sequences, 0 differences");
  }

  /** In memory. */
  static final class Memory implements LogDifferential.Store {
    private final String place = "differential-" + UUID.randomUUID();

    @Override
    public void prepare() {
      MemoryDirectory.drop(place);
    }

    @Override
    public Directory open() {
      return MemoryDirectory.named(place);
    }

    @Override
    public void dispose() {
      MemoryDirectory.drop(place);
    }
  }

  /** On the local disk, in whatever form. */
  abstract static class OnDisk implements LogDifferential.Store {
    private static final AtomicInteger PLACES = new AtomicInteger();
    private final Path base;
    Path place = Path.of("");

    OnDisk(Path base) {
      this.base = base;
    }

    @Override
    public void prepare() {
      place = base.resolve("place-" + PLACES.incrementAndGet());
    }

    @Override
    public void dispose() throws IOException {
      Folders.remove(place);
    }
  }

  /** In files. */
  static final class LocalDisk extends OnDisk {
    LocalDisk(Path base) {
      super(base);
    }

    @Override
    public Directory open() throws IOException {
      return FsDirectory.open(place);
    }
  }

  /** In RocksDB. */
  static final class RocksDb extends OnDisk {
    RocksDb(Path base) {
      super(base);
    }

    @Override
    public Directory open() throws IOException {
      return RocksDirectory.open(place);
    }
  }

  /** On an object store in memory that answers from other threads. */
  static final class ObjectsInMemory implements LogDifferential.Store {
    private MemoryObjectStore objects = new MemoryObjectStore();

    @Override
    public void prepare() {
      objects = new MemoryObjectStore();
    }

    @Override
    public Directory open() {
      objects = objects.another();
      return new ObjectStoreDirectory(objects);
    }
  }

  /** In files, with the checkpoints on an object store. */
  static final class TwoStores extends OnDisk {
    private MemoryObjectStore checkpoints = new MemoryObjectStore();

    TwoStores(Path base) {
      super(base);
    }

    @Override
    public void prepare() {
      super.prepare();
      checkpoints = new MemoryObjectStore();
    }

    @Override
    public Directory open() throws IOException {
      checkpoints = checkpoints.another();
      return SplitDirectory.of(FsDirectory.open(place), new ObjectStoreDirectory(checkpoints));
    }
  }

  /** On a simulated object store with the times of the cloud, some of whose answers are lost. */
  static final class Simulated implements LogDifferential.Store {

    /** What a store may do at any time and the layer above makes up for. */
    private static final EnumSet<ObjectFault> FAULTS =
        EnumSet.of(
            ObjectFault.LOST_REQUEST,
            ObjectFault.LOST_ANSWER,
            ObjectFault.SENT_TWICE,
            ObjectFault.CONFLICT_409,
            ObjectFault.SLOW_DOWN_503,
            ObjectFault.CUT_BODY,
            ObjectFault.PAGE_UNORDERED,
            ObjectFault.SLOW);

    private static final double FAULTS_SHARE = 0.02;

    /**
     * Among millions of requests are some of which three in a row are lost: the default gives up.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Simulation world = new Simulation(0);
    private ObjectBucket bucket = new ObjectBucket();
    private SimulatedProcess process = world.process("none");
    private int places;

    @Override
    public void prepare() {
      world = new Simulation(++places);
      bucket = new ObjectBucket();
    }

    @Override
    public Directory open() {
      process = world.process("process");
      SimulatedObjectStore store =
          new SimulatedObjectStore(bucket, process)
              .faults(ObjectFaults.random(world.split(), FAULTS_SHARE, FAULTS));
      return new ObjectStoreDirectory(
          store, ObjectStoreOptions.builder().clockwork(process).patience(PATIENCE).build());
    }

    @Override
    public LogOptions.Builder options(LogOptions.Builder options) {
      return options.clockwork(process);
    }
  }

  /** On a store or an emulator of it; each life at a place of its own. */
  static final class Remote implements LogDifferential.Store {
    private final TestedStore store;
    private String prefix = "";

    Remote(TestedStore store) {
      this.store = store;
    }

    @Override
    public void prepare() {
      prefix = TestedStores.newPrefix();
    }

    @Override
    public Directory open() {
      return new ObjectStoreDirectory(store.open(prefix));
    }

    @Override
    public void dispose() {
      TestedStores.clean(store, prefix);
    }
  }
}
