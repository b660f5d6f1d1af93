package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.storage.Appender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which deleted files are kept, and which of them is written into next. */
final class SpareChoiceTest extends SpareFixture {

  private long names;

  private void twoSparesOnly() throws Throwable {
    directory.close();
    directory = new FsDirectory(root, new FsOptions(false, 2), files, clock, () -> ++names);
  }

  private List<Long> lengthsKept() throws IOException {
    List<Long> lengths = new ArrayList<>();
    for (Path spare : temporary()) {
      lengths.add(Files.size(spare));
    }
    lengths.sort(null);
    return lengths;
  }

  private long lengthUnder(String name) throws Throwable {
    try (Appender appender = directory.append(name(name))) {
      appender.write(bytes("x"));
      now(appender.sync());
      return Files.size(root.resolve(name));
    }
  }

  @Test
  void theOldest_isUsedFirst_andGoesFirstWhereThereAreTooMany() throws Throwable {
    twoSparesOnly();
    for (int length : new int[] {300, 200, 400}) {
      write("wal/" + length, length);
    }
    for (int length : new int[] {300, 200, 400}) {
      directory.delete(List.of(name("wal/" + length)));
    }
    assertThat(lengthsKept()).containsExactly(200L, 400L);
    assertThat(lengthUnder("wal/1")).isEqualTo(200);
    assertThat(lengthUnder("wal/2")).isEqualTo(400);
    assertThat(lengthUnder("wal/3")).isEqualTo(1);
  }

  @Test
  void muchShorterOnes_doNotStay_whileLongerOnesAreUsed() throws Throwable {
    twoSparesOnly();
    for (int length : new int[] {100, 300, 99, 301}) {
      write("wal/" + length, length);
    }
    directory.delete(List.of(name("wal/100")));
    directory.delete(List.of(name("wal/300")));
    directory.delete(List.of(name("wal/99")));
    assertThat(lengthsKept()).as("none makes room for a shorter one").containsExactly(100L, 300L);
    assertThat(lengthUnder("wal/1")).isEqualTo(300);
    assertThat(lengthsKept()).as("the older one that was passed over").isEmpty();
    directory.delete(List.of(name("wal/301")));
    assertThat(lengthUnder("wal/2")).isEqualTo(301);
  }

  @Test
  void deletionOfMany_setsAsideNoMoreThanCanBeKept() throws Throwable {
    twoSparesOnly();
    for (int number = 1; number <= 4; number++) {
      write("wal/" + number, 1000 * number);
    }
    files.taken();
    directory.delete(Stream.of("1", "2", "3", "4").map(number -> name("wal/" + number)).toList());
    assertThat(files.taken())
        .containsExactly(
            "rename wal/1 ~temp/*",
            "rename wal/2 ~temp/*",
            "unlink wal/3",
            "unlink wal/4",
            "force-folder wal");
  }

  @Test
  void fileOfAnotherFolder_isNotWrittenAgain() throws Throwable {
    Object inode = deleted("tenant/wal/1", OLD_BYTES);
    assertPlain("other/wal/1", inode);
    write("tenant/wal/2", 1);
    assertThat(inode("tenant/wal/2")).isEqualTo(inode);
  }

  @Test
  void noSpares_ifToldSo() throws Throwable {
    directory.close();
    directory = FsDirectory.open(root, Map.of("spareFiles", "0"));
    write("wal/1", OLD_BYTES);
    directory.delete(List.of(name("wal/1")));
    assertThat(temporary()).isEmpty();
  }

  @Test
  void options_areChecked() {
    for (String wrong : List.of("-1", "17", "two", "")) {
      assertThatThrownBy(() -> FsDirectory.open(root, Map.of("spareFiles", wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("spareFiles, expected=0 to 16, found=" + wrong);
    }
  }

  @Test
  void diskWithLittleRoom_getsItBackAtOnce() throws Throwable {
    write("wal/1", OLD_BYTES);
    files.usable(8 * OLD_BYTES - 1);
    directory.delete(List.of(name("wal/1")));
    assertThat(temporary()).isEmpty();
    write("wal/2", OLD_BYTES);
    files.usable(8 * OLD_BYTES);
    directory.delete(List.of(name("wal/2")));
    assertThat(temporary()).hasSize(1);
  }
}
