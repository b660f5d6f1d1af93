package io.durability.fs;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.storage.Directory;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.ChildJvm;
import io.durability.testkit.host.Folders;
import io.durability.testkit.host.LoopMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Cuts real file systems off from their disk under a log, again and again, and looks for what was
 * acknowledged before. Needs the right to mount, {@code mkfs.ext4}, {@code mkfs.xfs} and {@code
 * xfs_io}. Arguments: file system, rounds, seed.
 */
final class PowerLossRun {

  private static final int APPENDERS = 4;
  private static final int LOAD_MILLIS_MIN = 100;
  private static final int LOAD_MILLIS_MAX = 500;
  private static final int CONTROLS = 3;

  /** One round in so many begins with a process that is killed and a log that is opened again. */
  private static final int KILL_EVERY = 5;

  private final LoopMount mount;
  private final SplittableRandom random;
  private final SortedMap<Long, String> promised = new TreeMap<>();
  private long lost;
  private int killed;

  private PowerLossRun(LoopMount mount, long seed) {
    this.mount = mount;
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] arguments) throws Exception {
    String type = arguments[0];
    int rounds = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    Path folder = Files.createTempDirectory("power-loss");
    PowerLossRun run;
    try (LoopMount mount = LoopMount.create(folder, type)) {
      run = new PowerLossRun(mount, seed);
      for (int round = 1; round <= rounds; round++) {
        run.round(round);
      }
    }
    int controlsLost = 0;
    for (int control = 0; control < CONTROLS; control++) {
      try (LoopMount mount = LoopMount.create(folder, type)) {
        controlsLost += new PowerLossRun(mount, seed + control).control() ? 1 : 0;
      }
    }
    Folders.remove(folder);
    System.out.printf(
        "%s: %d shutdowns (seed %d), %d of them after kill -9 and a reopening, %d entries"
            + " acknowledged, %d lost, %d of %d controls without forces lost%n",
        type, rounds, seed, run.killed, run.promised.size(), run.lost, controlsLost, CONTROLS);
    System.exit(run.lost == 0 && controlsLost == CONTROLS ? 0 : 1);
  }

  private Path root() {
    return mount.place().resolve("log");
  }

  private void round(int number) throws Exception {
    if (number % KILL_EVERY == 0) {
      killAWriter();
      killed++;
    }
    SortedMap<Long, String> acked;
    try (FsDirectory directory = FsDirectory.open(root())) {
      LoadedLog log = LoadedLog.open(directory);
      if (number % KILL_EVERY == 0) {
        // What the claim saw of the killed process is promised from now on, at once.
        promised.putAll(EntryLog.recover(directory).state());
      } else {
        log.start(APPENDERS, "round-" + number);
        Thread.sleep(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
      }
      boolean underLoad = number % 2 == 0;
      if (!underLoad) {
        log.stop();
      }
      // Only these: what is acknowledged while the power goes may have come before or after.
      acked = log.acked();
      mount.cutPower();
      log.stop();
      closeWithoutPower(directory);
    }
    promised.putAll(acked);
    mount.restart();
    try (FsDirectory directory = FsDirectory.open(root())) {
      SortedMap<Long, String> recovered = EntryLog.recover(directory).state();
      SortedMap<Long, String> missing = EntryLog.missing(promised, recovered);
      lost += missing.size();
      if (!missing.isEmpty()) {
        System.out.println("round " + number + " lost " + missing.size() + ": " + missing);
        promised.keySet().removeAll(missing.keySet());
      }
    }
  }

  private static void closeWithoutPower(Directory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      assert e.getMessage() != null;
    }
  }

  /** Leaves a log with bytes that were written and perhaps not forced. */
  private void killAWriter() throws IOException {
    try (ChildJvm child = ChildJvm.start(LoadedWriter.class, root().toString())) {
      for (int i = 0; i < 100; i++) {
        String[] line = child.line().split(" ", 2);
        if (line.length < 2) {
          throw new IOException("the writer ended by itself");
        }
        promised.put(Long.parseLong(line[0]), line[1]);
      }
      child.kill();
    }
  }

  /** Acknowledges without forcing; returns whether that was found out. */
  private boolean control() throws Exception {
    int appended = 0;
    try (FsDirectory directory =
        new FsDirectory(
            root(),
            FsOptions.DEFAULTS,
            new UnforcedFiles(),
            Clock.systemUTC(),
            new SecureRandom()::nextLong)) {
      Log<String> log = Log.open(directory, Codecs.utf8());
      for (; appended < 20; appended++) {
        log.appendDurable("unforced " + appended);
      }
      mount.cutPower();
      closeWithoutPower(directory);
    }
    mount.restart();
    try (FsDirectory directory = FsDirectory.open(root())) {
      return EntryLog.recover(directory).state().size() < appended;
    } catch (IOException e) {
      // Not even readable: found out as well.
      return true;
    }
  }
}
