package io.durability.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import org.junit.jupiter.api.Test;

/** A place names what is known of it, and nothing else. */
final class LocationTest {

  @Test
  void of_directory_namesItAsItNamesItself() {
    Location location = Location.of(MemoryDirectory.named("orders"));
    assertThat(location).hasToString("directory=memory:orders");
    assertThat(location.file()).isNull();
    assertThat(location.offset()).isEqualTo(-1);
    assertThat(location.entryId()).isEqualTo(-1);
  }

  @Test
  void of_file_namesBoth() {
    Location location = Location.of("memory:orders", FileName.of("wal/7"));
    assertThat(location).hasToString("file=wal/7, directory=memory:orders");
    assertThat(location).isEqualTo(new Location("memory:orders", "wal/7", -1, -1));
  }

  @Test
  void at_offset_narrows() {
    Location file = Location.of("memory:orders", "wal/7");
    assertThat(file.at(0)).hasToString("file=wal/7, offset=0, directory=memory:orders");
    assertThat(file.at(8192).at(4096))
        .hasToString("file=wal/7, offset=4096, directory=memory:orders");
    assertThat(file.offset()).as("the first is not changed").isEqualTo(-1);
  }

  @Test
  void entry_id_narrows() {
    Location file = Location.of("memory:orders", "wal/7");
    assertThat(file.entry(0)).hasToString("file=wal/7, entry=0, directory=memory:orders");
    assertThat(file.entry(311).at(8192))
        .isEqualTo(file.at(8192).entry(311))
        .hasToString("file=wal/7, offset=8192, entry=311, directory=memory:orders");
    assertThat(file.entryId()).as("the first is not changed").isEqualTo(-1);
  }

  @Test
  void at_ofADirectory_staysWithoutFile() {
    assertThat(Location.of("memory:orders").at(1).entry(2))
        .hasToString("offset=1, entry=2, directory=memory:orders");
  }
}
