package io.durability.fs;

import io.durability.testkit.crash.FileWorkloads;
import io.durability.testkit.crash.LogWorkloads;
import io.durability.testkit.crash.Mount;
import io.durability.testkit.crash.Workload;
import io.durability.testkit.disk.SimulatedDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Workloads on one kind of directory.
 *
 * @param label the first word of the paths of its states
 * @param expandOneOf of so many states one is crashed again inside recovery
 */
record CrashPart(String label, Mount mount, List<Workload> workloads, int expandOneOf) {

  private static final Path ROOT = Path.of("/data/log");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  /** Returns this backend on a simulated disk. */
  static Mount onFiles(UnaryOperator<FileOperations> around) {
    return (files, entropy) ->
        new FsDirectory(
            ROOT,
            FsOptions.DEFAULTS,
            around.apply(new SimulatedFileOperations(files)),
            CLOCK,
            entropy::nextLong);
  }

  /** Returns the plainest directory there is, for the protocol alone. */
  static Mount onSectors(int batchAlignment) {
    return (files, entropy) -> new SimulatedDirectory(files, "/log", batchAlignment, entropy);
  }

  /** Returns what the check explores. */
  static List<CrashPart> all() {
    return List.of(
        new CrashPart("fs", onFiles(files -> files), workloads(3, 3), 8),
        new CrashPart("plain-512", onSectors(512), workloads(3, 2), 8),
        new CrashPart("plain-8", onSectors(8), workloads(2, 1), 8));
  }

  /** Returns what every build explores, in seconds. */
  static List<CrashPart> quick() {
    return List.of(
        new CrashPart("fs", onFiles(files -> files), workloads(1, 1), 16),
        new CrashPart("plain-512", onSectors(512), workloads(1, 1), 16));
  }

  private static List<Workload> workloads(int logSteps, int fileSteps) {
    List<Workload> all = new ArrayList<>(LogWorkloads.sequences(logSteps));
    if (logSteps > 1) {
      all.addAll(LogWorkloads.named());
    }
    all.addAll(FileWorkloads.sequences(fileSteps));
    return all;
  }

  /** Names it in the reports of tests. */
  @Override
  public String toString() {
    return label;
  }
}
