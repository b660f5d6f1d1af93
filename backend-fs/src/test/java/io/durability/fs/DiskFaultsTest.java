package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.errors.CorruptException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.testkit.disk.CrashPoint;
import io.durability.testkit.disk.DiskImage;
import io.durability.testkit.disk.DiskObserver.Operation;
import io.durability.testkit.disk.SimulatedFile;
import io.durability.testkit.disk.SimulatedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single faults of a disk, by their number in the list of faults, each looked for and found. */
@Timeout(120)
final class DiskFaultsTest {

  private static final int BLOCK = 4096;
  private static final int SECTOR = 512;

  private final DiskFaults faults = DiskFaults.onAnEmptyDisk();

  @AfterEach
  void endProcesses() {
    faults.kill();
  }

  private static String text(int size, char value) {
    return String.valueOf(value).repeat(size);
  }

  private static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, Math.min(to, bytes.length));
  }

  private static boolean isZero(byte[] bytes, int from) {
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the segment as it is when nothing is lost. */
  private static byte[] whole(CrashPoint point, int segment) throws IOException {
    SimulatedFiles files = point.processesKilled().attach();
    try (SimulatedFile file = files.open(DiskFaults.segment(segment))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  @Test
  @Tag("fault-10")
  void row10_tornHeader_isVoidAndTheLogGoesOn() throws IOException {
    faults.claim().appendDurable(text(100, 'a'));
    faults.claim();
    CrashPoint point = faults.before(Operation.FORCE, "2.wal");
    byte[] whole = part(whole(point, 2), 0, BLOCK);
    int torn = 0;
    for (DiskImage image : DiskFaults.states(point)) {
      byte[] found = DiskFaults.bytes(image, DiskFaults.segment(2));
      if (found != null && !isZero(found, 0) && !Arrays.equals(found, whole)) {
        torn++;
        assertThat(DiskFaults.recoverAndGoOn(image)).isEqualTo("1:100 ");
      }
    }
    assertThat(torn).as("states with a torn header").isPositive();
  }

  @Test
  @Tag("fault-11")
  void row11_tornPayload_endsTheLogBeforeIt() throws IOException {
    Log<String> log = faults.claim();
    log.appendDurable(text(100, 'a'));
    log.appendDurable(text(2_000, 'b'));
    CrashPoint point = faults.before(Operation.FORCE_DATA, "1.wal");
    byte[] whole = whole(point, 1);
    int from = 2 * BLOCK;
    int torn = 0;
    for (DiskImage image : DiskFaults.states(point)) {
      byte[] found = Objects.requireNonNull(DiskFaults.bytes(image, DiskFaults.segment(1)));
      boolean headerThere =
          Arrays.equals(part(found, from, from + SECTOR), part(whole, from, from + SECTOR));
      if (headerThere && !Arrays.equals(found, whole)) {
        torn++;
        assertThat(DiskFaults.recoverAndGoOn(image)).isEqualTo("1:100 ");
      }
    }
    assertThat(torn).as("states with a torn payload").isPositive();
  }

  @Test
  @Tag("fault-12")
  void row12_zeroTail_isNoEntry() throws IOException {
    faults.claim().appendDurable(text(100, 'a'));
    CrashPoint point = faults.before(Operation.FORCE, "1.wal");
    int zeros = 0;
    for (DiskImage image : DiskFaults.states(point)) {
      byte[] found = DiskFaults.bytes(image, DiskFaults.segment(1));
      if (found != null && found.length > 2 * BLOCK && isZero(found, BLOCK)) {
        zeros++;
        assertThat(DiskFaults.recoverAndGoOn(image)).isEmpty();
      }
    }
    assertThat(zeros).as("states with a tail of zeros").isPositive();
  }

  @Test
  @Tag("fault-13")
  void row13_garbageTail_isDropped() throws IOException {
    faults.claim().appendDurable(text(100, 'a'));
    CrashPoint point = faults.before(Operation.FORCE, "1.wal");
    byte[] whole = whole(point, 1);
    Set<String> recovered = new HashSet<>();
    int garbage = 0;
    for (DiskImage image : DiskFaults.states(point)) {
      byte[] found = DiskFaults.bytes(image, DiskFaults.segment(1));
      if (found != null && found.length > 2 * BLOCK && !isZero(found, 2 * BLOCK)) {
        garbage++;
        String state = DiskFaults.recoverAndGoOn(image);
        recovered.add(state);
        // The frame ends in its first sector; garbage in the zeros behind it is behind the end,
        // too.
        boolean arrived =
            Arrays.equals(part(found, 0, BLOCK + SECTOR), part(whole, 0, BLOCK + SECTOR));
        assertThat(state).isEqualTo(arrived ? "1:100 " : "");
      }
    }
    assertThat(garbage).as("states with garbage behind the end").isPositive();
    assertThat(recovered).containsExactlyInAnyOrder("", "1:100 ");
  }

  @Test
  @Tag("fault-14")
  void row14_holeAndAGoodFrameBehindIt_aboveTheWatermark_isATornTail() throws IOException {
    Log<String> log = faults.claim();
    log.appendDurable(text(100, 'a'));
    for (int i = 0; i < 3; i++) {
      long id = log.append(text(2 * SECTOR - 32, 'b')).id();
      assertThat(id).isEqualTo(2 + i);
    }
    log.sync();
    log.close();
    CrashPoint point =
        faults.taken().stream()
            .filter(p -> p.before() == Operation.FORCE_DATA)
            .findFirst()
            .orElseThrow()
            .crash();
    byte[] whole = whole(point, 1);
    int from = 2 * BLOCK;
    int frame = 2 * SECTOR;
    int holes = 0;
    for (DiskImage image : DiskFaults.states(point)) {
      byte[] found = Objects.requireNonNull(DiskFaults.bytes(image, DiskFaults.segment(1)));
      boolean firstThere =
          Arrays.equals(part(found, from, from + frame), part(whole, from, from + frame));
      boolean lastThere =
          Arrays.equals(
              part(found, from + 2 * frame, from + 3 * frame),
              part(whole, from + 2 * frame, from + 3 * frame));
      if (!firstThere && lastThere) {
        holes++;
        assertThat(DiskFaults.recoverAndGoOn(image)).isEqualTo("1:100 ");
      }
    }
    assertThat(holes).as("states with a hole and a good frame behind it").isPositive();
  }

  @Test
  @Tag("fault-23")
  void row23_emptyNewSegment_isFineAsTheLast_andCorruptInTheMiddle() throws IOException {
    faults.claim().appendDurable(text(100, 'a'));
    faults.claim();
    CrashPoint point = faults.before(Operation.FORCE, "2.wal");
    int empty = 0;
    for (DiskImage image : DiskFaults.states(point)) {
      byte[] found = DiskFaults.bytes(image, DiskFaults.segment(2));
      if (found != null && found.length == 0) {
        empty++;
        assertThat(DiskFaults.recoverAndGoOn(image)).isEqualTo("1:100 ");
      }
    }
    assertThat(empty).as("states with an empty last segment").isPositive();
    faults.claim().appendDurable(text(200, 'b'));
    faults.claim().appendDurable(text(300, 'c'));
    faults.kill();
    try (SimulatedFile second = faults.disk().attach().open(DiskFaults.segment(3))) {
      second.truncate(0);
    }
    assertThatThrownBy(faults::recovered).isInstanceOf(CorruptException.class);
  }

  @Test
  @Tag("fault-24")
  void row24_rotation_crashBeforeTheFirstSync_keepsWhatWasAcknowledged() throws IOException {
    Log<String> log = faults.claim(3 * BLOCK);
    log.appendDurable(text(100, 'a'));
    log.appendDurable(text(200, 'b'));
    faults.taken();
    log.appendDurable(text(300, 'c'));
    List<DiskFaults.Point> points = faults.taken();
    assertThat(points).anyMatch(p -> p.path().endsWith("2.wal") && p.before() == Operation.CREATE);
    Set<String> recovered = new HashSet<>();
    for (DiskFaults.Point point : points) {
      for (DiskImage image : DiskFaults.states(point.crash())) {
        recovered.add(DiskFaults.recoverAndGoOn(image));
      }
    }
    assertThat(recovered).containsExactlyInAnyOrder("1:100 2:200 ", "1:100 2:200 3:300 ");
  }

  @Test
  @Tag("fault-26")
  void row26_renamed_folderNotForced_isOldOrNewAndNeverNone() throws IOException {
    FileName name = FileName.of("folder/file");
    FsDirectory directory = faults.directory();
    directory.write(name, ByteBuffer.wrap(new byte[] {1}), Condition.none());
    faults.taken();
    directory.write(name, ByteBuffer.wrap(new byte[] {2}), Condition.none());
    List<DiskFaults.Point> points = faults.taken();
    assertThat(points.stream().map(DiskFaults.Point::before))
        .containsSubsequence(Operation.FORCE, Operation.RENAME, Operation.FORCE_FOLDER);
    Set<Byte> found = new HashSet<>();
    for (DiskFaults.Point point : points) {
      for (DiskImage image : DiskFaults.states(point.crash())) {
        byte[] content = DiskFaults.bytes(image, "/data/log/folder/file");
        assertThat(content).as("before %s", point.before()).hasSize(1);
        found.add(Objects.requireNonNull(content)[0]);
      }
    }
    assertThat(found).containsExactlyInAnyOrder((byte) 1, (byte) 2);
    assertThat(DiskFaults.bytes(faults.disk().durableImage(), "/data/log/folder/file"))
        .containsExactly(2);
  }

  @Test
  @Tag("fault-82")
  void row82_killWithAnUnforcedBatch_reopen_powerLoss_isReadableAndLosesNothing()
      throws IOException {
    Log<String> log = faults.claim();
    log.appendDurable(text(100, 'a'));
    log.appendDurable(text(200, 'b'));
    CrashPoint killed = faults.before(Operation.FORCE_DATA, "1.wal");
    DiskFaults later = new DiskFaults(killed.processesKilled());
    assertThat(later.recovered().state()).as("what the cache holds").isEqualTo("1:100 2:200 ");
    Log<String> next = later.claim();
    Set<String> inside = new HashSet<>();
    for (DiskFaults.Point point : later.taken()) {
      for (DiskImage image : DiskFaults.states(point.crash())) {
        inside.add(DiskFaults.recoverAndGoOn(image));
      }
    }
    assertThat(inside).containsExactlyInAnyOrder("1:100 ", "1:100 2:200 ");
    assertThat(DiskFaults.recoverAndGoOn(later.disk().durableImage()))
        .as("once claimed, what the claim saw is kept")
        .isEqualTo("1:100 2:200 ");
    next.appendDurable(text(300, 'c'));
    assertThat(DiskFaults.recoverAndGoOn(later.disk().durableImage()))
        .isEqualTo("1:100 2:200 3:300 ");
    later.kill();
  }

  @Test
  @Tag("fault-83")
  void row83_powerLossBetweenTheLastBatchAndTheNextHeader_isLegal() throws IOException {
    faults.claim().appendDurable(text(100, 'a'));
    DiskImage image = faults.disk().durableImage();
    DiskFaults later = DiskFaults.after(image);
    Log<String> next = later.claim();
    assertThat(next.lastId()).isEqualTo(1);
    List<DiskFaults.Point> points = later.taken();
    assertThat(points).anyMatch(p -> p.path().endsWith("2.wal") && p.before() == Operation.CREATE);
    int withoutHeader = 0;
    for (DiskFaults.Point point : points) {
      for (DiskImage state : DiskFaults.states(point.crash())) {
        withoutHeader += DiskFaults.bytes(state, DiskFaults.segment(2)) == null ? 1 : 0;
        assertThat(DiskFaults.recoverAndGoOn(state)).isEqualTo("1:100 ");
      }
    }
    assertThat(withoutHeader).isPositive();
    later.kill();
  }

  @Test
  @Tag("fault-84")
  void row84_headerTornZeroOrAbsent_isAVoidNumber_andTheNextClaimantGoesOn() throws IOException {
    faults.claim().appendDurable(text(100, 'a'));
    faults.claim();
    CrashPoint point = faults.before(Operation.FORCE, "2.wal");
    byte[] whole = part(whole(point, 2), 0, BLOCK);
    Set<String> kinds = new HashSet<>();
    for (DiskImage image : DiskFaults.states(point)) {
      byte[] found = DiskFaults.bytes(image, DiskFaults.segment(2));
      boolean valid = Arrays.equals(found, whole);
      kinds.add(found == null ? "absent" : valid ? "valid" : isZero(found, 0) ? "zero" : "torn");
      DiskFaults later = DiskFaults.after(image);
      later.claim().appendDurable("next");
      DiskImage then = later.disk().durableImage();
      int number = found == null ? 2 : 3;
      assertThat(DiskFaults.bytes(then, DiskFaults.segment(number))).isNotNull();
      assertThat(DiskFaults.bytes(then, DiskFaults.segment(number + 1))).isNull();
      assertThat(DiskFaults.recoverAndGoOn(then)).isEqualTo("1:100 2:4 ");
      later.kill();
    }
    assertThat(kinds).containsExactlyInAnyOrder("absent", "valid", "zero", "torn");
  }
}
