package io.durability.testkit;

import io.durability.testkit.Damage.Kind;
import io.durability.testkit.LogBytes.Frame;
import io.durability.testkit.Specimen.Segment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Everything that is done to a log. */
final class Damages {

  private static final int STEP = 64;
  private static final int[] LENGTHS = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 24};
  private static final int LOST_SECTORS = 300;

  /** Of the zeros between batches on a disk, every so many are flipped. */
  static final int PADDING_STEP = 16;

  private final Specimen specimen;
  private final boolean full;
  private final List<Damage> damages = new ArrayList<>();

  private Damages(Specimen specimen, boolean full) {
    this.specimen = specimen;
    this.full = full;
  }

  /**
   * Returns all cases of a log.
   *
   * @param full whether every bit is flipped, instead of one of each byte, and every byte of the
   *     zeros between batches
   */
  static List<Damage> of(Specimen specimen, boolean full) {
    Damages all = new Damages(specimen, full);
    all.specimen.files().forEach(all::addFile);
    all.addHoles();
    all.addLostSectors();
    all.addPairs();
    all.addStrangers();
    all.addReturned();
    return all.damages;
  }

  private void addFile(String name, byte[] bytes) {
    BitSet content = content(name, bytes);
    for (int at = 0; at < bytes.length; at++) {
      damages.add(Damage.cut(name, at));
      if (full || content.get(at) || at % PADDING_STEP == 0) {
        addFlips(name, at);
      }
      if (at % STEP == 0) {
        damages.add(Damage.of(Kind.ZERO, name, at, 0));
        damages.add(Damage.of(Kind.GARBAGE, name, at, 0));
      }
      if (at % 4 == 0 && at + 4 <= bytes.length && content.get(at)) {
        addWords(name, at);
      }
    }
    damages.add(Damage.of(Kind.DELETE, name, 0, 0));
    for (String what : ForeignBytes.REPLACEMENTS) {
      // A log of one segment that is replaced by another such log is that other log.
      if (!(what.equals("other-log") && specimen.segments().size() == 1)) {
        damages.add(Damage.of(Kind.FOREIGN, name, what));
      }
    }
    if (bytes.length > 0) {
      damages.add(Damage.of(Kind.VERSION, name, 0, 2));
      damages.add(Damage.of(Kind.VERSION, name, 0, 0xFFFF));
      damages.add(Damage.of(Kind.VERSION, name, 0, 0));
      addForged(name, bytes);
    }
  }

  private void addFlips(String name, int at) {
    if (full) {
      for (int bit = 0; bit < 8; bit++) {
        damages.add(Damage.flip(name, at, bit));
      }
    } else {
      damages.add(Damage.flip(name, at, (at * 5 + at / 8) % 8));
    }
  }

  private void addWords(String name, int at) {
    for (int i = 0; i < LENGTHS.length; i++) {
      if (full || i == at / 4 % LENGTHS.length) {
        damages.add(Damage.of(Kind.WORD, name, at, LENGTHS[i]));
      }
    }
  }

  /** Lengths of 2 GiB that the checksums vouch for. */
  private void addForged(String name, byte[] bytes) {
    List<Integer> places = new ArrayList<>();
    if (LogBytes.header(bytes).isPresent()) {
      // Header length, alignment, payload limit, reference count.
      places.addAll(List.of(16, 72, 76, 104));
      specimen.segments().values().stream()
          .filter(segment -> segment.file().equals(name))
          .flatMap(segment -> segment.frames().stream())
          .forEach(frame -> places.add(frame.offset()));
    } else if (bytes.length > 60) {
      places.add(56);
    }
    for (int place : places) {
      damages.add(Damage.of(Kind.FORGED_WORD, name, place, Integer.MAX_VALUE));
      damages.add(Damage.of(Kind.FORGED_WORD, name, place, -1));
    }
  }

  /**
   * Frames that are gone, with those behind them in the block, so that padding seems to be there.
   */
  private void addHoles() {
    for (Segment segment : specimen.segments().values()) {
      for (Frame frame : segment.frames()) {
        damages.add(Damage.of(Kind.HOLE, segment.file(), frame.offset(), 0));
      }
    }
  }

  /** What a power loss may leave of batches in flight: any of their sectors. */
  private void addLostSectors() {
    Segment last = specimen.last();
    byte[] bytes = specimen.files().get(last.file());
    if (last.frames().isEmpty()) {
      return;
    }
    // Written when this much was durable, as the last frame says: from there on all is in flight.
    int durable = (int) last.frames().get(last.frames().size() - 1).durable();
    for (int seed = 0; seed < LOST_SECTORS && durable < bytes.length; seed++) {
      damages.add(Damage.of(Kind.SECTORS, last.file(), durable, seed));
    }
  }

  private void addPairs() {
    List<String> names = new ArrayList<>(specimen.files().keySet());
    for (String one : names) {
      for (String other : names) {
        if (!one.equals(other)) {
          damages.add(Damage.of(Kind.COPY, one, other));
        }
        if (one.compareTo(other) < 0) {
          damages.add(Damage.of(Kind.SWAP, one, other));
        }
      }
    }
  }

  private void addStrangers() {
    long last = specimen.segments().lastKey();
    String own =
        Specimen.CHECKPOINTS + "0".repeat(20) + "-" + "a".repeat(32) + "-" + "b".repeat(16);
    List<String> names =
        new ArrayList<>(
            List.of(
                "README",
                "other/wal/1",
                "wal/README",
                "wal/1.wal",
                "wal/00000000000000000000.wal",
                "wal/99999999999999999999.wal",
                "wal/0000000000000000000a.wal",
                Specimen.segmentFile(last) + ".bak",
                Specimen.segmentFile(last + 1),
                Specimen.segmentFile(last + 5),
                Specimen.segmentFile(Long.MAX_VALUE),
                "wal/old/00000000000000000001.wal",
                "checkpoints/README",
                own + ".ckpt",
                own + ".tmp",
                "checkpoints/kept-by-hand.ckpt",
                "frontier/README",
                "frontier/7",
                "frontier/00000000000000000000",
                "frontier/99999999999999999999"));
    for (long number : new long[] {1, last - 1, last, last + 1, Long.MAX_VALUE}) {
      names.add(String.format("%s%020d", Specimen.FRONTIER, Math.max(1, number)));
    }
    for (String name : names) {
      for (String what : ForeignBytes.EXTRAS) {
        if (!specimen.files().containsKey(name)) {
          damages.add(Damage.of(Kind.EXTRA, name, what));
        }
      }
    }
  }

  private void addReturned() {
    for (String name : specimen.truncated().keySet()) {
      damages.add(Damage.of(Kind.BACK, name, 0, 0));
      damages.add(Damage.of(Kind.BACK, name, 0, 1));
    }
    if (!specimen.truncated().isEmpty()) {
      damages.add(Damage.of(Kind.BACK, "all", 0, 0));
      damages.add(Damage.of(Kind.BACK, "all", 0, 1));
    }
  }

  /** Marks the bytes of headers and frames: all but the zeros that fill up to an alignment. */
  private BitSet content(String name, byte[] bytes) {
    BitSet content = new BitSet(bytes.length);
    Segment segment =
        specimen.segments().values().stream()
            .filter(candidate -> candidate.file().equals(name))
            .findFirst()
            .orElse(null);
    if (segment == null || specimen.alignment() == Specimens.OBJECTS) {
      content.set(0, bytes.length);
      return content;
    }
    int refs =
        segment.header().checkpoints().stream()
            .mapToInt(ref -> LogBytes.roundUp(24 + ref.name().length(), 8))
            .sum();
    content.set(0, LogBytes.SEGMENT_HEADER_MIN + refs);
    for (Frame frame : segment.frames()) {
      content.set(frame.offset(), frame.end());
    }
    return content;
  }

  /** Counts of each kind, for the figure. */
  static void count(List<Damage> damages, NavigableMap<Kind, Integer> counts) {
    for (Damage damage : damages) {
      counts.merge(damage.kind(), 1, Integer::sum);
    }
  }

  /** Returns how many of some kinds were counted. */
  static int sum(Map<Kind, Integer> counts, Kind... kinds) {
    int sum = 0;
    for (Kind kind : kinds) {
      sum += counts.getOrDefault(kind, 0);
    }
    return sum;
  }
}
