package io.durability.rocksdb;

import io.durability.Log;
import io.durability.errors.DurabilityException;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.ChildJvm;
import io.durability.testkit.host.Folders;
import io.durability.testkit.host.LoopMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Kills writers, or cuts the file system off under them, again and again, and looks for what they
 * had acknowledged. Arguments: kills, power losses, seed. Power losses need the right to mount,
 * {@code mkfs.ext4} and {@code xfs_io}.
 */
final class CrashRun {

  private static final int ACKS_MIN = 50;
  private static final int ACKS_MAX = 400;

  /** How many lines of a killed writer are read at most: what its pipe may still hold. */
  private static final int LINES_MAX = 1_000_000;

  private final Path folder;
  private final SplittableRandom random;
  final SortedMap<Long, String> promised = new TreeMap<>();
  int lost;

  CrashRun(Path folder, long seed) {
    this.folder = folder;
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] arguments) throws Exception {
    int kills = Integer.parseInt(arguments[0]);
    int cuts = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    Path scratch = Files.createTempDirectory("rocksdb-crash-");
    CrashRun killed = new CrashRun(scratch.resolve("killed"), seed);
    for (int round = 0; round < kills; round++) {
      killed.kill("synced");
    }
    CrashRun killedControl = new CrashRun(scratch.resolve("control"), seed);
    killedControl.kill("sabotaged");
    CrashRun cut;
    CrashRun cutControl;
    try (LoopMount mount = LoopMount.create(scratch, "ext4")) {
      cut = new CrashRun(mount.place().resolve("database"), seed);
      for (int round = 0; round < cuts; round++) {
        cut.cutPower(mount, "synced");
      }
      cutControl = new CrashRun(mount.place().resolve("control"), seed);
      cutControl.cutPower(mount, "unsynced");
    }
    Folders.remove(scratch);
    boolean good = killed.lost + cut.lost == 0 && killedControl.lost > 0 && cutControl.lost > 0;
    System.out.printf(
        "%d kill -9 and %d power losses (seed %d), %d and %d entries acknowledged, %d lost;"
            + " controls without syncs lost %d and %d%n",
        kills,
        cuts,
        seed,
        killed.promised.size(),
        cut.promised.size(),
        killed.lost + cut.lost,
        killedControl.lost,
        cutControl.lost);
    System.exit(good ? 0 : 1);
  }

  /** Lets a process write, kills it, and counts what is missing. */
  void kill(String how) throws IOException {
    try (ChildJvm writer = ChildJvm.start(CrashWriter.class, folder.toString(), how)) {
      hear(writer, random.nextInt(ACKS_MIN, ACKS_MAX));
      writer.kill();
      // What it had printed before was acknowledged before.
      hear(writer, LINES_MAX);
    }
    recover();
  }

  /** Lets a process write, takes its file system away, and counts what is missing. */
  void cutPower(LoopMount mount, String how) throws IOException {
    try (ChildJvm writer = ChildJvm.start(CrashWriter.class, folder.toString(), how)) {
      // Only these: what is acknowledged while the power goes may have come before or after.
      hear(writer, random.nextInt(ACKS_MIN, ACKS_MAX));
      mount.cutPower();
      writer.kill();
    }
    mount.restart();
    recover();
  }

  private void hear(ChildJvm writer, int lines) throws IOException {
    for (int i = 0; i < lines; i++) {
      String line = writer.line();
      int space = line.indexOf(' ');
      if (space < 0) {
        if (lines < LINES_MAX) {
          throw new IOException("the writer ended by itself");
        }
        return;
      }
      String entry = line.substring(space + 1);
      // A line that the kill has cut lacks its end.
      if (lines < LINES_MAX || whole(entry)) {
        promised.put(Long.parseLong(line.substring(0, space)), entry);
      }
    }
  }

  private static boolean whole(String entry) {
    if (!entry.matches("\\d+-\\d+-\\d+-x*")) {
      return false;
    }
    String[] parts = entry.split("-", -1);
    return parts[3].length() == Integer.parseInt(parts[2]) * 37 % CrashWriter.PADDING_MAX;
  }

  private void recover() throws IOException {
    RocksOptions options =
        new RocksOptions("log", RocksOptions.WRITE_BUFFER_BYTES_MIN, 1 << 20, true);
    SortedMap<Long, String> missing;
    try (RocksDirectory directory = RocksDirectory.open(folder, options)) {
      missing = EntryLog.missing(promised, EntryLog.recover(directory).state());
      try (Log<String> log = EntryLog.open(directory)) {
        promised.put(log.appendDurable("after"), "after");
      }
    } catch (DurabilityException e) {
      // Not even readable: everything is lost.
      System.out.println(e);
      missing = new TreeMap<>(promised);
    }
    lost += missing.size();
    promised.keySet().removeAll(missing.keySet());
  }
}
