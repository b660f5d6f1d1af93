package io.durability.testkit.crash;

import io.durability.storage.FileName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is done to logs. */
public final class LogWorkloads {

  private static final long SMALL_SEGMENT = 12 << 10;
  private static final long LARGE_SEGMENT = 1 << 20;

  /** The steps of which all short sequences are made. */
  private static final String STEPS = "albgprku";

  private LogWorkloads() {}

  /** Steps of a driver. */
  private interface Steps {
    void run(LogDriver log) throws IOException;
  }

  /** A workload of one log. */
  private record LogWorkload(
      String name, String folder, long segmentBytes, int checkpointsKept, Steps steps)
      implements Workload {
    @Override
    public void run(Scene scene) throws IOException {
      steps.run(new LogDriver(scene, folder, segmentBytes, checkpointsKept));
    }
  }

  /**
   * Returns all sequences of steps of the public API up to a length. Each looks at crashes in its
   * last step only: those before are the last steps of shorter ones.
   */
  public static List<Workload> sequences(int lengthMax) {
    List<Workload> all = new ArrayList<>();
    List<String> shorter = List.of("");
    for (int length = 0; length <= lengthMax; length++) {
      List<String> longer = new ArrayList<>();
      for (String steps : shorter) {
        all.add(new Sequence(steps));
        for (int i = 0; i < STEPS.length(); i++) {
          longer.add(steps + STEPS.charAt(i));
        }
      }
      shorter = longer;
    }
    return all;
  }

  /** A sequence of steps, each a letter. */
  private record Sequence(String steps) implements Workload {
    @Override
    public String name() {
      return steps.isEmpty() ? "open" : "open-" + steps;
    }

    @Override
    public void run(Scene scene) throws IOException {
      LogDriver log = new LogDriver(scene, "", SMALL_SEGMENT, 1);
      log.open();
      for (int i = 0; i < steps.length(); i++) {
        if (i == steps.length() - 1) {
          scene.recordFromHere();
        }
        step(log, steps.charAt(i));
      }
    }

    private static void step(LogDriver log, char step) throws IOException {
      switch (step) {
        case 'a' -> log.append(100);
        case 'l' -> log.append(2600);
        case 'b' -> log.batch(300, 500, 200);
        case 'g' -> log.group(400, 200);
        case 'p' -> log.publish();
        case 'r' -> log.reopen();
        case 'k' -> log.killAndOpen();
        case 'u' -> log.appendUnsynced(150);
        default -> throw new IllegalArgumentException("no step " + step);
      }
    }
  }

  /** Returns workloads that are longer and each about one thing. */
  public static List<Workload> named() {
    List<Workload> all = new ArrayList<>();
    for (int kept = 1; kept <= 3; kept++) {
      all.add(
          new LogWorkload(
              "publish-keeping-" + kept,
              "",
              LARGE_SEGMENT,
              kept,
              log -> {
                log.open();
                for (int round = 0; round < 5; round++) {
                  log.append(100);
                  log.append(600);
                  log.publish();
                }
                log.append(50);
                log.close();
              }));
    }
    for (int bytes : new int[] {8 << 10, 12 << 10, 20 << 10}) {
      all.add(
          new LogWorkload(
              "rotation-" + bytes,
              "",
              bytes,
              1,
              log -> {
                log.open();
                for (int i = 0; i < 6; i++) {
                  log.append(100 + 700 * i);
                }
                log.publish();
                log.batch(900, 900, 900);
                log.append(10);
                log.reopen();
                log.append(20);
              }));
    }
    all.add(
        new LogWorkload(
            "reopen",
            "",
            LARGE_SEGMENT,
            2,
            log -> {
              log.open();
              for (int i = 0; i < 5; i++) {
                log.append(100 * (i + 1));
                log.reopen();
              }
              log.publish();
              log.reopen();
              log.append(100);
            }));
    all.add(
        new LogWorkload(
            "kill",
            "",
            LARGE_SEGMENT,
            1,
            log -> {
              log.open();
              for (int i = 0; i < 4; i++) {
                log.append(300);
                log.appendUnsynced(400);
                log.killAndOpen();
                log.group(500, 100);
                log.killAndOpen();
              }
              log.publish();
              log.killAndOpen();
              log.append(100);
            }));
    all.add(
        new LogWorkload(
            "claims",
            "",
            LARGE_SEGMENT,
            1,
            log -> {
              log.open();
              log.append(100);
              log.takeOver();
              log.append(1000);
              log.close();
              log.openLazily();
              log.append(200);
              log.takeOver();
              log.takeOver();
              log.publish();
              log.takeOver();
              log.append(100);
            }));
    all.add(
        new LogWorkload(
            "batches",
            "",
            LARGE_SEGMENT,
            1,
            log -> {
              log.open();
              log.batch(100, 100);
              log.batch(1200, 1200, 1200);
              log.batch(10, 2000, 10, 2000);
              log.append(10);
              log.batch(600, 600, 600, 600, 600, 600);
            }));
    all.add(
        new LogWorkload(
            "truncate",
            "",
            SMALL_SEGMENT,
            2,
            log -> {
              log.open();
              for (int round = 0; round < 3; round++) {
                log.append(2000);
                log.append(2000);
                log.append(2000);
                log.publish();
                log.truncate();
                log.reopen();
                log.truncate();
              }
            }));
    all.add(
        new LogWorkload(
            "named-checkpoints",
            "",
            LARGE_SEGMENT,
            1,
            log -> {
              log.open();
              log.append(100);
              log.publish(FileName.of("states/first"));
              log.append(100);
              log.publish(FileName.of("states/second"));
              log.append(100);
              log.publish();
              log.reopen();
            }));
    all.add(
        new LogWorkload(
            "in-a-folder",
            "some/logs/audit",
            SMALL_SEGMENT,
            1,
            log -> {
              log.open();
              log.append(100);
              log.publish();
              log.append(2000);
              log.append(2000);
              log.reopen();
              log.append(100);
            }));
    all.add(
        new LogWorkload(
            "sixteen-sectors",
            "",
            LARGE_SEGMENT,
            1,
            log -> {
              log.open();
              log.append(10);
              log.append(16 * 512 - 40);
              log.append(10);
            }));
    all.add(
        new LogWorkload(
            "many-sectors",
            "",
            LARGE_SEGMENT,
            1,
            log -> {
              log.open();
              log.append(40_000);
              log.append(30_000);
              log.batch(9000, 100, 9000);
              log.append(40_000);
              log.killAndOpen();
              log.append(10);
            }));
    return all;
  }
}
