package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogInspection;
import io.durability.LogReader;
import io.durability.LogReport;
import io.durability.Recovered;
import io.durability.errors.TruncatedException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A log that an earlier version wrote is read as it was meant. The fixture of each format version
 * is kept for good: {@link FixtureWriter} made it once, and it is never written again.
 */
final class FormatFixtureTest {

  private static final String FIXTURE = "/fixtures/format-1";

  /** Over every name and byte of the fixture. If this differs, restore the fixture. */
  private static final String SHA_256 =
      "1967cade399384b57b9b5d53783988926d557a75a1e717e2c763a673f5c37eee";

  private static final long FIRST_SEGMENT = 3;
  private static final long FIRST_ID = 47;
  private static final long LAST_ID = 85;
  private static final long OLDER_CHECKPOINT_LAST_ID = 53;
  private static final long CHECKPOINT_LAST_ID = 58;
  private static final long TORN_BYTES = 40;

  private final NavigableMap<String, byte[]> files = new TreeMap<>();
  private final NavigableMap<Long, byte[]> entries = new TreeMap<>();

  @BeforeEach
  void readFixture() throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(getClass().getResource(FIXTURE), FIXTURE).toURI());
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        files.put(name, Files.readAllBytes(file));
      }
    }
    byte[] expected = Objects.requireNonNull(files.get(FixtureWriter.EXPECTED), "expected");
    for (String line : new String(expected, StandardCharsets.US_ASCII).lines().toList()) {
      String[] parts = line.split(" ", 2);
      entries.put(Long.valueOf(parts[0]), HexFormat.of().parseHex(parts[1]));
    }
  }

  /** Returns the log in a directory that refuses every change. */
  private Directory log() {
    return new CaseDirectory(logFiles(), Specimens.OBJECTS);
  }

  private NavigableMap<String, byte[]> logFiles() {
    NavigableMap<String, byte[]> log = new TreeMap<>(files);
    log.remove(FixtureWriter.EXPECTED);
    return log;
  }

  private Fold stateAt(long id) {
    Fold state = Fold.EMPTY;
    for (Map.Entry<Long, byte[]> entry : entries.headMap(id, true).entrySet()) {
      state = state.apply(entry.getKey(), entry.getValue());
    }
    return state;
  }

  @Test
  void bytes_areThoseThatWereWrittenOnce() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    files.forEach(
        (name, content) -> {
          digest.update(name.getBytes(StandardCharsets.US_ASCII));
          digest.update(ByteBuffer.allocate(8).putLong(content.length).flip());
          digest.update(content);
        });
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(SHA_256);
  }

  @Test
  void generator_doesNotRewrite() {
    assertThatThrownBy(() -> FixtureWriter.main(new String[] {"."}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never rewritten");
  }

  @Test
  @Tag("fault-77")
  void read_givesEveryEntryThatIsKept() throws IOException {
    NavigableMap<Long, byte[]> found = new TreeMap<>();
    try (LogReader<byte[]> reader =
        LogReader.open(log(), Codecs.bytes(), FIRST_ID, LogReader.Extent.WRITTEN)) {
      while (reader.next()) {
        found.put(reader.id(), reader.entry());
      }
    }
    NavigableMap<Long, byte[]> kept = entries.tailMap(FIRST_ID, true);
    assertThat(found.keySet()).isEqualTo(kept.keySet());
    found.forEach((id, entry) -> assertThat(entry).as("entry %d", id).isEqualTo(kept.get(id)));
    assertThatThrownBy(() -> LogReader.open(log(), Codecs.bytes(), FIRST_ID - 1).next())
        .isInstanceOf(TruncatedException.class);
  }

  @Test
  @Tag("fault-77")
  void recover_givesTheStateAndWhereItCameFrom() throws IOException {
    Recovered<Fold, byte[]> recovered = Fold.recovery(log()).latest();
    assertThat(recovered.state()).isEqualTo(stateAt(LAST_ID));
    assertThat(recovered.lastId()).isEqualTo(LAST_ID).isEqualTo(entries.lastKey());
    assertThat(recovered.checkpointLastId()).isEqualTo(CHECKPOINT_LAST_ID);
    assertThat(recovered.entriesApplied())
        .isEqualTo(entries.tailMap(CHECKPOINT_LAST_ID, false).size());
    assertThat(recovered.bytesDropped()).isEqualTo(TORN_BYTES);
    assertThat(recovered.checkpointsSkipped()).isEmpty();
  }

  @Test
  void recoverUpTo_usesTheOlderCheckpoint() throws IOException {
    for (long id = OLDER_CHECKPOINT_LAST_ID; id <= LAST_ID; id++) {
      assertThat(Fold.recovery(log()).upTo(id).state()).as("up to %d", id).isEqualTo(stateAt(id));
    }
    assertThatThrownBy(() -> Fold.recovery(log()).upTo(OLDER_CHECKPOINT_LAST_ID - 1))
        .isInstanceOf(TruncatedException.class);
  }

  @Test
  void inspect_findsNoDamage() throws IOException {
    LogInspection inspection = LogInspection.of(log());
    assertThat(inspection.damages()).isEmpty();
    assertThat(inspection.frontier()).isEqualTo(FIRST_SEGMENT);
    assertThat(inspection.firstId()).hasValue(FIRST_ID);
    assertThat(inspection.lastId()).hasValue(LAST_ID);
    assertThat(inspection.tornBytes()).isEqualTo(TORN_BYTES);
    assertThat(inspection.closedCleanly()).isFalse();
    assertThat(inspection.segments())
        .extracting(LogReport.Segment::state)
        .containsExactly(
            LogReport.Segment.State.CLOSED,
            LogReport.Segment.State.CLOSED,
            LogReport.Segment.State.VOID,
            LogReport.Segment.State.CLOSED,
            LogReport.Segment.State.CLOSED,
            LogReport.Segment.State.LAST);
    assertThat(inspection.checkpoints()).hasSize(2).allMatch(LogReport.Checkpoint::kept);
  }

  @Test
  void claim_goesOnBehindIt() throws IOException {
    MemoryDirectory copy = new MemoryDirectory();
    for (Map.Entry<String, byte[]> file : logFiles().entrySet()) {
      copy.write(FileName.of(file.getKey()), ByteBuffer.wrap(file.getValue()), Condition.none());
    }
    Recovered<Fold, byte[]> recovered = Fold.recovery(copy).latest();
    List<byte[]> added = List.of(new byte[] {1}, new byte[] {2, 3});
    try (Log<byte[]> log = recovered.claim(SpecimenWriter.options(1))) {
      assertThat(log.appendAll(added).await()).isEqualTo(LAST_ID + 2);
    }
    Fold expected =
        stateAt(LAST_ID).apply(LAST_ID + 1, added.get(0)).apply(LAST_ID + 2, added.get(1));
    assertThat(Fold.recovery(copy).latest().state()).isEqualTo(expected);
  }
}
