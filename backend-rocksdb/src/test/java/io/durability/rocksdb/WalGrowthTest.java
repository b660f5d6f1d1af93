package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.TempDirInMemory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RocksDB's log, looked at while the process that has the database open writes it: what is torn in
 * one block that was read is followed by what came meanwhile, which is no damage.
 */
final class WalGrowthTest {

  private static final int ENTRIES = 1_000;
  private static final int ENTRY_BYTES = 100;

  private static final int SECTOR_BYTES = 512;

  /** In the first block, within a record. */
  private static final int CUT = 10_000;

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private byte[] whole;
  private Path log;

  @BeforeEach
  void write() throws Exception {
    Path database = place.resolve("database");
    try (RocksDirectory directory = RocksDirectory.open(database);
        Log<String> entries = EntryLog.open(directory)) {
      for (int i = 0; i < ENTRIES; i++) {
        entries.append(i + "-" + "e".repeat(ENTRY_BYTES));
        entries.sync();
      }
    }
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(database, "*.log")) {
      whole = Files.readAllBytes(logs.iterator().next());
    }
    assertThat(whole).hasSizeGreaterThan(3 * WalCheck.BLOCK_BYTES);
    log = place.resolve("000004.log");
  }

  /** A file that grows, by so many bytes at most, just before the block at a place is read. */
  private final class Growing extends RandomAccessFile {

    private final int before;
    private final int most;

    Growing(Path file, int before, int most) throws FileNotFoundException {
      super(file.toFile(), "r");
      this.before = before;
      this.most = most;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int from = (int) length();
      if (getFilePointer() == before && from < whole.length) {
        byte[] more = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + most));
        Files.write(log, more, StandardOpenOption.APPEND);
      }
      return super.read(into, offset, length);
    }
  }

  private long check(int before, int most) throws Exception {
    return new WalCheck(log, Location.of(log), file -> new Growing(file, before, most))
        .check()
        .endOfWhole();
  }

  @Test
  void recordTornWhenItsBlockWasRead_andWholeThen_isNoDamage() throws Exception {
    Files.write(log, Arrays.copyOf(whole, CUT));
    assertThat(check(WalCheck.BLOCK_BYTES, whole.length)).isEqualTo(whole.length);
    assertThat(log).hasSize(whole.length);
  }

  @Test
  void damage_inAFileThatGrowsOnce_isTold() throws Exception {
    whole[CUT / 2] ^= 1;
    Files.write(log, Arrays.copyOf(whole, CUT));
    assertThatThrownBy(() -> check(WalCheck.BLOCK_BYTES, whole.length))
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void damage_inAFileThatGrowsWheneverItIsLookedAt_isNotToldFromGrowth() throws Exception {
    whole[CUT / 2] ^= 1;
    Files.write(log, Arrays.copyOf(whole, WalCheck.BLOCK_BYTES));
    assertThatThrownBy(() -> check(0, 1_000))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(CorruptException.class)
        .hasMessageContaining("being written");
  }

  /** Returns a log of which the last record has a sector of zeros, as if it were being written. */
  private byte[] torn() {
    byte[] torn = Arrays.copyOf(whole, CUT + 2 * SECTOR_BYTES);
    Arrays.fill(torn, CUT, torn.length, (byte) 0);
    return torn;
  }

  private void assertWorthAnotherOpening(WalCheck.Tail before) throws Exception {
    assertThat(WalCheck.cutTornRecord(place, "label", before)).isTrue();
  }

  @Test
  void cut_ofTheLogThatRocksDbRefused_isDone() throws Exception {
    Files.write(log, torn());
    WalCheck.Tail before = WalCheck.check(place, "label");
    assertWorthAnotherOpening(before);
    assertThat(log).hasSize(before.look().endOfWhole());
    assertThat(WalCheck.cutTornRecord(place, "label", WalCheck.check(place, "label")))
        .as("nothing left to cut")
        .isFalse();
  }

  @Test
  void cut_ofALogThatWasBegunSince_isNotDone() throws Exception {
    Files.write(log, torn());
    WalCheck.Tail before = WalCheck.check(place, "label");
    Path begun = Files.write(place.resolve("000009.log"), torn());
    assertWorthAnotherOpening(before);
    assertThat(begun).hasBinaryContent(torn());
    Files.delete(log);
    assertWorthAnotherOpening(before);
    assertThat(begun).hasBinaryContent(torn());
    assertWorthAnotherOpening(null);
    assertThat(begun).hasBinaryContent(torn());
  }

  @Test
  void cut_thatAnotherProcessHasMade_isNotMadeAgain_andIsWorthAnotherOpening() throws Exception {
    Files.write(log, torn());
    WalCheck.Tail before = WalCheck.check(place, "label");
    byte[] cut = Arrays.copyOf(whole, (int) before.look().endOfWhole());
    Files.write(log, cut);
    assertWorthAnotherOpening(before);
    assertThat(log).hasBinaryContent(cut);
    Files.delete(log);
    assertWorthAnotherOpening(before);
    assertThat(log).doesNotExist();
  }
}
