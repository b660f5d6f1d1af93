package io.durability.fs;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.SyncPolicy;
import io.durability.testkit.disk.CrashPoint;
import io.durability.testkit.disk.CrashStates;
import io.durability.testkit.disk.DiskImage;
import io.durability.testkit.disk.DiskObserver.Operation;
import io.durability.testkit.disk.SimulatedDisk;
import io.durability.testkit.disk.SimulatedFile;
import io.durability.testkit.disk.SimulatedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A log on a simulated disk, of which every change is a crash point, and short words for both. */
final class DiskFaults {

  /** A crash point: before which change. */
  record Point(Operation before, String path, CrashPoint crash) {}

  private static final String WAL = "/data/log/wal/";
  private static final int SEED = 5;

  private final List<Point> points = new ArrayList<>();
  private final List<SimulatedFiles> processes = new ArrayList<>();
  private final List<FsDirectory> directories = new ArrayList<>();
  private final SimulatedDisk disk;
  private int claims;

  DiskFaults(SimulatedDisk disk) {
    this.disk = disk;
    disk.observe(
        (operation, path, position, bytes) ->
            points.add(new Point(operation, path, disk.crashPoint())));
  }

  static DiskFaults onAnEmptyDisk() {
    return new DiskFaults(SimulatedDisk.of(DiskImage.empty()));
  }

  static DiskFaults after(DiskImage image) {
    return new DiskFaults(SimulatedDisk.of(image));
  }

  SimulatedDisk disk() {
    return disk;
  }

  /** Returns the crash points since the last call. */
  List<Point> taken() {
    List<Point> taken = List.copyOf(points);
    points.clear();
    return taken;
  }

  /** Returns the last crash point before such a change to such a file, since the last call. */
  CrashPoint before(Operation operation, String pathPart) {
    return taken().stream()
        .filter(point -> point.before == operation && point.path.contains(pathPart))
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .crash;
  }

  /** Starts a process and opens its directory; the earlier one is killed. */
  FsDirectory directory() throws IOException {
    kill();
    SimulatedFiles files = disk.attach();
    processes.add(files);
    FsDirectory directory =
        (FsDirectory) CrashPart.onFiles(UnaryOperator.identity()).open(files, new Random(++claims));
    directories.add(directory);
    return directory;
  }

  void kill() {
    processes.forEach(SimulatedFiles::kill);
    for (FsDirectory directory : directories) {
      try {
        directory.close();
      } catch (IOException e) {
        // Killed: it only gives back the root's entry in this JVM.
        assert e.getMessage() != null;
      }
    }
    directories.clear();
  }

  /** Returns the entries that a new process recovers, one to a line. */
  Recovered<String, String> recovered() throws IOException {
    return Recovery.of(
            directory(),
            NO_CHECKPOINT,
            Codecs.utf8(),
            () -> "",
            (String state, long id, String entry) -> state + id + ":" + entry.length() + " ")
        .latest();
  }

  Log<String> claim() throws IOException {
    return claim(1 << 20);
  }

  Log<String> claim(long segmentBytes) throws IOException {
    return recovered()
        .claim(
            LogOptions.builder()
                .segmentBytes(segmentBytes)
                .entropy(new Random(SEED + 1000L * claims))
                .idleWatermark(Duration.ZERO)
                .sync(SyncPolicy.buffered())
                .build());
  }

  /**
   * Recovers, appends, and loses power; returns what was recovered, and checks that all is kept.
   */
  static String recoverAndGoOn(DiskImage image) throws IOException {
    DiskFaults first = after(image);
    String found = first.recovered().state();
    long id = first.claim().appendDurable("later");
    DiskFaults second = after(first.disk.durableImage());
    String kept = second.recovered().state();
    if (!kept.equals(found + id + ":5 ")) {
      throw new AssertionError("recovered " + found + ", appended " + id + ", then " + kept);
    }
    first.kill();
    second.kill();
    return found;
  }

  static List<DiskImage> states(CrashPoint point) {
    List<DiskImage> found = new ArrayList<>();
    CrashStates.of(
        point,
        SEED,
        CrashStates.EXHAUSTIVE_MAX,
        64,
        (image, number, description) -> found.add(image));
    return found;
  }

  static String segment(int number) {
    return WAL + String.format("%020d.wal", number);
  }

  /** Returns what a file holds, or null if it is not there. */
  static byte @Nullable [] bytes(DiskImage image, String path) {
    try {
      SimulatedFiles files = SimulatedDisk.of(image).attach();
      if (files.status(path) == null) {
        return null;
      }
      try (SimulatedFile file = files.open(path)) {
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        file.read(content, 0);
        return content.array();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final StateCodec<String> NO_CHECKPOINT =
      new StateCodec<>() {
        @Override
        public void write(String state, OutputStream out) throws IOException {
          out.write(state.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String read(InputStream in) throws IOException {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      };
}
