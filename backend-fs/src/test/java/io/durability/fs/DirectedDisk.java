package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A disk in the heap for schedules that a test directs step by step: fail this force, kill the
 * process before that write, cut the power and lose just these sectors. It tells what the operating
 * system has from what the disk has, and like Linux drops the dirty pages of a force that failed.
 *
 * <p>Threads: any; hooks run in the thread of the operation, without a lock.
 */
public final class DirectedDisk {

  /** What is lost or kept as a whole. */
  public static final int SECTOR_BYTES = 512;

  static final Path ROOT = Path.of("/disk/log");

  private static final List<String> STEPS = List.of("force", "link", "rename", "unlink", "trunc");

  private final AtomicLong entropy = new AtomicLong();
  private final List<String> operations = new ArrayList<>();
  private final CountDownLatch forceFailed = new CountDownLatch(1);
  private DiskFiles disk = DiskFiles.empty();
  private DirectedFiles process = new DirectedFiles(this, disk);
  private Step step = operation -> {};

  /** Looks at an operation before it is done; may throw in its place. */
  @FunctionalInterface
  public interface Step {
    /** Is shown an operation such as {@code force-data wal/1}. */
    void before(String operation) throws IOException;
  }

  /** Opens the log's folder in the process that runs now. */
  public FsDirectory open() throws DurabilityException {
    return open(process);
  }

  /** Opens it in another process, which runs beside. */
  public FsDirectory openInAnotherProcess() throws DurabilityException {
    return open(new DirectedFiles(this, disk));
  }

  private FsDirectory open(DirectedFiles files) throws DurabilityException {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    return new FsDirectory(ROOT, FsOptions.DEFAULTS, files, clock, entropy::incrementAndGet);
  }

  /** Ends the process as {@code kill -9} does: what was written stays, in the page cache or not. */
  public void kill() {
    step = operation -> {};
    process.die();
    process = new DirectedFiles(this, disk);
  }

  /** Ends the process and the machine; what was not forced fares as the loss says. */
  public void powerLoss(Loss loss) {
    process.die();
    disk = disk.afterPowerLoss(loss);
    kill();
  }

  /** Takes the place of an earlier step. */
  public void before(Step newStep) {
    step = newStep;
  }

  /** Called when a force has failed and its file has forgotten what it was to keep. */
  void forceFailed() {
    forceFailed.countDown();
  }

  /** Waits until a force has failed, with all that follows; returns whether one has. */
  public boolean awaitFailedForce(long seconds) throws InterruptedException {
    return forceFailed.await(seconds, TimeUnit.SECONDS);
  }

  /** Fails the first operation that is so. */
  public void failOnce(Predicate<String> which) {
    before(
        operation -> {
          if (which.test(operation)) {
            before(later -> {});
            throw new IOException("injected at: " + operation);
          }
        });
  }

  /** Ends the process before the first operation that is so. */
  public void killBefore(Predicate<String> which) {
    DirectedFiles victim = process;
    before(
        operation -> {
          if (which.test(operation)) {
            victim.die();
          }
        });
  }

  void note(String operation) throws IOException {
    synchronized (operations) {
      operations.add(operation);
    }
    step.before(operation);
  }

  /** Returns how many operations there were before which the state on the disk may be another. */
  public int steps() {
    synchronized (operations) {
      return (int) operations.stream().filter(DirectedDisk::isStep).count();
    }
  }

  /** Tells whether an operation forces something, or changes a name or a length. */
  public static boolean isStep(String operation) {
    return STEPS.stream().anyMatch(operation::startsWith);
  }

  /** Returns the bytes of a file, as a reader sees them. */
  public byte[] content(FileName name) {
    return disk.file(ROOT.resolve(name.value())).content();
  }

  /** Changes bytes of a file, in the cache and on the disk alike. */
  public void damage(FileName name, int offset, byte... bytes) {
    disk.file(ROOT.resolve(name.value())).overwrite(offset, bytes);
  }

  /** Creates a file as another process would. */
  public void plant(FileName name, byte[] content) throws IOException {
    disk.createFile(ROOT.resolve(name.value())).write(ByteBuffer.wrap(content), 0);
  }

  /** Leaves nothing of a file but its name. */
  public void empty(FileName name) {
    DiskFile file = disk.file(ROOT.resolve(name.value()));
    file.resize(0);
    file.force();
  }

  /** Takes the lock file away, as a careless administrator would. */
  public void removeLockFile() throws IOException {
    disk.unlink(ROOT.resolve(RootLock.FILE_NAME));
  }
}
