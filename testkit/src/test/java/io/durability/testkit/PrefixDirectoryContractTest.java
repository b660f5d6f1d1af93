package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.PrefixDirectory;
import java.util.List;

/** A folder of a directory that others use too keeps the contract, and leaves theirs alone. */
final class PrefixDirectoryContractTest extends DirectoryContractTest {

  private static final String FOLDER = "shop/orders";

  /** Names that a careless prefix would take for its own, on both sides of it in the order. */
  private static final List<String> NEIGHBOURS =
      List.of("file", "shop/order/file", "shop/orders-old/file", "shop/orders2", "wal/1");

  private final MemoryDirectory beneath = new MemoryDirectory();

  @Override
  protected void prepare() throws Exception {
    for (String neighbour : NEIGHBOURS) {
      beneath.write(name(neighbour), buffer(bytes(10, neighbour.hashCode())), Condition.absent());
    }
  }

  @Override
  protected Directory open() {
    return PrefixDirectory.of(beneath, FOLDER);
  }

  @Override
  protected void dispose() throws Exception {
    List<FileInfo> others =
        beneath.list("").stream()
            .filter(file -> !file.name().value().startsWith(FOLDER + "/"))
            .toList();
    assertThat(names(others)).isEqualTo(NEIGHBOURS);
    dir = beneath;
    for (String neighbour : NEIGHBOURS) {
      assertWhole(neighbour, bytes(10, neighbour.hashCode()));
    }
  }

  @Override
  protected int nameBytesMax() {
    return FileName.LENGTH_MAX - FOLDER.length() - 1;
  }
}
