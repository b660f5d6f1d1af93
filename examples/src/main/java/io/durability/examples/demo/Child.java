package io.durability.examples.demo;

import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.examples.ledger.Bank;
import io.durability.examples.ledger.Origin;
import io.durability.examples.ledger.Snapshot;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.WriteBackDirectory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A process that writes the ledger until it is killed. It starts its work at the first byte from
 * its parent and ends when its parent is gone.
 */
public final class Child {

  private static final long SEGMENT_BYTES = 256 << 10;

  private static final int WARM_UP_STEPS = 200;
  private static final int PUBLISH_PAUSE_MILLIS_MIN = 20;
  private static final int PUBLISH_PAUSE_MILLIS_MAX = 120;

  private final Bank bank;
  private final int round;
  private final SplittableRandom random;
  private final SignalPipe pipe;

  private Child(Bank bank, int round, long seed) {
    this.bank = bank;
    this.round = round;
    this.random = new SplittableRandom(seed ^ round);
    this.pipe = new SignalPipe(new FileOutputStream(FileDescriptor.out), bank::lastId);
  }

  /**
   * Runs a child.
   *
   * @param args URI, round, seed, threads, storage
   */
  public static void main(String[] args) {
    // The pipe is for signals only.
    System.setOut(System.err);
    start(
        "child",
        () -> {
          warmUp();
          if (System.in.read() < 0) {
            Runtime.getRuntime().halt(0);
          }
          start("parent-watch", Child::endWithParent);
          Storage storage = Storage.valueOf(args[4]);
          Bank bank = Bank.open(open(URI.create(args[0]), storage), options(storage));
          int round = Integer.parseInt(args[1]);
          Child child = new Child(bank, round, Long.parseLong(args[2]));
          child.startWriters(Integer.parseInt(args[3]));
          if (storage != Storage.SABOTAGED) {
            child.publishForEver();
          }
        });
  }

  /**
   * Segments small enough that publishes have some to delete. Sabotaged, the whole log is one: the
   * end of a segment hands on what its syncs did not, and a kill just after it would lose nothing.
   * For the same reason such a child does not publish.
   */
  private static LogOptions options(Storage storage) {
    return storage == Storage.SABOTAGED
        ? LogOptions.defaults()
        : LogOptions.builder().segmentBytes(SEGMENT_BYTES).build();
  }

  private void startWriters(int threads) throws InterruptedException {
    start("signals", pipe::run);
    pipe.send(new Signal.Ready(bank.lastId()));
    for (int writer = 0; writer < threads; writer++) {
      Origin origin = new Origin(round, writer);
      Writer transfers = new Writer(bank, origin, random.split(), this::send);
      start(
          "writer-" + writer,
          () -> {
            while (true) {
              transfers.step();
            }
          });
    }
  }

  private void publishForEver() throws IOException, InterruptedException {
    while (true) {
      Thread.sleep(random.nextInt(PUBLISH_PAUSE_MILLIS_MIN, PUBLISH_PAUSE_MILLIS_MAX));
      publish();
    }
  }

  private void send(Signal signal) {
    try {
      pipe.send(signal);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts here", e);
    }
  }

  private void publish() throws IOException, InterruptedException {
    Snapshot snapshot = bank.snapshot();
    // Only after the parent can know of it: what it does not know of must not be there.
    pipe.deliver(new Signal.PublishBegun(snapshot.lastId()));
    PublishResult result = bank.publish(snapshot);
    if (result.deletionFailure().isPresent()) {
      throw result.deletionFailure().get();
    }
    pipe.send(
        new Signal.PublishEnded(
            result.lastId(), result.markerId(), result.segmentsDeleted(), result.bytesDeleted()));
  }

  private static Directory open(URI uri, Storage storage) throws IOException {
    String options = Objects.requireNonNullElse(System.getenv(ChildProcess.OPTIONS), "");
    Directory directory = Directories.open(uri, ChildOptions.read(options));
    return switch (storage) {
      case PLAIN -> directory;
      case WRITE_BACK -> new WriteBackDirectory(directory);
      case SABOTAGED -> WriteBackDirectory.sabotaged(directory);
    };
  }

  /** Does a little of everything in the heap while it waits, to be at work soon when it may. */
  private static void warmUp() throws IOException, InterruptedException {
    try (Directory heap = new MemoryDirectory();
        Bank bank = Bank.open(heap, LogOptions.defaults())) {
      Writer writer = new Writer(bank, new Origin(0, 0), new SplittableRandom(0), signal -> {});
      for (int i = 0; i < WARM_UP_STEPS; i++) {
        writer.step();
      }
      writer.finish();
      bank.publish(bank.snapshot());
    }
  }

  private static void endWithParent() throws IOException {
    while (System.in.read() >= 0) {
      // The parent says nothing more; its end is what counts.
    }
    Runtime.getRuntime().halt(0);
  }

  /** Something that goes on until the process ends; if it fails, so does the process. */
  private interface Work {
    void run() throws Exception;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                // A child that goes on without one of its parts would only look alive.
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
              }
            },
            name);
    thread.start();
  }
}
