package io.durability.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Wrote the kept log of a format version, once, with the library as it was then. It is here to show
 * what is in the log; a new version gets a new fixture beside the old ones, which stay as they are.
 *
 * <pre>{@code
 * java -cp ... io.durability.testkit.FixtureWriter testkit/src/test/resources/fixtures/format-2
 * }</pre>
 *
 * <p>In the log are single entries, also an empty one, atomic batches, groups that one sync made
 * durable, markers, segments ended by size and by a publish, three checkpoints of which two are
 * kept, a frontier with the segments below it gone, a torn header that a killed claim left, the
 * segment of the claim after that, and an active segment with a torn tail: half of a frame.
 */
final class FixtureWriter {

  /** Beside the log: what was appended, which no reading of the log has to tell. */
  static final String EXPECTED = "expected.txt";

  private FixtureWriter() {}

  /** Writes a fixture to a folder that does not exist yet. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    if (Files.exists(folder)) {
      throw new IllegalArgumentException("a fixture is never rewritten [folder=" + folder + "]");
    }
    SpecimenWriter writer = new SpecimenWriter(Specimens.OBJECTS, 4096, 2);
    writer.append(20);
    writer.append(0);
    writer.batch(3, 0, 77);
    writer.publish();
    writer.fillSegment(120);
    writer.group(1, 7, 50);
    writer.publish();
    writer.append(64);
    // Killed here; another was killed while it wrote the next header.
    writer.put(Specimen.segmentFile(writer.lastSegment() + 1), writer.tornHeader());
    writer.takeOver();
    writer.append(60);
    writer.batch(8, 31);
    writer.publish();
    writer.fillSegment(300);
    writer.group(10, 33);
    writer.append(5);
    write(folder, writer.specimen("format"));
  }

  private static void write(Path folder, Specimen specimen) throws IOException {
    NavigableMap<String, byte[]> files = new TreeMap<>(specimen.files());
    byte[] active = files.get(specimen.last().file());
    // Half of a frame that never became durable.
    byte[] torn = Arrays.copyOf(active, active.length + 48);
    LogBytes.putEntry(
        torn,
        specimen.last().header(),
        active.length,
        specimen.last().lastId() + 1,
        active.length,
        true,
        new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    files.put(specimen.last().file(), Arrays.copyOf(torn, active.length + 40));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    List<String> expected = new ArrayList<>();
    specimen
        .entries()
        .forEach((id, payload) -> expected.add(id + " " + HexFormat.of().formatHex(payload)));
    Files.write(folder.resolve(EXPECTED), expected, StandardCharsets.US_ASCII);
  }
}
