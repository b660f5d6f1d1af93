package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.durability.Codecs;
import io.durability.LogInspection;
import io.durability.LogReader;
import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FilterDirectory;
import io.durability.testkit.Specimen.Segment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random bytes in the files of a log, with and without beginnings that verify, never crash who
 * reads it: what comes is a state, or an error of the library's, and no more memory is taken than
 * the files are long. With {@code -Ddurability.seed=N} one case runs alone.
 */
final class RandomBytesTest {

  private static final Path FIGURE = Path.of("target", "figures", "random-bytes.txt");
  private static final int CASES = Effort.times(4_000, 200_000);
  private static final String SEED = System.getProperty("durability.seed", "");
  private static final int BYTES_MAX = 3_000;
  private static final long ALLOCATED_BYTES = 4 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Specimen> specimens = new ArrayList<>();
  private int states;
  private int errors;

  /** Something that reads a log. */
  private interface Use {
    void of(Directory directory) throws IOException;
  }

  private static void read(Directory directory) throws IOException {
    for (LogReader.Extent extent : LogReader.Extent.values()) {
      try (LogReader<byte[]> reader = LogReader.open(directory, Codecs.bytes(), 1, extent)) {
        while (reader.next()) {
          assertThat(reader.id()).isPositive();
        }
      }
    }
  }

  private static void inspect(Directory directory) throws IOException {
    LogInspection inspection = LogInspection.of(directory);
    assertThat(inspection.verify().damages()).isNotNull();
    inspection.frames(1, frame -> true);
  }

  private static final List<Use> USES =
      List.of(
          directory -> assertThat(Fold.recovery(directory).latest().state()).isNotNull(),
          directory -> assertThat(Fold.recovery(directory).upTo(3).state()).isNotNull(),
          RandomBytesTest::read,
          RandomBytesTest::inspect);

  @Test
  void randomBytes_neverCrashAReader() throws IOException {
    specimens.add(Specimens.closed(Specimens.OBJECTS));
    specimens.add(Specimens.young(Specimens.OBJECTS));
    for (Use use : USES) {
      // What loading the classes takes is not counted.
      use.of(new CaseDirectory(Specimens.young(Specimens.OBJECTS).files(), Specimens.OBJECTS));
    }
    long first = SEED.isEmpty() ? 1 : Long.parseLong(SEED);
    long last = SEED.isEmpty() ? CASES : first;
    for (long seed = first; seed <= last; seed++) {
      NavigableMap<String, byte[]> files = files(new SplittableRandom(seed));
      for (Use use : USES) {
        Optional<String> wrong = wrong(new CaseDirectory(files, Specimens.OBJECTS), use, files);
        assertThat(wrong).as("-Ddurability.seed=%d", seed).isEmpty();
      }
    }
    assertThat(errors).as("errors").isPositive();
    assertThat(states).as("states").isPositive();
    String figure =
        String.format(
            Locale.ROOT,
            "random-bytes: %,d logs of random bytes, each read in %d ways, %,d errors, 0 crashes",
            last - first + 1,
            USES.size(),
            errors);
    Files.createDirectories(FIGURE.getParent());
    Files.writeString(FIGURE, figure + System.lineSeparator());
  }

  /** Says what is wrong with how a use of a log ended, or nothing. */
  private Optional<String> wrong(Directory directory, Use use, NavigableMap<String, byte[]> files) {
    long size = files.values().stream().mapToLong(file -> file.length).sum();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      use.of(directory);
      states++;
    } catch (DurabilityException e) {
      errors++;
    } catch (IOException | RuntimeException | Error e) {
      return Optional.of(e + " at " + e.getStackTrace()[0]);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    return allocated > ALLOCATED_BYTES + 64 * size
        ? Optional.of("took " + allocated + " bytes of memory")
        : Optional.empty();
  }

  private NavigableMap<String, byte[]> files(SplittableRandom random) {
    Specimen specimen = specimens.get(random.nextInt(specimens.size()));
    NavigableMap<String, byte[]> files = new TreeMap<>(specimen.files());
    List<String> names = new ArrayList<>(files.keySet());
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      String name = names.get(random.nextInt(names.size()));
      files.put(name, content(specimen, files.get(name), name, random));
    }
    if (random.nextInt(8) == 0) {
      files.keySet().removeIf(name -> !name.startsWith(Specimen.WAL));
    }
    return files;
  }

  /** Returns random bytes, behind more or less of a beginning that verifies. */
  private static byte[] content(
      Specimen specimen, byte[] written, String name, SplittableRandom random) {
    byte[] content = new byte[random.nextInt(BYTES_MAX)];
    random.nextBytes(content);
    int kept =
        switch (random.nextInt(5)) {
          case 0 -> 0;
          case 1 -> 16;
          case 2 -> 112;
          default -> random.nextInt(written.length + 1);
        };
    System.arraycopy(
        written, 0, content, 0, Math.min(kept, Math.min(written.length, content.length)));
    Segment segment = specimen.segments().get(Specimen.segmentNumber(name));
    if (segment != null && random.nextBoolean()) {
      forgeFrames(segment, content, random);
    }
    return content;
  }

  /** Puts frames whose checksums fit in random places, with random ids and watermarks. */
  private static void forgeFrames(Segment segment, byte[] content, SplittableRandom random) {
    for (int i = random.nextInt(6); i > 0; i--) {
      int length = random.nextInt(64);
      int places = (content.length - LogBytes.FRAME_HEADER - length - 8) / 8;
      if (places > 0) {
        int at = 8 * random.nextInt(places);
        long id = random.nextInt(4) == 0 ? random.nextLong() : segment.lastId() + random.nextInt(4);
        long durable = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(at + 1);
        int end =
            LogBytes.putEntry(
                content, segment.header(), at, id, durable, random.nextBoolean(), new byte[length]);
        assertThat(end).isLessThanOrEqualTo(content.length + 8);
      }
    }
  }

  /** Control: a reader that dies of what it reads, or takes memory for it, is noticed. */
  @Test
  void crashOrExcess_isNoticed() throws IOException {
    Specimen specimen = Specimens.young(Specimens.OBJECTS);
    Directory files = new CaseDirectory(specimen.files(), Specimens.OBJECTS);
    Directory crashing =
        new FilterDirectory(files) {
          @Override
          public FileReader open(FileName name) {
            throw new IndexOutOfBoundsException("planted");
          }
        };
    for (Use use : USES) {
      assertThat(wrong(crashing, use, specimen.files()))
          .hasValueSatisfying(what -> assertThat(what).contains("planted"));
      assertThat(wrong(files, use, specimen.files())).isEmpty();
    }
    Use greedy = directory -> assertThat(new byte[64 << 20]).isNotEmpty();
    assertThat(wrong(files, greedy, specimen.files()))
        .hasValueSatisfying(what -> assertThat(what).contains("bytes of memory"));
  }
}
