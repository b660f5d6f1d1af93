package io.durability.testkit.crash;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.disk.CrashPoint;
import io.durability.testkit.disk.DiskImage;
import io.durability.testkit.disk.DiskObserver;
import io.durability.testkit.disk.SimulatedDisk;
import io.durability.testkit.disk.SimulatedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk, the process that works on it, and what a crash would be allowed to leave. Writes down a
 * crash point before each change to the disk, if it is asked to.
 *
 * <p>Threads: one at a time, with a happens-before edge from one to the next.
 */
public final class Scene {

  private final Mount mount;
  private final boolean afterPowerLoss;
  private final RandomGenerator entropy;
  private final List<Moment> moments = new ArrayList<>();
  private final List<Runnable> cleanups = new ArrayList<>();
  private final @Nullable List<String> trace;
  private final boolean recording;
  private SimulatedDisk disk;
  private volatile Oracle expected;
  private @Nullable SimulatedFiles process;
  private @Nullable Directory directory;
  private int operations;
  private boolean muted;
  private long lastChanges = -1;
  private @Nullable Oracle lastExpected;

  /** A moment at which power may be lost. */
  record Moment(int operation, CrashPoint point, Oracle expected) {}

  private Scene(
      Mount mount,
      SimulatedDisk disk,
      Oracle expected,
      boolean afterPowerLoss,
      long seed,
      boolean recording,
      @Nullable List<String> trace) {
    this.mount = mount;
    this.disk = disk;
    this.expected = expected;
    this.afterPowerLoss = afterPowerLoss;
    this.entropy = new SplittableRandom(seed);
    this.recording = recording;
    this.trace = trace;
    if (recording || trace != null) {
      disk.observe(this::before);
    }
  }

  /** Returns a scene with an empty disk, of which all crash points are written down. */
  static Scene ofWorkload(Mount mount, CrashSettings settings, @Nullable List<String> trace) {
    SimulatedDisk disk = SimulatedDisk.of(DiskImage.empty());
    return new Scene(mount, disk, new Unknown(), false, settings.seed(), true, trace);
  }

  /**
   * Returns a scene after a crash.
   *
   * @param image what a power loss left, or null if only the process was killed
   * @param depth how many crashes there were
   */
  static Scene ofRecovery(
      Mount mount,
      CrashSettings settings,
      Moment moment,
      @Nullable DiskImage image,
      int depth,
      boolean recording,
      @Nullable List<String> trace) {
    SimulatedDisk disk = image == null ? moment.point().processesKilled() : SimulatedDisk.of(image);
    return new Scene(
        mount, disk, moment.expected(), image != null, settings.seed() + depth, recording, trace);
  }

  /** Stands where a workload has not yet said what it expects. */
  private record Unknown() implements Oracle {
    @Override
    public Object recover(Scene scene) {
      return this;
    }

    @Override
    public String subject() {
      return "nothing";
    }

    @Override
    public void accept(Object finding) {}
  }

  /** Starts a process and returns the directory that it opens; the earlier one must be over. */
  public Directory start() throws DurabilityException {
    SimulatedFiles files = disk.attach();
    Directory opened = mount.open(files, entropy);
    process = files;
    directory = opened;
    return opened;
  }

  /** Kills the process. What it wrote stays in the cache of the file system. */
  public void kill() {
    SimulatedFiles killed = process;
    Directory open = directory;
    if (killed == null || open == null) {
      return;
    }
    killed.kill();
    process = null;
    directory = null;
    try {
      open.close();
    } catch (DurabilityException e) {
      // It can't do anything any more, but gives back what it holds in this JVM.
      assert e.getMessage() != null;
    }
  }

  /** Ends the process in good order. */
  public void stop() throws DurabilityException {
    if (directory != null) {
      directory.close();
    }
    process = null;
    directory = null;
  }

  /** Has something done after the last crash point. */
  public void afterwards(Runnable cleanup) {
    cleanups.add(cleanup);
  }

  /** Kills the process and loses whatever was not forced. From here on nothing is written down. */
  public void losePower() {
    muted = true;
    kill();
    disk = SimulatedDisk.of(disk.durableImage());
  }

  /** Says what a crash from now on may leave. */
  public void expect(Oracle oracle) {
    expected = oracle;
  }

  /** Returns the source of randomness, the same in every run. */
  public RandomGenerator entropy() {
    return entropy;
  }

  /** Tells whether the disk is as a power loss left it, so that what is read is durable. */
  public boolean isAfterPowerLoss() {
    return afterPowerLoss;
  }

  /** Returns how many changes there were to the disk. */
  public long changes() {
    return disk.changes();
  }

  /** Forgets the crash points so far: what comes next is what matters. */
  public void recordFromHere() {
    moments.clear();
  }

  /** Ends the scene, with a last crash point behind the last change. */
  List<Moment> end() {
    before(DiskObserver.Operation.FORCE, "(end)", 0, 0);
    muted = true;
    kill();
    cleanups.forEach(Runnable::run);
    return moments;
  }

  private void before(DiskObserver.Operation operation, String path, long position, int bytes) {
    if (muted) {
      return;
    }
    if (trace != null) {
      trace.add(operations + " " + operation + " " + path + " " + position + "+" + bytes);
    }
    if (recording && (disk.changes() != lastChanges || expected != lastExpected)) {
      lastChanges = disk.changes();
      lastExpected = expected;
      moments.add(new Moment(operations, disk.crashPoint(), expected));
    }
    operations++;
  }
}
