package io.durability.testkit.takeover;

import io.durability.testkit.takeover.Item.Chunk;
import io.durability.testkit.takeover.Item.Fence;
import io.durability.testkit.takeover.Item.Header;
import io.durability.testkit.takeover.Item.Saved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is stored: chunks by segment and index, the frontier, and checkpoints. */
final class ModelStore {

  static final int SEGMENTS = 24;
  static final int CHUNKS = 16;

  final @Nullable Item[][] chunks = new Item[SEGMENTS][CHUNKS];
  final Map<Integer, Saved> checkpoints = new HashMap<>();
  int frontier;

  /** Whether an acknowledged chunk was taken away: then, and only then, an error is right. */
  boolean damaged;

  @Nullable Item get(int segment, int index) {
    return chunks[segment][index];
  }

  /** Tells whether a listing shows the segment: one that holds fences only is absent. */
  boolean isListed(int segment) {
    for (Item item : chunks[segment]) {
      if (item != null && !(item instanceof Fence)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the greatest segment that is listed, at or above a number; 0 if there is none. */
  int lastListed(int from) {
    for (int segment = SEGMENTS - 1; segment >= Math.max(1, from); segment--) {
      if (isListed(segment)) {
        return segment;
      }
    }
    return 0;
  }

  /** Returns the first index of a segment at which there is nothing, or a fence. */
  int runEnd(int segment) {
    int end = 0;
    while (end < CHUNKS
        && chunks[segment][end] != null
        && !(chunks[segment][end] instanceof Fence)) {
      end++;
    }
    return end;
  }

  /** Tells whether a chunk behind the end of the run proves that the place had been durable. */
  boolean isHoleProven(int segment, int hole) {
    for (int index = hole + 1; index < CHUNKS; index++) {
      if (chunks[segment][index] instanceof Chunk chunk && chunk.watermark() > hole) {
        return true;
      }
    }
    return false;
  }

  /** What reading the log up to an end gives: a state, or the reason why there is none. */
  record Read(List<Integer> values, List<Saved> kept, @Nullable String failure) {
    static Read failed(String why) {
      return new Read(List.of(), List.of(), why);
    }
  }

  /** Recovers as a reader does that is not disturbed. */
  Read recover() {
    int last = lastListed(frontier);
    if (last == 0) {
      return frontier > 0 ? Read.failed("no segment, frontier " + frontier) : empty();
    }
    int end = runEnd(last);
    if (end > 0
        && !(chunks[last][end < CHUNKS ? end : CHUNKS - 1] instanceof Fence)
        && isHoleProven(last, end)) {
      return Read.failed("acknowledged chunk missing, " + last + "/" + end);
    }
    return read(last, end, frontier);
  }

  private static Read empty() {
    return new Read(List.of(), List.of(), null);
  }

  /** Reads up to a number of chunks of the last segment. */
  Read read(int last, int end, int atFrontier) {
    if (!(chunks[last][0] instanceof Header header)) {
      return Read.failed("no header in segment " + last);
    }
    List<Saved> kept = new ArrayList<>(header.kept());
    for (int index = 1; index < end; index++) {
      if (chunks[last][index] instanceof Chunk chunk && chunk.marks() != null) {
        kept.add(0, chunk.marks());
      }
    }
    List<Integer> values = new ArrayList<>();
    for (Saved saved : kept) {
      if (checkpoints.containsKey(saved.name())) {
        values.addAll(saved.values());
        break;
      }
    }
    List<int[]> parts = new ArrayList<>();
    int segment = last;
    int until = end;
    while (true) {
      if (!(chunks[segment][0] instanceof Header at)) {
        return Read.failed("segment missing, " + segment);
      }
      parts.add(new int[] {segment, until});
      if (at.firstId() <= values.size() + 1 || at.predecessor() == 0) {
        break;
      }
      if (at.predecessor() < atFrontier) {
        return Read.failed("entries truncated that are needed, segment " + at.predecessor());
      }
      segment = at.predecessor();
      until = at.end();
    }
    for (int part = parts.size() - 1; part >= 0; part--) {
      String failure = replay(parts.get(part)[0], parts.get(part)[1], values);
      if (failure != null) {
        return Read.failed(failure);
      }
    }
    return new Read(values, kept, null);
  }

  private @Nullable String replay(int segment, int end, List<Integer> values) {
    long log = chunks[segment][0] instanceof Header header ? header.log() : 0;
    for (int index = 1; index < end; index++) {
      if (!(chunks[segment][index] instanceof Chunk chunk)) {
        return "chunk missing, " + segment + "/" + index;
      }
      if (chunk.log() != log) {
        return "chunk of another log, " + segment + "/" + index;
      }
      if (chunk.id() > values.size() + 1) {
        return "ids not dense, " + segment + "/" + index;
      }
      if (chunk.id() == values.size() + 1) {
        values.add(chunk.value());
      }
    }
    return null;
  }
}
