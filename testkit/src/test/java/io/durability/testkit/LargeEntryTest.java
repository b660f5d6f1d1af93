package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** L1, L2: entries larger than what a reader holds of a file at a time, between small ones. */
final class LargeEntryTest {

  private static final int WINDOW = 256 << 10;

  private final PaddedDirectory directory =
      new PaddedDirectory(new MemoryDirectory(), Specimens.DISK);
  private final List<byte[]> written = new ArrayList<>();

  @Test
  void entriesLargerThanTheWindow_zerosBehindThem_allRecovered() throws IOException {
    Random random = new Random(3);
    List<Integer> sizes = new ArrayList<>();
    for (int large : new int[] {300_000, WINDOW, WINDOW - 31, WINDOW - 32, WINDOW - 33, 1 << 20}) {
      sizes.addAll(List.of(large, 5, large, large, 0));
    }
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), SpecimenWriter.options(7))) {
      for (int size : sizes) {
        byte[] entry = new byte[size];
        random.nextBytes(entry);
        log.appendDurable(entry);
        written.add(entry);
      }
      log.appendAll(written.subList(0, 12)).await();
      written.addAll(List.copyOf(written.subList(0, 12)));
    }
    // Once as the last segment, which ends by itself, and once as one whose end is recorded.
    assertThat(read()).containsExactlyElementsOf(written);
    Log.open(directory, Codecs.bytes(), SpecimenWriter.options(8)).close();
    assertThat(read()).containsExactlyElementsOf(written);
  }

  private List<byte[]> read() throws IOException {
    List<byte[]> read = new ArrayList<>();
    try (LogReader<byte[]> reader = LogReader.open(directory, Codecs.bytes(), 1, Extent.WRITTEN)) {
      while (reader.next()) {
        read.add(reader.entry());
      }
    }
    return read;
  }
}
