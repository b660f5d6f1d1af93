package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FilterDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * {@link CutEveryByteTest} notices a scan that masks damage, drops what was acknowledged, or makes
 * up an entry. The defect is planted where the library reads: it is handed bytes that are not those
 * in the files, as a library that repairs on its own would behave as if it had been.
 */
final class DamageOracleCanFailTest {

  private static final String FIRST = Specimen.segmentFile(1);

  /** Returns a directory in which reads of some files give other bytes. */
  private static Directory reading(Directory in, NavigableMap<String, byte[]> instead) {
    return new FilterDirectory(in) {
      @Override
      public FileReader open(FileName name) throws io.durability.errors.DurabilityException {
        byte[] content = instead.get(name.value());
        return content == null ? in.open(name) : reader(in.open(name), content);
      }

      @Override
      public List<FileInfo> list(String prefix, String after)
          throws io.durability.errors.DurabilityException {
        return in.list(prefix, after).stream()
            .filter(file -> !Arrays.equals(GONE, instead.get(file.name().value())))
            .toList();
      }
    };
  }

  private static final byte[] GONE = {};

  private static FileReader reader(FileReader in, byte[] content) {
    return new FilterFileReader(in) {
      @Override
      public long size() {
        return content.length;
      }

      @Override
      public void read(long position, ByteBuffer target) {
        target.put(content, (int) position, target.remaining());
      }
    };
  }

  private static void assertNoticed(
      Specimen specimen, Damage damage, UnaryOperator<Directory> defect, String message) {
    NavigableMap<String, byte[]> files = damage.apply(specimen);
    assertThat(new CaseRun(specimen, files).read()).as("without the defect").isEmpty();
    assertThat(new CaseRun(specimen, files, defect).read())
        .as("with the defect")
        .hasValueSatisfying(what -> assertThat(what).contains(message));
  }

  /** A byte in the first entry of a closed segment. */
  private static Damage flip(Specimen specimen) {
    Specimen.Segment first = specimen.segments().firstEntry().getValue();
    return Damage.flip(first.file(), first.frames().get(0).offset() + LogBytes.FRAME_HEADER, 3);
  }

  @Test
  void damageMasked_isNoticed() throws IOException {
    Specimen specimen = Specimens.closed(Specimens.OBJECTS);
    Damage flip = flip(specimen);
    NavigableMap<String, byte[]> undamaged = new TreeMap<>();
    undamaged.put(flip.file(), specimen.files().get(flip.file()));
    assertNoticed(specimen, flip, in -> reading(in, undamaged), "CORRUPT");
  }

  @Test
  void acknowledgedEntriesDropped_isNoticed() throws IOException {
    Specimen specimen = Specimens.abrupt(Specimens.OBJECTS);
    Specimen.Segment last = specimen.last();
    int second = last.batches().get(1).from();
    NavigableMap<String, byte[]> shorter = new TreeMap<>();
    shorter.put(last.file(), Arrays.copyOf(specimen.files().get(last.file()), second));
    // Behind the end, where nothing is needed.
    Damage harmless = Damage.cut(last.file(), specimen.files().get(last.file()).length - 1);
    assertNoticed(specimen, harmless, in -> reading(in, shorter), "expected Reaches");
  }

  @Test
  void lastSegmentIgnoredWhenDamaged_isNoticed() throws IOException {
    Specimen specimen = Specimens.closed(Specimens.DISK);
    Specimen.Segment last = specimen.last();
    Damage flip = Damage.flip(last.file(), last.frames().get(0).offset() + 5, 1);
    NavigableMap<String, byte[]> ignored = new TreeMap<>();
    ignored.put(last.file(), GONE);
    assertNoticed(specimen, flip, in -> reading(in, ignored), "CORRUPT");
  }

  @Test
  void entryMadeUp_isNoticed() throws IOException {
    Specimen specimen = Specimens.young(Specimens.OBJECTS);
    Specimen.Segment last = specimen.last();
    byte[] written = specimen.files().get(FIRST);
    byte[] more = Arrays.copyOf(written, written.length + 256);
    int end =
        LogBytes.putEntry(
            more, last.header(), last.end(), last.lastId() + 1, last.end(), true, new byte[9]);
    NavigableMap<String, byte[]> invented = new TreeMap<>();
    invented.put(FIRST, Arrays.copyOf(more, end));
    // A strange file, where nothing is needed.
    Damage harmless = Damage.of(Damage.Kind.EXTRA, "README", "text");
    assertNoticed(specimen, harmless, in -> reading(in, invented), "expected Reaches");
  }

  @Test
  void fileChangedByAClaimThatIsRefused_isNoticed() throws IOException {
    Specimen specimen = Specimens.closed(Specimens.OBJECTS);
    Specimen.Segment last = specimen.last();
    Damage flip = Damage.flip(last.file(), last.frames().get(0).offset() + 5, 1);
    NavigableMap<String, byte[]> files = flip.apply(specimen);
    assertThat(new CaseRun(specimen, files).goOn()).isEmpty();
    UnaryOperator<Directory> writing =
        in ->
            new FilterDirectory(in) {
              @Override
              public long seal(FileName name) throws io.durability.errors.DurabilityException {
                in.delete(List.of(name));
                return in.seal(name);
              }
            };
    assertThat(new CaseRun(specimen, files, writing).goOn()).isPresent();
  }
}
