package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.FileName;
import io.durability.testkit.Effort;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.Folders;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/**
 * RocksDB's write-ahead log, cut and damaged: what was acknowledged below a cut is kept, and damage
 * to what was acknowledged is told. The exception is that of any log: nothing behind the last
 * record proves that it had been durable.
 */
final class WalDamageTest {

  private static final boolean FULL = Effort.isFull();
  private static final int CUTS = FULL ? 400 : 30;
  private static final int FLIPS = FULL ? 1_500 : 50;
  private static final int ZEROED = FULL ? 300 : 20;
  private static final long SEED = 70;
  private static final int ENTRIES = 40;
  private static final int SECTOR_BYTES = 512;

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SortedMap<Long, String> acked = new TreeMap<>();

  /** For each entry, how long RocksDB's log was when it was acknowledged. */
  private final SortedMap<Long, Long> logLengths = new TreeMap<>();

  private Path original;
  private byte[] log;

  @BeforeEach
  void takeAPlace() {
    original = place.resolve("original");
  }

  private static Path logOf(Path folder) throws IOException {
    Path found = null;
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
      for (Path each : logs) {
        found = Files.size(each) == 0 && found != null ? found : each;
      }
    }
    assertThat(found).isNotNull();
    return found;
  }

  /** Writes entries of which some cross blocks, some together in one block. */
  private void append(Log<String> to, OpenedDatabase user) throws Exception {
    for (int i = 0; i < ENTRIES; i++) {
      String entry = i + "-" + "e".repeat(i % 7 == 0 ? 20_000 : 50 * i);
      if (user != null) {
        user.put("key" + i, entry);
      }
      long id = to.appendDurable(entry);
      acked.put(id, entry);
      logLengths.put(id, Files.size(logOf(original)));
    }
  }

  private void writeOwn() throws Exception {
    try (RocksDirectory directory = RocksDirectory.open(original)) {
      append(EntryLog.open(directory), null);
    }
    log = Files.readAllBytes(logOf(original));
  }

  private void writeShared() throws Exception {
    Files.createDirectory(original);
    try (OpenedDatabase opened = new OpenedDatabase(original);
        RocksDirectory directory = RocksDirectory.on(opened.database, opened.family)) {
      append(EntryLog.open(directory), opened);
    }
    log = Files.readAllBytes(logOf(original));
  }

  /** Returns a copy of the database with another content of its log. */
  private Path damaged(byte[] content) throws IOException {
    Path copy = Files.createTempDirectory(place, "damaged");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(original)) {
      for (Path file : files) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.write(logOf(copy), content);
    return copy;
  }

  private interface Opening {
    SortedMap<Long, String> recover(Path folder) throws Exception;
  }

  private SortedMap<Long, String> own(Path folder) throws IOException {
    try (RocksDirectory directory = RocksDirectory.open(folder)) {
      return EntryLog.recover(directory).state();
    }
  }

  /** Checks the user's keys too: each was synced before the entry with the same content. */
  private SortedMap<Long, String> shared(Path folder) throws Exception {
    RocksDirectory.checkWal(folder);
    try (OpenedDatabase opened = new OpenedDatabase(folder);
        RocksDirectory directory = RocksDirectory.on(opened.database, opened.family)) {
      SortedMap<Long, String> found = EntryLog.recover(directory).state();
      for (String entry : found.values()) {
        assertThat(opened.get("key" + entry.substring(0, entry.indexOf('-')))).isEqualTo(entry);
      }
      return found;
    } catch (RocksDBException e) {
      throw Failures.of("database not opened", Location.of(folder), e);
    }
  }

  private void assertPrefix(SortedMap<Long, String> found, String what) {
    assertThat(EntryLog.missing(found, acked)).as(what).isEmpty();
    assertThat(found.isEmpty() || found.lastKey() - found.firstKey() + 1 == found.size())
        .as(what)
        .isTrue();
  }

  private void cutEverywhere(Opening opening) throws Exception {
    int refused = 0;
    for (int i = 0; i < CUTS; i++) {
      int length = random.nextInt(log.length);
      byte[] cut = Arrays.copyOf(log, length);
      Path folder = damaged(cut);
      try {
        SortedMap<Long, String> found = opening.recover(folder);
        assertPrefix(found, "cut at " + length + ", seed " + SEED);
        for (long id : acked.keySet()) {
          if (logLengths.get(id) <= length) {
            assertThat(found).as("cut at " + length).containsKey(id);
          }
        }
      } catch (DurabilityException e) {
        refused++;
      }
      Folders.remove(folder);
    }
    // A cut leaves a torn end, as a crash does: RocksDB must open after that.
    assertThat(refused).isZero();
  }

  /** Where fragments begin: their headers are what RocksDB is misled by. */
  private List<Integer> fragments() {
    List<Integer> found = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at + WalCheck.HEADER_BYTES <= log.length) {
      int left = WalCheck.BLOCK_BYTES - at % WalCheck.BLOCK_BYTES;
      if (left < WalCheck.HEADER_BYTES) {
        at += left;
      } else {
        found.add(at);
        at += WalCheck.HEADER_BYTES + (bytes.getShort(at + 4) & 0xffff);
      }
    }
    return found;
  }

  private void flipEverywhere(Opening opening) throws Exception {
    List<Integer> fragments = fragments();
    int lastRecord = fragments.get(fragments.size() - 1);
    int detected = 0;
    for (int i = 0; i < FLIPS; i++) {
      // Half of them in headers, of which the lengths in the last block are the ones that count.
      int at =
          i % 2 == 0
              ? fragments.get(random.nextInt(fragments.size())) + random.nextInt(7)
              : random.nextInt(log.length);
      byte[] flipped = log.clone();
      flipped[at] = (byte) (flipped[at] ^ (1 << random.nextInt(8)));
      Path folder = damaged(flipped);
      String what = "flip at " + at + ", seed " + SEED;
      try {
        SortedMap<Long, String> found = opening.recover(folder);
        assertPrefix(found, what);
        // Only damage to the last record may pass, and cost that record.
        SortedMap<Long, String> kept = at < lastRecord ? acked : acked.headMap(acked.lastKey());
        assertThat(EntryLog.missing(kept, found)).as(what).isEmpty();
        assertThat(at < lastRecord && !inTrailer(at, fragments)).as(what).isFalse();
      } catch (CorruptException e) {
        detected++;
      }
      Folders.remove(folder);
    }
    assertThat(detected).isGreaterThan(FLIPS * 8 / 10);
  }

  /** The few bytes at a block's end that hold no header mean nothing. */
  private boolean inTrailer(int at, List<Integer> fragments) {
    ByteBuffer bytes = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    for (int begin : fragments) {
      if (at >= begin
          && at < begin + WalCheck.HEADER_BYTES + (bytes.getShort(begin + 4) & 0xffff)) {
        return false;
      }
    }
    return true;
  }

  @Test
  @Tag("fault-70")
  void cut_ofOwnDatabase_keepsWhatWasAcknowledgedBelowIt() throws Exception {
    writeOwn();
    cutEverywhere(this::own);
  }

  @Test
  @Tag("fault-70")
  void cut_ofSharedDatabase_keepsWhatWasAcknowledgedBelowIt_theUsersKeysToo() throws Exception {
    writeShared();
    cutEverywhere(this::shared);
  }

  /** What a power loss leaves of a record of several pages of which some had been written. */
  @Test
  @Tag("fault-69")
  void lastRecord_zeroInPart_ofOwnDatabase_isDropped_andTheLogGoesOn() throws Exception {
    writeOwn();
    int record = logLengths.get(acked.lastKey() - 1).intValue();
    for (int i = 0; i < ZEROED; i++) {
      int from = Math.max(record, sector(random.nextInt(record, log.length - SECTOR_BYTES)));
      int to = i % 3 == 0 ? log.length : Math.min(log.length, sector(from) + SECTOR_BYTES);
      byte[] torn = log.clone();
      Arrays.fill(torn, from, to, (byte) 0);
      Path folder = damaged(torn);
      String what = "zeros from " + from + " to " + to;
      SortedMap<Long, String> kept = acked.headMap(acked.lastKey());
      assertThat(own(folder)).as(what).isEqualTo(kept);
      try (RocksDirectory directory = RocksDirectory.open(folder);
          Log<String> goesOn = EntryLog.open(directory)) {
        goesOn.appendDurable("after");
      }
      assertThat(own(folder)).as(what).containsAllEntriesOf(kept).containsValue("after");
      Folders.remove(folder);
    }
  }

  private void assertRefusedAndUnchanged(byte[] content) throws IOException {
    Path folder = damaged(content);
    assertThatThrownBy(() -> own(folder)).isInstanceOf(CorruptException.class);
    assertThat(Files.readAllBytes(logOf(folder))).isEqualTo(content);
  }

  private static int sector(int at) {
    return at - at % SECTOR_BYTES;
  }

  @Test
  @Tag("fault-70")
  void flipInTheLastRecord_ofOwnDatabase_isNoTornEnd_andNothingIsCut() throws Exception {
    writeOwn();
    byte[] flipped = log.clone();
    flipped[log.length - 100] ^= 1;
    assertRefusedAndUnchanged(flipped);
  }

  @Test
  @Tag("fault-70")
  void zerosBeforeTheLastRecord_areDamage_andNothingIsCut() throws Exception {
    writeOwn();
    int record = logLengths.get(acked.lastKey() - 1).intValue();
    byte[] zeroed = log.clone();
    Arrays.fill(zeroed, record - 200, record - 100, (byte) 0);
    assertRefusedAndUnchanged(zeroed);
  }

  @Test
  @Tag("fault-70")
  void manifestCut_soThatOurColumnFamilyIsUnknown_isDamage_notAnEmptyLog() throws Exception {
    writeOwn();
    Path folder = damaged(log);
    Path manifest;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "MANIFEST-*")) {
      manifest = files.iterator().next();
    }
    byte[] whole = Files.readAllBytes(manifest);
    Files.write(manifest, Arrays.copyOf(whole, whole.length - 10));
    assertThatThrownBy(() -> own(folder))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("column family is missing");
    assertThatThrownBy(() -> RocksDirectory.open(folder).append(FileName.of("new")))
        .isInstanceOf(CorruptException.class);
    assertThat(Files.readAllBytes(logOf(folder))).isEqualTo(log);
    Files.write(manifest, whole);
    assertThat(own(folder)).isEqualTo(acked);
  }

  @Test
  @Tag("fault-70")
  void flip_inOwnDatabase_isDetected() throws Exception {
    writeOwn();
    flipEverywhere(this::own);
  }

  @Test
  @Tag("fault-70")
  void flip_inSharedDatabase_isDetected() throws Exception {
    writeShared();
    flipEverywhere(this::shared);
  }

  /** Damages the upper byte of the length of a record in the last block, so that it seems cut. */
  private Path withALengthDamaged() throws Exception {
    writeShared();
    List<Integer> fragments = fragments();
    int third = fragments.get(fragments.size() - 3);
    byte[] flipped = log.clone();
    flipped[third + 5] = (byte) (flipped[third + 5] ^ 0x40);
    assertThat(third / WalCheck.BLOCK_BYTES)
        .as("in the last block")
        .isEqualTo((log.length - 1) / WalCheck.BLOCK_BYTES);
    return damaged(flipped);
  }

  @Test
  @Tag("fault-70")
  void lengthDamagedInTheLastBlock_isTold_withFileAndOffset() throws Exception {
    Path folder = withALengthDamaged();
    assertThatThrownBy(() -> RocksDirectory.checkWal(folder))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("offset=")
        .hasMessageContaining(".log");
  }

  @Test
  void lengthDamagedInTheLastBlock_withoutTheCheck_losesAcknowledgedEntriesSilently()
      throws Exception {
    Path folder = withALengthDamaged();
    try (OpenedDatabase opened = new OpenedDatabase(folder);
        RocksDirectory directory = RocksDirectory.on(opened.database, opened.family)) {
      assertThat(EntryLog.missing(acked, EntryLog.recover(directory).state())).isNotEmpty();
    }
  }

  @Test
  void logWithoutDamage_passes_alsoWithATornEndOrNone() throws Exception {
    writeOwn();
    RocksDirectory.checkWal(original);
    byte[] garbage = Arrays.copyOf(log, log.length + 100);
    Arrays.fill(garbage, log.length, garbage.length, (byte) 7);
    RocksDirectory.checkWal(damaged(garbage));
    RocksDirectory.checkWal(damaged(Arrays.copyOf(log, log.length + 100_000)));
    RocksDirectory.checkWal(damaged(new byte[0]));
    RocksDirectory.checkWal(Files.createDirectory(place.resolve("empty")));
  }
}
