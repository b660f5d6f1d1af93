package io.durability.fs;

import io.durability.testkit.crash.CrashExplorer;
import io.durability.testkit.crash.CrashReport;
import io.durability.testkit.crash.CrashSettings;
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
 * @param stages what is explored, one after the other
 */
record CrashPart(String label, Mount mount, List<Stage> stages) {

  /**
   * Workloads that are explored alike.
   *
   * @param expandOneOf of so many states one is crashed again inside recovery
   */
  record Stage(List<Workload> workloads, int expandOneOf) {}

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

  /** Returns what the check explores, in minutes: most of all the short sequences. */
  static List<CrashPart> all() {
    return List.of(
        new CrashPart("fs", onFiles(files -> files), stages(2, 3, 24, 48)),
        new CrashPart("plain-512", onSectors(512), stages(2, 1, 12, 48)),
        new CrashPart("plain-8", onSectors(8), stages(1, 1, 12, 48)));
  }

  /** Returns what every build explores, in seconds. */
  static List<CrashPart> quick() {
    Stage stage = new Stage(sequences(1), 16);
    return List.of(
        new CrashPart("fs", onFiles(files -> files), List.of(stage)),
        new CrashPart("plain-512", onSectors(512), List.of(stage)));
  }

  private static List<Stage> stages(
      int thoroughSteps, int expandThorough, int expandNamed, int expandLong) {
    List<Workload> thorough = sequences(thoroughSteps);
    List<Workload> longer = sequences(thoroughSteps + 1);
    longer.removeAll(thorough);
    return List.of(
        new Stage(thorough, expandThorough),
        new Stage(LogWorkloads.named(), expandNamed),
        new Stage(longer, expandLong));
  }

  private static List<Workload> sequences(int steps) {
    List<Workload> all = new ArrayList<>(LogWorkloads.sequences(steps));
    all.addAll(FileWorkloads.sequences(steps));
    return all;
  }

  /** Explores all of it. */
  CrashReport explore(CrashSettings settings) {
    CrashExplorer explorer = new CrashExplorer(label, mount, settings);
    Quiet.run(() -> stages.forEach(stage -> explorer.explore(stage.workloads, stage.expandOneOf)));
    return explorer.report();
  }

  List<Workload> workloads() {
    return stages.stream().flatMap(stage -> stage.workloads.stream()).toList();
  }

  /** Names it in the reports of tests. */
  @Override
  public String toString() {
    return label;
  }
}
