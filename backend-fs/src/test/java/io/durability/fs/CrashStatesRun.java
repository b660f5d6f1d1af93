package io.durability.fs;

import io.durability.testkit.crash.CrashExplorer;
import io.durability.testkit.crash.CrashReport;
import io.durability.testkit.crash.CrashSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Explores the crash states of everything, and prints a figure as its last line. Arguments: {@code
 * --seed N}, {@code --rounds N} for so many seeds, {@code --replay PATH} to run one state alone and
 * see what happens.
 */
final class CrashStatesRun {

  private static final long STATES_MIN = 250_000;
  private static final int DEEP_PERCENT_MIN = 10;
  private static final int FS_PERCENT_MIN = 50;
  private static final int WORKLOADS_MIN = 40;
  private static final int THREADS = 2;

  private final List<String> wrong = new ArrayList<>();
  private long states;
  private long deep;
  private long onFs;
  private long violations;
  private int workloads;

  private CrashStatesRun() {}

  public static void main(String[] args) {
    long seed = CrashSettings.SEED;
    int rounds = 1;
    String replay = "";
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        case "--rounds" -> rounds = Integer.parseInt(args[i + 1]);
        case "--replay" -> replay = args[i + 1];
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    if (!replay.isEmpty()) {
      System.out.println(replay(replay, seed));
      return;
    }
    System.exit(new CrashStatesRun().run(seed, rounds) ? 0 : 1);
  }

  private static String replay(String path, long seed) {
    for (CrashPart part : CrashPart.all()) {
      if (path.startsWith(part.label() + "/")) {
        return new CrashExplorer(part.label(), part.mount(), CrashSettings.of(seed, 1))
            .replay(path, part.workloads());
      }
    }
    throw new IllegalArgumentException("no part of this name: " + path);
  }

  private boolean run(long seed, int rounds) {
    for (int round = 0; round < rounds; round++) {
      System.out.println("seed " + (seed + round));
      for (CrashPart part : CrashPart.all()) {
        explore(part, seed + round, round == 0);
      }
    }
    int lost = 0;
    List<CrashControl> controls = CrashControl.all();
    for (CrashControl control : controls) {
      CrashReport report = control.run();
      lost += report.violationCount() > 0 ? 1 : 0;
      String outcome =
          report.violations().isEmpty()
              ? "NOT FOUND OUT"
              : report.violations().get(0).lines().limit(2).reduce("", (a, b) -> a + " " + b);
      System.out.println("control " + control.name() + ":" + outcome);
    }
    require(lost == controls.size(), "a control was not found out");
    require(violations == 0, "there are violations");
    require(states >= STATES_MIN, "fewer states than " + STATES_MIN);
    require(percent(deep) >= DEEP_PERCENT_MIN, "too few states inside recovery");
    require(percent(onFs) >= FS_PERCENT_MIN, "too few states on backend-fs");
    require(workloads >= WORKLOADS_MIN, "fewer workloads than " + WORKLOADS_MIN);
    wrong.forEach(reason -> System.out.println("BELOW THE BAR: " + reason));
    System.out.printf(
        Locale.ROOT,
        "crash-states: %,d distinct (%d %% at depth 2, %d %% on backend-fs), %d workloads, "
            + "%d violations, %d of %d controls lost%n",
        states,
        percent(deep),
        percent(onFs),
        workloads,
        violations,
        lost,
        controls.size());
    return wrong.isEmpty();
  }

  private void explore(CrashPart part, long seed, boolean countWorkloads) {
    final long begun = System.nanoTime();
    CrashReport report = part.explore(CrashSettings.of(seed, THREADS));
    states += report.states();
    deep += report.deep();
    onFs += part.label().equals("fs") ? report.states() : 0;
    violations += report.violationCount();
    workloads += countWorkloads ? report.workloads() : 0;
    for (String violation : report.violations()) {
      System.out.println("VIOLATION " + violation);
      String path =
          violation.substring(violation.indexOf(", state ") + 8).lines().findFirst().get();
      System.out.printf(
          "replay: DURABILITY_SEED=%d DURABILITY_CRASH='%s' .ci/check crash-states%n", seed, path);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %,d states, %,d at depth 2, %d workloads, %d violations, %d s%n",
        part.label(),
        report.states(),
        report.deep(),
        report.workloads(),
        report.violationCount(),
        (System.nanoTime() - begun) / 1_000_000_000);
  }

  private long percent(long part) {
    return states == 0 ? 0 : part * 100 / states;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
  }
}
