package io.durability.testkit.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a power loss leaves of files, names and sectors, force by force. */
@Timeout(60)
final class SimulatedDiskTest {

  private final SimulatedDisk disk = SimulatedDisk.of(DiskImage.empty());
  private final SimulatedFiles files = disk.attach();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static ByteBuffer bytes(int count, char value) {
    return bytes(String.valueOf(value).repeat(count));
  }

  private static String text(SimulatedFiles from, String path) throws IOException {
    try (SimulatedFile file = from.open(path)) {
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      file.read(content, 0);
      return new String(content.array(), UTF_8);
    }
  }

  /** Returns what a path reads as, or what kind of thing it is. */
  private static String look(SimulatedFiles from, String path) throws IOException {
    SimulatedFiles.Status found = from.status(path);
    if (found == null) {
      return "absent";
    }
    return found.folder() ? "folder" : text(from, path);
  }

  private SimulatedFiles afterPowerLoss() {
    return SimulatedDisk.of(disk.durableImage()).attach();
  }

  /** Returns what a path reads as in each of the states that a power loss now may leave. */
  private Set<String> states(String path) {
    Set<String> found = new TreeSet<>();
    CrashStates.of(
        disk.crashPoint(),
        1,
        CrashStates.EXHAUSTIVE_MAX,
        100,
        (image, number, description) -> {
          try {
            found.add(look(SimulatedDisk.of(image).attach(), path));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    return found;
  }

  private SimulatedFile durableFile(String path, String content) throws IOException {
    SimulatedFile file = files.create(path);
    file.write(bytes(content), 0);
    file.force(true);
    files.forceFolder("/");
    return file;
  }

  @Test
  void write_notForced_isSeenAndLost() throws IOException {
    SimulatedFile file = durableFile("/a", "one");
    file.write(bytes("two"), 0);
    assertThat(text(files, "/a")).isEqualTo("two");
    assertThat(text(afterPowerLoss(), "/a")).isEqualTo("one");
  }

  @Test
  void force_ofAFile_keepsTheContent_andNotTheName() throws IOException {
    SimulatedFile file = files.create("/a");
    file.write(bytes("one"), 0);
    file.force(true);
    assertThat(look(afterPowerLoss(), "/a")).isEqualTo("absent");
    files.forceFolder("/");
    assertThat(text(afterPowerLoss(), "/a")).isEqualTo("one");
  }

  @Test
  void force_ofAFolder_keepsTheName_andNotTheContent() throws IOException {
    files.create("/a").write(bytes("one"), 0);
    files.forceFolder("/");
    assertThat(text(afterPowerLoss(), "/a")).isEmpty();
  }

  @Test
  void force_ofAFolder_doesNotKeepTheFolderItself() throws IOException {
    files.createFolder("/folder");
    files.create("/folder/a");
    files.forceFolder("/folder");
    assertThat(look(afterPowerLoss(), "/folder/a")).isEqualTo("absent");
    files.forceFolder("/");
    assertThat(look(afterPowerLoss(), "/folder/a")).isEmpty();
  }

  @Test
  void force_ofDataAlone_leavesTheSize() throws IOException {
    SimulatedFile file = durableFile("/a", "one");
    file.write(bytes("longer"), 0);
    file.force(false);
    assertThat(text(afterPowerLoss(), "/a")).isEqualTo("lon");
    assertThat(states("/a")).containsExactlyInAnyOrder("lon", "longer");
    file.force(true);
    assertThat(text(afterPowerLoss(), "/a")).isEqualTo("longer");
  }

  @Test
  void unlink_notForced_comesBack() throws IOException {
    durableFile("/a", "one");
    files.unlink("/a");
    assertThat(look(files, "/a")).isEqualTo("absent");
    assertThat(states("/a")).containsExactlyInAnyOrder("absent", "one");
    files.forceFolder("/");
    assertThat(states("/a")).containsExactly("absent");
  }

  @Test
  void rename_notForced_isOldOrNewAndNeverNone() throws IOException {
    durableFile("/a", "old");
    durableFile("/b", "new");
    files.rename("/b", "/a");
    assertThat(states("/a")).containsExactlyInAnyOrder("old", "new");
    assertThat(states("/b")).containsExactlyInAnyOrder("absent", "new");
    files.forceFolder("/");
    assertThat(states("/a")).containsExactly("new");
    assertThat(states("/b")).containsExactly("absent");
  }

  @Test
  void rename_intoAnotherFolder_isDurableWithTheNewNamesFolder() throws IOException {
    files.createFolder("/folder");
    durableFile("/a", "one");
    files.rename("/a", "/folder/b");
    files.forceFolder("/");
    assertThat(states("/a")).containsExactlyInAnyOrder("absent", "one");
    files.forceFolder("/folder");
    assertThat(states("/a")).containsExactly("absent");
    assertThat(states("/folder/b")).containsExactly("one");
  }

  @Test
  void link_notForced_keepsTheFirstName() throws IOException {
    durableFile("/a", "one");
    files.link("/a", "/b");
    files.unlink("/a");
    assertThat(states("/a")).containsExactlyInAnyOrder("absent", "one");
    assertThat(states("/b")).containsExactlyInAnyOrder("absent", "one");
    assertThatThrownBy(() -> files.link("/b", "/b")).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void states_ofSectors_areAllSubsets() throws IOException {
    SimulatedFile file = files.create("/a");
    file.write(bytes(3 * Sector.BYTES, 'o'), 0);
    file.force(true);
    files.forceFolder("/");
    file.write(bytes(3 * Sector.BYTES, 'n'), 0);
    Set<String> wholeSectors = new TreeSet<>();
    for (String state : states("/a")) {
      StringBuilder first = new StringBuilder();
      boolean torn = false;
      for (int at = 0; at < state.length(); at += Sector.BYTES) {
        String sector = state.substring(at, at + Sector.BYTES);
        first.append(sector.charAt(0));
        torn |= sector.chars().distinct().count() > 1;
      }
      if (!torn) {
        wholeSectors.add(first.toString());
      }
    }
    assertThat(wholeSectors).hasSize(8).contains("ooo", "nnn", "non", "ono");
  }

  @Test
  void states_ofASector_haveItTorn() throws IOException {
    SimulatedFile file = files.create("/a");
    file.write(bytes(Sector.BYTES, 'o'), 0);
    file.force(true);
    files.forceFolder("/");
    file.write(bytes(Sector.BYTES, 'n'), 0);
    assertThat(states("/a")).anyMatch(state -> state.matches("n+o+") || state.matches("o+n+"));
  }

  @Test
  void states_ofAFileThatGrew_haveItsSizeWithoutData_asZerosAndAsGarbage() throws IOException {
    SimulatedFile file = durableFile("/a", "");
    file.write(bytes(2 * Sector.BYTES, 'n'), 0);
    Set<String> found = states("/a");
    assertThat(found).contains("", "n".repeat(1024), "\0".repeat(1024));
    assertThat(found).anyMatch(state -> state.startsWith("n".repeat(512) + "\0"));
    assertThat(found).anyMatch(state -> !state.isEmpty() && state.matches("(?s)[^n\0].*"));
  }

  @Test
  void states_ofManySectors_areBoundedAndHaveEachAloneMissing() throws IOException {
    SimulatedFile file = files.create("/a");
    file.write(bytes(40 * Sector.BYTES, 'o'), 0);
    file.force(true);
    files.forceFolder("/");
    file.write(bytes(40 * Sector.BYTES, 'n'), 0);
    Set<String> found = states("/a");
    assertThat(found).hasSizeBetween(100, 2000);
    for (int missing = 0; missing < 40; missing++) {
      String state = "n".repeat(missing * 512) + "o".repeat(512) + "n".repeat((39 - missing) * 512);
      assertThat(found).contains(state);
    }
  }

  @Test
  void states_ofTheSamePointAndSeed_areTheSame() throws IOException {
    SimulatedFile file = durableFile("/a", "");
    file.write(bytes(30 * Sector.BYTES, 'n'), 0);
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    CrashPoint point = disk.crashPoint();
    CrashStates.of(point, 7, 16, 100, (image, number, description) -> first.add(image.hash()));
    CrashStates.of(point, 7, 16, 100, (image, number, description) -> second.add(image.hash()));
    assertThat(second).isEqualTo(first).doesNotHaveDuplicates();
  }

  @Test
  void truncate_notForced_comesBack() throws IOException {
    SimulatedFile file = durableFile("/a", "longer");
    file.truncate(3);
    assertThat(text(files, "/a")).isEqualTo("lon");
    assertThat(states("/a")).containsExactlyInAnyOrder("lon", "longer");
    file.write(bytes("x"), 5);
    assertThat(text(files, "/a")).isEqualTo("lon\0\0x");
  }

  @Test
  void kill_losesNothingOfTheCache_butThePowerLossAfterIt() throws IOException {
    SimulatedFile file = durableFile("/a", "one");
    file.write(bytes("two"), 0);
    files.kill();
    assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(FileSystemException.class);
    SimulatedDisk later = disk.crashPoint().processesKilled();
    assertThat(text(later.attach(), "/a")).isEqualTo("two");
    assertThat(text(SimulatedDisk.of(later.durableImage()).attach(), "/a")).isEqualTo("one");
  }

  @Test
  void lock_isOneProcessesUntilItEnds() throws IOException {
    SimulatedFile mine = durableFile("/lock", "");
    SimulatedFiles others = disk.attach();
    SimulatedFile theirs = others.open("/lock");
    assertThat(mine.tryLock()).isTrue();
    assertThat(theirs.tryLock()).isFalse();
    files.kill();
    assertThat(theirs.tryLock()).isTrue();
  }

  @Test
  void missingOrTakenNames_areTypedFailures() throws IOException {
    assertThatThrownBy(() -> files.open("/a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> files.create("/b/a")).isInstanceOf(NoSuchFileException.class);
    files.create("/a");
    assertThatThrownBy(() -> files.create("/a")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(files.status("/a/b")).isNull();
  }

  @Test
  void hash_tellsContentNamesAndSizes_andNotHowTheyCame() throws IOException {
    durableFile("/a", "one");
    long one = disk.durableImage().hash();
    SimulatedDisk second = SimulatedDisk.of(DiskImage.empty());
    SimulatedFiles others = second.attach();
    others.create("/gone");
    others.unlink("/gone");
    SimulatedFile file = others.create("/a");
    file.write(bytes("two"), 0);
    file.write(bytes("one"), 0);
    file.force(true);
    others.forceFolder("/");
    assertThat(second.durableImage().hash()).isEqualTo(one);
    file.write(bytes("on\0"), 0);
    file.force(true);
    assertThat(second.durableImage().hash()).isNotEqualTo(one);
    file.truncate(2);
    file.force(true);
    assertThat(second.durableImage().hash()).isNotEqualTo(one);
  }
}
