package io.durability.testkit;

import io.durability.testkit.Specimen.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The logs that are damaged: small, of many segments, and in the states that a crash can leave. */
final class Specimens {

  static final int OBJECTS = 8;
  static final int DISK = 4096;

  private Specimens() {}

  static List<Specimen> all() throws IOException {
    List<Specimen> all = new ArrayList<>();
    for (int alignment : new int[] {OBJECTS, DISK}) {
      all.add(closed(alignment));
      all.add(abrupt(alignment));
      all.add(young(alignment));
    }
    all.addAll(publishing(1));
    all.addAll(publishing(2));
    return all;
  }

  static Specimen closed(int alignment) throws IOException {
    SpecimenWriter writer = written(alignment);
    writer.close();
    return writer.specimen("closed-" + alignment);
  }

  /** Ends with batches in flight, one of them not complete, and with space reserved ahead. */
  static Specimen abrupt(int alignment) throws IOException {
    SpecimenWriter writer = written(alignment);
    Specimen before = writer.specimen("abrupt-" + alignment);
    return inFlight(before, writer);
  }

  /** A log of one segment: nothing but itself tells its log id. */
  static Specimen young(int alignment) throws IOException {
    SpecimenWriter writer = new SpecimenWriter(alignment, 1 << 20, 2);
    writer.append(20);
    writer.batch(3, 40);
    writer.append(0);
    return writer.specimen("young-" + alignment);
  }

  /** A log that was killed while it published the third time, at each step. */
  private static List<Specimen> publishing(int kept) throws IOException {
    List<Specimen> stopped = new ArrayList<>();
    for (String[] stop :
        new String[][] {
          {"append wal/", "marked-"}, {"write frontier/", "rotated-"}, {"delete wal/", "leftovers-"}
        }) {
      SpecimenWriter writer = new SpecimenWriter(OBJECTS, 4096, kept);
      for (int publishes = 0; publishes < 2; publishes++) {
        writer.append(30);
        writer.batch(9, 16);
        writer.publish();
      }
      writer.append(30);
      writer.group(9, 16);
      writer.publishStopping(stop[0], stop[1] + kept);
      stopped.add(writer.stopped(stop[1] + kept));
    }
    stopped.add(withoutMarker(stopped.get(0), "orphaned-" + kept));
    return stopped;
  }

  /** The checkpoint is there, its marker not yet. */
  private static Specimen withoutMarker(Specimen marked, String name) {
    Segment last = marked.last();
    int marker = last.batches().get(last.batches().size() - 1).from();
    NavigableMap<String, byte[]> files = new TreeMap<>(marked.files());
    files.put(last.file(), Arrays.copyOf(files.get(last.file()), marker));
    return Specimen.of(name, marked.alignment(), files, marked.entries(), new TreeMap<>());
  }

  /** Three publishes, size rotations before and behind the newest, a crash and a takeover. */
  private static SpecimenWriter written(int alignment) throws IOException {
    SpecimenWriter writer = new SpecimenWriter(alignment, alignment == DISK ? 12_288 : 4096, 2);
    writer.fillSegment(120);
    writer.batch(40, 0, 77);
    writer.publish();
    writer.append(200);
    writer.group(1, 7, 50);
    // Killed here; another was killed while it wrote the next header.
    long torn = writer.lastSegment() + 1;
    writer.put(Specimen.segmentFile(torn), writer.tornHeader());
    writer.takeOver();
    writer.append(60);
    writer.publish();
    writer.fillSegment(300);
    writer.group(8, 31, 33);
    writer.publish();
    writer.fillSegment(250);
    writer.addReserved(writer.lastSegment(), 64);
    writer.batch(100, 0, 1, 640);
    writer.fillSegment(500);
    writer.append(1500);
    writer.group(10, 1200, 1300);
    writer.append(25);
    return writer;
  }

  private static Specimen inFlight(Specimen before, SpecimenWriter writer) {
    Segment last = before.last();
    // Frames end at sectors of the disk, so that a lost sector can take away whole frames.
    int unit = before.alignment() == DISK ? 512 : 64;
    byte[] old = before.files().get(last.file());
    byte[] file = Arrays.copyOf(old, old.length + 64 * unit);
    NavigableMap<Long, byte[]> entries = new TreeMap<>(before.entries());
    long id = last.lastId();
    int at = old.length;
    // Each row is a write: frames of so many units; the sign tells the last of an atomic batch.
    for (int[] write : new int[][] {{-3, -5, -8}, {4, 4, -8}, {-2, 6, 3}}) {
      int start = at;
      for (int units : write) {
        byte[] payload = writer.payload(Math.abs(units) * unit - LogBytes.FRAME_HEADER);
        at = LogBytes.putEntry(file, last.header(), at, ++id, old.length, units < 0, payload);
        entries.put(id, payload);
      }
      at = LogBytes.roundUp(Math.max(at, start + 1), before.alignment());
    }
    NavigableMap<String, byte[]> files = new TreeMap<>(before.files());
    files.put(last.file(), file);
    return Specimen.of(before.name(), before.alignment(), files, entries, before.truncated());
  }
}
