package io.durability.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All that is measured. */
final class Cells {
  static final int DISK_PADDING = 4096;

  private static final int[] PAYLOADS = {100, 1024, 64 << 10};
  private static final int KIB = 1024;

  private final Workspace files;
  private final int groupFactor;
  private final List<Cell> cells = new ArrayList<>();

  private Cells(Workspace files, int groupFactor) {
    this.files = files;
    this.groupFactor = groupFactor;
  }

  /** The cells; those of group commit run {@code groupFactor} times longer than the raw loops. */
  static List<Cell> all(Workspace files, int groupFactor) {
    Cells cells = new Cells(files, groupFactor);
    for (int payload : PAYLOADS) {
      cells.growth(payload);
    }
    for (int payload : PAYLOADS) {
      cells.padding(payload);
    }
    for (int payload : PAYLOADS) {
      cells.channel(payload);
    }
    for (int threads : new int[] {1, 8, 64, 256}) {
      cells.leadership(KIB, threads);
    }
    cells.leadership(100, 64);
    cells.leadership(64 << 10, 64);
    for (int payload : PAYLOADS) {
      cells.futures(payload);
    }
    for (int payload : PAYLOADS) {
      cells.frameCost(payload);
    }
    for (int payload : PAYLOADS) {
      cells.frameCheck(payload);
    }
    cells.groupPadding(8);
    cells.groupPadding(64);
    return List.copyOf(cells.cells);
  }

  private void growth(int payload) {
    for (Growth growth : Growth.values()) {
      if (growth != Growth.REUSED_COLD) {
        raw("file growth", growth.label, Growth.REUSED.label, growth, payload, DISK_PADDING);
      }
    }
  }

  private void padding(int payload) {
    String baseline = "padded to 4096, reused";
    for (int padding : new int[] {Buffers.PACKED, 512, DISK_PADDING}) {
      String name = padding == Buffers.PACKED ? "packed" : "padded to " + padding;
      raw("padding", name + ", reused", baseline, Growth.REUSED, payload, padding);
      if (payload <= KIB) {
        raw(
            "padding",
            name + ", not in the page cache",
            baseline,
            Growth.REUSED_COLD,
            payload,
            padding);
      }
    }
  }

  private void raw(
      String section, String variant, String baseline, Growth growth, int payload, int padding) {
    add(
        section,
        variant,
        "1 thread, " + bytes(payload),
        baseline,
        nanos -> {
          try (SegmentFile file = files.open(growth)) {
            return RawLoop.run(file, payload, padding, nanos);
          }
        });
  }

  private void channel(int payload) {
    for (ChannelKind kind : ChannelKind.values()) {
      add(
          "channel",
          kind.label,
          "1 thread, " + bytes(payload),
          ChannelKind.FILE.label,
          nanos -> {
            try (SegmentFile file = files.reused(kind)) {
              return RawLoop.run(file, payload, DISK_PADDING, nanos);
            }
          });
    }
  }

  private void leadership(int payload, int threads) {
    String section = "threads";
    String baseline = Leadership.CALLER_THEN_OWNER.label;
    if (threads == 1) {
      add(
          section,
          "raw write + sync",
          load(payload, threads),
          baseline,
          nanos -> {
            try (SegmentFile file = files.reused(ChannelKind.ASYNC)) {
              return RawLoop.run(file, payload, DISK_PADDING, nanos * groupFactor);
            }
          });
    }
    for (Leadership leadership : Leadership.values()) {
      group(section, leadership.label, baseline, payload, threads, leadership, FrameCheck.TWO_CRCS);
    }
  }

  private void futures(int payload) {
    for (Leadership leadership :
        new Leadership[] {Leadership.CALLER_THEN_OWNER, Leadership.OWNER}) {
      group(
          "futures",
          leadership.label,
          Leadership.CALLER_THEN_OWNER.label,
          payload,
          0,
          leadership,
          FrameCheck.TWO_CRCS);
    }
  }

  private void frameCost(int payload) {
    for (FrameCheck check : FrameCheck.values()) {
      for (boolean leaderPart : new boolean[] {false, true}) {
        add(
            "frame, processor only",
            check.label,
            bytes(payload) + (leaderPart ? ", hand-off part" : ", whole frame"),
            FrameCheck.ONE_CRC.label,
            nanos -> FrameCost.run(check, payload, leaderPart, nanos / 2));
      }
    }
  }

  private void frameCheck(int payload) {
    for (int threads : new int[] {0, 1, 64}) {
      for (FrameCheck check : FrameCheck.values()) {
        String baseline = FrameCheck.ONE_CRC.label;
        Leadership leadership = Leadership.CALLER_THEN_OWNER;
        group("frame, durable", check.label, baseline, payload, threads, leadership, check);
      }
    }
  }

  private void groupPadding(int threads) {
    for (int padding : new int[] {Buffers.PACKED, DISK_PADDING}) {
      add(
          "padding, group commit",
          padding == Buffers.PACKED ? "packed" : "padded to " + padding,
          load(KIB, threads),
          "padded to " + DISK_PADDING,
          nanos ->
              group(
                  KIB,
                  threads,
                  Leadership.CALLER_THEN_OWNER,
                  FrameCheck.TWO_CRCS,
                  padding,
                  nanos * groupFactor));
    }
  }

  private void group(
      String section,
      String variant,
      String baseline,
      int payload,
      int threads,
      Leadership leadership,
      FrameCheck check) {
    add(
        section,
        variant,
        load(payload, threads),
        baseline,
        nanos -> group(payload, threads, leadership, check, DISK_PADDING, nanos * groupFactor));
  }

  /** Measures a pipeline; 0 threads stand for one producer with futures. */
  private Measurement group(
      int payload, int threads, Leadership leadership, FrameCheck check, int padding, long nanos)
      throws IOException, InterruptedException {
    int inFlight = threads == 0 ? GroupCommitRun.IN_FLIGHT_MAX : threads;
    try (SegmentFile file = files.reused(ChannelKind.ASYNC);
        CommitPipeline pipeline =
            new CommitPipeline(file, leadership, check, padding, inFlight, payload)) {
      GroupCommitRun run = new GroupCommitRun(pipeline, payload, nanos);
      return threads == 0 ? run.futures() : run.blocking(threads);
    }
  }

  private void add(String section, String variant, String load, String baseline, Cell.Body body) {
    cells.add(new Cell(section, variant, load, baseline, body));
  }

  private static String load(int payload, int threads) {
    String who =
        switch (threads) {
          case 0 -> "1 producer, 256 futures";
          case 1 -> "1 thread";
          default -> threads + " threads";
        };
    return who + ", " + bytes(payload);
  }

  private static String bytes(int payload) {
    return payload < KIB ? payload + " B" : payload / KIB + " KiB";
  }
}
