package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.fs.ForgetfulFileOperations.Forgotten;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.testkit.crash.CrashExplorer;
import io.durability.testkit.crash.CrashReport;
import io.durability.testkit.crash.CrashSettings;
import io.durability.testkit.crash.FileWorkloads;
import io.durability.testkit.crash.LogWorkloads;
import io.durability.testkit.crash.Mount;
import io.durability.testkit.crash.Workload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Something that a directory must not forget. The explorer must find that it is forgotten, or it
 * finds nothing.
 */
record CrashControl(String name, Mount mount) {

  /** The first violation tells enough. */
  private static final int VIOLATIONS_MAX = 1;

  /** Returns all of them. */
  static List<CrashControl> all() {
    List<CrashControl> all = new ArrayList<>();
    Mount plain = CrashPart.onSectors(512);
    all.add(
        new CrashControl(
            "WRITER_WITHOUT_SYNC", (files, entropy) -> new Unsynced(plain.open(files, entropy))));
    for (Forgotten forgotten : Forgotten.values()) {
      all.add(
          new CrashControl(
              forgotten.name(),
              CrashPart.onFiles(files -> new ForgetfulFileOperations(files, forgotten))));
    }
    return all;
  }

  /** Names it in the reports of tests. */
  @Override
  public String toString() {
    return name;
  }

  /** Returns what it is tried on. */
  static List<Workload> workloads() {
    List<Workload> all = new ArrayList<>(LogWorkloads.sequences(1));
    all.addAll(FileWorkloads.sequences(2));
    return all;
  }

  /** Explores until something is lost. */
  CrashReport run() {
    CrashExplorer explorer =
        new CrashExplorer(
            "control-" + name, mount, new CrashSettings(CrashSettings.SEED, 1, VIOLATIONS_MAX));
    Quiet.run(() -> exploreUntilLost(explorer));
    return explorer.report();
  }

  private static void exploreUntilLost(CrashExplorer explorer) {
    for (Workload workload : workloads()) {
      explorer.explore(List.of(workload), Integer.MAX_VALUE);
      if (explorer.report().violationCount() > 0) {
        return;
      }
    }
  }

  /** Confirms syncs that it has not done. */
  private static final class Unsynced extends FilterDirectory {
    Unsynced(Directory in) {
      super(in);
    }

    @Override
    public Appender append(FileName name) throws DurabilityException {
      Appender appender = in.append(name);
      return new Appender() {
        @Override
        public void write(ByteBuffer bytes) throws DurabilityException {
          appender.write(bytes);
        }

        @Override
        public CompletableFuture<Long> sync() {
          return CompletableFuture.completedFuture(appender.length());
        }

        @Override
        public long length() {
          return appender.length();
        }

        @Override
        public void close() throws DurabilityException {
          appender.close();
        }
      };
    }
  }
}
