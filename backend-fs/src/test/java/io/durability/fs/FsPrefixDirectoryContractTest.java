package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.PrefixDirectory;
import io.durability.testkit.DirectoryContractTest;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A folder of a local-disk directory keeps the contract. */
final class FsPrefixDirectoryContractTest extends DirectoryContractTest {

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  @Override
  protected Directory open() throws DurabilityException {
    return PrefixDirectory.owning(FsDirectory.open(place.resolve("root")), "shop/orders");
  }

  @Override
  protected int nameBytesMax() {
    return FileName.LENGTH_MAX - "shop/orders/".length();
  }
}
